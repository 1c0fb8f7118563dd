package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An object of a user's whose text cannot be had breaks nothing but that text. */
class TextsTest {
    private static final Name NAME = Name.of(new Mute());

    private final List<Throwable> reported = new CopyOnWriteArrayList<>();
    private final ManualTimer timer = new ManualTimer();
    private final Registry<Mute> registry = Registry.<Mute>builder()
            .executor(Runnable::run)
            .timer(timer)
            .reporter(reported::add)
            .build();
    private final Owner<Mute> owner = registry.join(new Mute());
    private final Owner<Mute> other = registry.join(new Mute());

    @AfterEach
    void registry_afterEachTest_isSoundAndHasReportedNothing() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(reported).isEmpty();
    }

    /** Something whose text cannot be had. */
    private static final class Mute implements Comparable<Mute> {
        @Override
        public int compareTo(Mute that) {
            return 0;
        }

        @Override
        public boolean equals(Object that) {
            return that instanceof Mute;
        }

        @Override
        public int hashCode() {
            return 1;
        }

        @Override
        public String toString() {
            throw new IllegalStateException("no text");
        }
    }

    @Test
    void leave_inALine_failsTheWaiterAndEnds() {
        other.register(NAME);
        CompletableFuture<Registration<Mute>> waiter = owner.registerWhenFree(NAME);
        owner.leave();
        assertThat(waiter).isCompletedExceptionally();
        assertThat(owner.ended().toCompletableFuture()).isCompletedWithValue(Reason.LEFT);
        assertThat(registry.census()).isEqualTo(new Census(1, 1, 0, 0, 0, 0, 0));
    }

    @Test
    void register_ended_saysSo() {
        owner.leave();
        assertThatThrownBy(() -> owner.register(NAME))
                .isInstanceOf(OwnerEndedException.class)
                .hasMessageContaining(Mute.class.getName());
    }

    @Test
    void register_held_saysSo() {
        other.register(NAME);
        assertThatThrownBy(() -> owner.register(NAME))
                .isInstanceOf(NameTakenException.class)
                .hasMessageContaining(Mute.class.getName());
    }

    @Test
    void await_timeOver_fails() {
        CompletableFuture<Entry<Mute>> await = registry.await(NAME, Duration.ofSeconds(1));
        timer.advance(Duration.ofSeconds(1));
        assertThat(await).isCompletedExceptionally();
        assertThatThrownBy(await::join).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void audit_brokenRow_namesIt() {
        other.register(NAME);
        LocalRegistry<Mute> inside = (LocalRegistry<Mute>) registry;
        inside.owners.remove(other);
        assertThat(registry.audit()).singleElement().asString().startsWith("R7").contains(Mute.class.getName());
        inside.owners.add((LocalOwner<Mute>) other);
    }

    @Test
    void toString_ofWhatTheRegistryHandsOut_answers() {
        Registration<Mute> name = owner.register(NAME);
        Registration<Mute> member = owner.register(Property.of(new Mute()));
        assertThat(owner).asString().contains(Mute.class.getName());
        assertThat(name).asString().contains(Mute.class.getName());
        assertThat(member).asString().contains(Mute.class.getName());
    }
}
