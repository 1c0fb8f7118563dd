package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What comes and goes a million times leaves the census where it was (R7). */
@Tag("stress")
class ChurnTest {
    private static final int MILLION = 1_000_000;
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");

    private final ManualTimer timer = new ManualTimer();
    private final Registry<String> registry =
            Registry.<String>builder().executor(Runnable::run).timer(timer).build();
    private final Owner<String> holder = registry.join("holder");
    private final Owner<String> other = registry.join("other");
    private Census before = Census.EMPTY;

    @BeforeEach
    void holder_holds() {
        holder.register(NAME);
        holder.register(ROOM);
        before = registry.census();
    }

    @AfterEach
    void census_isWhereItWas() {
        assertThat(registry.census()).isEqualTo(before);
        assertThat(registry.audit()).isEmpty();
        assertThat(holder.registrations()).hasSize(2);
        assertThat(other.registrations()).isEmpty();
        assertThat(timer.pending()).isZero();
    }

    @Test
    void refusedRegistrations_aMillion_leaveNothing() {
        for (int i = 0; i < MILLION; i++) {
            if (other.tryRegister(NAME, i).granted()) {
                throw new AssertionError("granted in round " + i);
            }
        }
    }

    @Test
    void joinAndLeave_aMillion_leaveNothing() {
        for (int i = 0; i < MILLION; i++) {
            Owner<String> owner = registry.join("x");
            owner.register(ROOM);
            owner.tryRegister(NAME, i);
            owner.register(Name.of(i));
            owner.leave();
        }
    }

    @Test
    void waitsThatGiveUp_aHundredThousand_leaveNothing() {
        Name never = Name.of("never");
        for (int i = 0; i < MILLION / 10; i++) {
            registry.await(never, Duration.ofHours(1)).cancel(false);
            other.registerWhenFree(NAME, i).cancel(false);
            registry.monitor(holder, down -> {}).close();
        }
    }

    @Test
    void entriesOfALivingOwner_aMillion_leaveNothing() {
        for (int i = 0; i < MILLION; i++) {
            try (Registration<String> name = other.register(Name.of(i & 7));
                    Registration<String> room = other.register(ROOM)) {
                assertThatBothStand(name, room);
            }
        }
    }

    private static void assertThatBothStand(Registration<String> name, Registration<String> room) {
        if (!name.isHeld() || !room.isHeld()) {
            throw new AssertionError(name + ", " + room);
        }
    }
}
