package io.rollcall.registry.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Displaced;
import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeOwnerTest {
    private static final Name NAME = Name.of("alice");

    private final ManualExecutor callbacks = new ManualExecutor();
    private final Registry<String> registry =
            Registry.<String>builder().executor(callbacks).build();
    private final FakeOwner<String> owner = FakeOwner.join(registry, "a");
    private final FakeOwner<String> other = FakeOwner.join(registry, "b");

    @AfterEach
    void close() {
        registry.close();
        callbacks.runAll();
        RegistryAssertions.assertNothingLeft(registry);
    }

    @Test
    void heard_whatOthersDoToIt_isInOrder() {
        owner.owner().register(NAME);
        other.owner().takeOver(NAME, Displaced.KEEP);
        other.owner().register(Property.of("room")).giveTo(owner.owner());
        owner.end(Reason.of("eof"));
        assertThat(owner.heard()).isEmpty();
        callbacks.runAll();

        assertThat(owner.heard()).containsExactly("displaced alice by b", "given room from b", "ended eof");
        assertThat(other.heard()).isEmpty();
    }

    @Test
    void end_twice_endsOnce() {
        owner.owner().register(NAME);

        assertThat(owner.end(Reason.of("eof"))).isTrue();
        assertThat(owner.end(Reason.LEFT)).isFalse();
        assertThat(registry.find(NAME)).isNull();
        assertThat(owner.owner().endReason()).contains(Reason.of("eof"));
    }

    @Test
    void owner_isWhatLookUpsShow() {
        owner.owner().register(NAME);

        assertThat(registry.entry(NAME).orElseThrow().owner()).isSameAs(owner.owner());
        assertThat(registry.whereIs(NAME)).contains("a");
    }
}
