package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What handing an entry over promises, one test each. Callbacks run in the call that causes them. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class GiveContractTest {
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");
    private static final Counter JOBS = Counter.of("jobs");
    private static final Limits NOTHING = new Limits(0, 0, 0, 0, 0);

    private final List<String> told = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final InstantSource clock = () -> Instant.ofEpochMilli(now.get());
    private final Registry<String> registry =
            Registry.<String>builder().executor(Runnable::run).clock(clock).build();
    private final Owner<String> a = registry.join("a");
    private final Owner<String> b = registry.join("b", new OwnerListener<>() {
        @Override
        public void given(Registration<String> registration, Owner<String> from) {
            told.add("b is given " + registration.key() + "=" + registration.value() + " by " + from.subject() + " "
                    + registration.isHeld());
        }
    });
    private final Owner<String> c = registry.join("c");
    private final Registry<String> foreign = Registry.create();

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        foreign.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(registry.census()).isEqualTo(Census.EMPTY);
    }

    @Nested
    @DisplayName("a name")
    class Names {
        @Test
        void giveTo_another_movesTheNameWithItsValue() {
            Registration<String> old = a.register(NAME, 1);
            now.set(7);
            Registration<String> young = old.giveTo(b).orElseThrow();
            assertThat(registry.find(NAME)).isEqualTo("b");
            assertThat(young.value()).isEqualTo(1);
            assertThat(young.owner()).isSameAs(b);
            assertThat(young.entry().since()).isEqualTo(Instant.ofEpochMilli(7));
            assertThat(b.registrations()).containsExactly(young);
            assertThat(b.registration(NAME)).containsSame(young);
            assertThat(a.registrations()).isEmpty();
        }

        @Test
        void giveTo_another_spendsTheToken() {
            Registration<String> old = a.register(NAME, 1);
            Registration<String> young = old.giveTo(b).orElseThrow();
            assertThat(old.isHeld()).isFalse();
            assertThat(old.unregister()).isFalse();
            assertThat(old.setValue(2)).isFalse();
            assertThat(old.update(value -> 3)).isFalse();
            assertThat(old.giveTo(c)).isEmpty();
            assertThat(old.giveTo(a)).isEmpty();
            assertThat(old.giveTo(b)).isEmpty();
            assertThat(young.isHeld()).isTrue();
            assertThat(young.value()).isEqualTo(1);
        }

        @Test
        void giveTo_thenTheGiverEnds_removesNothing() {
            a.register(NAME).giveTo(b);
            registry.monitor(a, down -> told.add("down with " + down.held()));
            told.clear();
            a.leave();
            assertThat(registry.find(NAME)).isEqualTo("b");
            assertThat(told).containsExactly("down with []");
        }

        @Test
        void giveTo_thenTheReceiverEnds_freesTheName() {
            a.register(NAME).giveTo(b);
            b.leave();
            assertThat(registry.find(NAME)).isNull();
            assertThat(a.register(NAME).isHeld()).isTrue();
        }

        @Test
        void giveTo_oneself_changesNothing() {
            Registration<String> held = a.register(NAME, 1);
            registry.watch(NAME, new Scribe(told::add));
            assertThat(held.giveTo(a)).containsSame(held);
            assertThat(held.isHeld()).isTrue();
            assertThat(told).containsExactly("there [a=1]");
            held.unregister();
            assertThat(held.giveTo(a)).isEmpty();
        }

        @Test
        void giveTo_anEndedOwner_isRefusedAndChangesNothing() {
            Registration<String> held = a.register(NAME, 1);
            registry.watch(NAME, new Scribe(told::add));
            b.leave();
            assertThatThrownBy(() -> held.giveTo(b)).isInstanceOf(OwnerEndedException.class);
            assertThat(held.isHeld()).isTrue();
            assertThat(told).containsExactly("there [a=1]");
        }

        @Test
        void giveTo_anOwnerOfAnotherRegistry_isRefused() {
            Registration<String> held = a.register(NAME);
            Owner<String> stranger = foreign.join("x");
            assertThatThrownBy(() -> held.giveTo(stranger)).isInstanceOf(IllegalArgumentException.class);
            assertThat(held.isHeld()).isTrue();
        }

        @Test
        void giveTo_goneEntry_isEmptyWhoeverIsToReceiveIt() {
            Registration<String> gone = a.register(NAME);
            gone.unregister();
            c.leave();
            assertThat(gone.giveTo(b)).isEmpty();
            assertThat(gone.giveTo(c)).isEmpty();
            assertThat(told).isEmpty();
        }

        @Test
        void giveTo_oneInLine_grantsWhatItWaitsFor() throws Exception {
            Registration<String> held = a.register(NAME, 1);
            CompletableFuture<Registration<String>> first = c.registerWhenFree(NAME, 2);
            CompletableFuture<Registration<String>> second = b.registerWhenFree(NAME, 3);
            Registration<String> given = held.giveTo(b).orElseThrow();
            assertThat(second.get()).isSameAs(given);
            assertThat(given.value()).isEqualTo(1);
            assertThat(told).containsExactly("b is given alice=1 by a true");
            assertThat(first).isNotDone();
            given.unregister();
            assertThat(first.get().value()).isEqualTo(2);
            assertThat(b.registrations()).isEmpty();
        }

        @Test
        void giveTo_aLimitedOneInLine_countsItOnce() {
            Owner<String> limited = registry.join("l", null, Limits.NONE.withNames(1));
            Registration<String> held = a.register(NAME);
            limited.registerWhenFree(NAME);
            held.giveTo(limited).orElseThrow().unregister();
            assertThat(limited.register(NAME).isHeld()).isTrue();
        }

        @Test
        void giveTo_anOwnerOverItsLimit_isRefusedAndChangesNothing() {
            Owner<String> limited = registry.join("l", null, NOTHING);
            Registration<String> held = a.register(NAME, 1);
            registry.watch(NAME, new Scribe(told::add));
            assertThatThrownBy(() -> held.giveTo(limited)).isInstanceOf(LimitExceededException.class);
            assertThat(held.isHeld()).isTrue();
            assertThat(limited.registrations()).isEmpty();
            assertThat(told).containsExactly("there [a=1]");
        }

        @Test
        void giveTo_watchers_seeItMoved() {
            Registration<String> held = a.register(NAME, 1);
            registry.watch(NAME, new Scribe(told::add));
            registry.follow(NAME, new Scribe(text -> told.add("follower: " + text)));
            held.giveTo(c);
            assertThat(told)
                    .containsExactly(
                            "there [a=1]",
                            "follower: there [a=1]",
                            "MOVED a=1 c=1 given",
                            "follower: MOVED a=1 c=1 given");
        }

        @Test
        void giveTo_hiddenOwners_isAsForOthers() {
            a.hide();
            b.hide();
            a.register(NAME).giveTo(b);
            assertThat(registry.find(NAME)).isEqualTo("b");
        }

        @Test
        void giveTo_whileSomebodyWaitsForItToBeFree_isNoReason() {
            Registration<String> held = a.register(NAME);
            CompletableFuture<Name> free = registry.awaitFree(NAME);
            Registration<String> given = held.giveTo(b).orElseThrow();
            assertThat(free).isNotDone();
            given.unregister();
            assertThat(free).isCompletedWithValue(NAME);
        }

        @Test
        void giveTo_endedGiver_isEmpty() {
            Registration<String> held = a.register(NAME);
            a.leave();
            assertThat(held.giveTo(b)).isEmpty();
            assertThat(registry.find(NAME)).isNull();
        }
    }

    @Nested
    @DisplayName("a shared key")
    class Shared {
        @Test
        void giveTo_another_movesTheMembershipWithItsValue() {
            Registration<String> old = a.register(ROOM, 1);
            registry.watch(ROOM, new Scribe(told::add));
            Registration<String> young = old.giveTo(b).orElseThrow();
            assertThat(registry.members(ROOM)).containsExactly("b");
            assertThat(registry.count(ROOM)).isOne();
            assertThat(young.value()).isEqualTo(1);
            assertThat(b.registration(ROOM)).containsSame(young);
            assertThat(a.registration(ROOM)).isEmpty();
            assertThat(old.isHeld()).isFalse();
            assertThat(old.unregister()).isFalse();
            assertThat(old.setValue(2)).isFalse();
            assertThat(young.value()).isEqualTo(1);
            assertThat(told).containsExactly("there [a=1]", "MOVED a=1 b=1 given", "b is given room=1 by a true");
        }

        @Test
        void giveTo_thenTheGiverEnds_removesNothing() {
            a.register(ROOM).giveTo(b);
            a.leave();
            assertThat(registry.members(ROOM)).containsExactly("b");
            b.leave();
            assertThat(registry.census().memberships()).isZero();
        }

        @Test
        void giveTo_oneself_changesNothing() {
            Registration<String> held = a.register(ROOM, 1);
            assertThat(held.giveTo(a)).containsSame(held);
            assertThat(held.isHeld()).isTrue();
            held.unregister();
            assertThat(held.giveTo(a)).isEmpty();
        }

        @Test
        void giveTo_aMember_isRefusedAndChangesNothing() {
            Registration<String> mine = a.register(ROOM, 1);
            Registration<String> theirs = b.register(ROOM, 2);
            assertThatThrownBy(() -> mine.giveTo(b)).isInstanceOf(IllegalStateException.class);
            assertThat(mine.value()).isEqualTo(1);
            assertThat(theirs.value()).isEqualTo(2);
            assertThat(registry.members(ROOM)).containsExactlyInAnyOrder("a", "b");
            assertThat(told).isEmpty();
        }

        @Test
        void giveTo_anEndedOwner_isRefusedAndChangesNothing() {
            Registration<String> held = a.register(ROOM);
            b.leave();
            assertThatThrownBy(() -> held.giveTo(b)).isInstanceOf(OwnerEndedException.class);
            assertThat(registry.members(ROOM)).containsExactly("a");
        }

        @Test
        void giveTo_anOwnerOfAnotherRegistry_isRefused() {
            Registration<String> held = a.register(ROOM);
            Owner<String> stranger = foreign.join("x");
            assertThatThrownBy(() -> held.giveTo(stranger)).isInstanceOf(IllegalArgumentException.class);
            assertThat(held.isHeld()).isTrue();
        }

        @Test
        void giveTo_anOwnerOverItsLimit_isRefusedAndChangesNothing() {
            Owner<String> limited = registry.join("l", null, NOTHING);
            Registration<String> room = a.register(ROOM);
            Registration<String> jobs = a.register(JOBS, 4);
            assertThatThrownBy(() -> room.giveTo(limited)).hasMessage("an owner's properties are limited to 0");
            assertThatThrownBy(() -> jobs.giveTo(limited)).hasMessage("an owner's counters are limited to 0");
            assertThat(room.isHeld()).isTrue();
            assertThat(registry.total(JOBS)).isEqualTo(4);
        }

        @Test
        void giveTo_frees_aPlaceWithinTheGiversLimit() {
            Owner<String> limited = registry.join("l", null, Limits.NONE.withProperties(1));
            limited.register(ROOM).giveTo(b);
            assertThat(limited.register(Property.of("next")).isHeld()).isTrue();
        }

        @Test
        void giveTo_ofACounter_keepsNumberTotalAndWhatAResetGoesBackTo() {
            CounterRegistration<String> mine = a.register(JOBS, 5);
            mine.add(3);
            c.register(JOBS, 100);
            CounterRegistration<String> given =
                    (CounterRegistration<String>) mine.giveTo(b).orElseThrow();
            assertThat(given.get()).isEqualTo(8);
            assertThat(registry.total(JOBS)).isEqualTo(108);
            assertThat(registry.count(JOBS)).isEqualTo(2);
            a.leave();
            assertThat(registry.total(JOBS)).isEqualTo(108);
            assertThat(given.reset()).isEqualTo(8);
            assertThat(given.get()).isEqualTo(5);
            assertThatThrownBy(() -> mine.add(1)).isInstanceOf(OwnerEndedException.class);
            assertThat(registry.total(JOBS)).isEqualTo(105);
        }

        @Test
        void giveTo_byAHiddenGiver_showsItToWatchersOfTheReceiver() {
            Registration<String> held = a.register(ROOM, 1);
            a.hide();
            registry.watch(ROOM, new Scribe(told::add));
            held.giveTo(c);
            assertThat(registry.members(ROOM)).containsExactly("c");
            assertThat(told).containsExactly("there []", "UP - c=1 shown");
            a.show();
            assertThat(registry.members(ROOM)).containsExactly("c");
        }

        @Test
        void giveTo_aHiddenReceiver_hidesItFromWatchers() {
            Registration<String> held = a.register(JOBS, 1);
            registry.watch(JOBS, new Scribe(told::add));
            c.hide();
            held.giveTo(c);
            assertThat(registry.count(JOBS)).isZero();
            assertThat(registry.total(JOBS)).isOne();
            assertThat(told).containsExactly("there [a=1]", "DOWN a=1 - hidden", "EMPTY - - hidden");
            c.show();
            assertThat(registry.members(JOBS)).containsExactly("c");
            assertThat(told).last().isEqualTo("UP - c=1 shown");
        }

        @Test
        void giveTo_betweenHiddenOwners_isSeenByNobody() {
            Registration<String> held = a.register(JOBS, 1);
            a.hide();
            c.hide();
            registry.watch(JOBS, new Scribe(told::add));
            held.giveTo(c);
            assertThat(registry.total(JOBS)).isOne();
            a.leave();
            assertThat(registry.total(JOBS)).isOne();
            assertThat(told).containsExactly("there []");
            c.show();
            assertThat(registry.count(JOBS)).isOne();
        }
    }
}
