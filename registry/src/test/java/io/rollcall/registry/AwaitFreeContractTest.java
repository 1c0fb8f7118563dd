package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.testing.ManualExecutor;
import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What waiting for a name to be free promises, and what is done in an owner's name, one test each. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class AwaitFreeContractTest {
    private static final Name NAME = Name.of("alice");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTimer timer = new ManualTimer();
    private final ManualExecutor later = new ManualExecutor();
    private final Registry<String> registry =
            Registry.<String>builder().executor(Runnable::run).timer(timer).build();
    private final Owner<String> a = registry.join("a");
    private final Owner<String> b = registry.join("b");
    private final Owner<String> c = registry.join("c");

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(registry.census()).isEqualTo(Census.EMPTY);
        assertThat(timer.pending()).isZero();
    }

    @Test
    void awaitFree_freeAlready_comesCompleted() {
        assertThat(registry.awaitFree(NAME)).isCompletedWithValue(NAME);
        assertThat(registry.awaitFree(NAME, SECOND, later)).isCompletedWithValue(NAME);
        assertThat(later.pending()).isZero();
    }

    @Test
    void awaitFree_holderUnregisters_completes() {
        Registration<String> held = a.register(NAME);
        CompletableFuture<Name> free = registry.awaitFree(NAME);
        assertThat(free).isNotDone();
        held.unregister();
        assertThat(free).isCompletedWithValue(NAME);
        assertThat(registry.census().waiting()).isZero();
    }

    @Test
    void awaitFree_holderEnds_completes() {
        a.register(NAME);
        CompletableFuture<Name> free = registry.awaitFree(NAME, SECOND, null);
        a.leave();
        assertThat(free).isCompletedWithValue(NAME);
        assertThat(timer.pending()).isZero();
    }

    @Test
    void awaitFree_holderMarkedEnded_seesItFree() {
        a.register(NAME);
        List<CompletableFuture<Name>> seen = new ArrayList<>();
        registry.monitor(a, down -> seen.add(registry.awaitFree(NAME)));
        a.leave();
        assertThat(seen).hasSize(1).allMatch(CompletableFuture::isDone);
    }

    @Test
    void awaitFree_theLineTakesTheName_goesOnWaiting() throws Exception {
        Registration<String> held = a.register(NAME);
        CompletableFuture<Registration<String>> heir = b.registerWhenFree(NAME);
        c.registerWhenFree(NAME);
        CompletableFuture<Name> free = registry.awaitFree(NAME);
        held.unregister();
        assertThat(free).isNotDone();
        b.leave();
        assertThat(heir.get().isHeld()).isFalse();
        assertThat(free).isNotDone();
        c.leave();
        assertThat(free).isCompletedWithValue(NAME);
    }

    @Test
    void awaitFree_lineOfCancelledAndEnded_completes() {
        Registration<String> held = a.register(NAME);
        CompletableFuture<Name> free = registry.awaitFree(NAME);
        b.registerWhenFree(NAME).cancel(false);
        c.registerWhenFree(NAME);
        c.leave();
        held.unregister();
        assertThat(free).isCompletedWithValue(NAME);
    }

    @Test
    void awaitFree_takeOver_goesOnWaiting() {
        a.register(NAME);
        CompletableFuture<Name> free = registry.awaitFree(NAME);
        b.takeOver(NAME, Displaced.KEEP);
        c.takeOver(NAME, Displaced.END);
        assertThat(free).isNotDone();
        c.leave();
        assertThat(free).isCompletedWithValue(NAME);
    }

    @Test
    void awaitFree_timeOver_failsAndNothingArrivesLater() {
        Registration<String> held = a.register(NAME);
        CompletableFuture<Name> free = registry.awaitFree(NAME, SECOND, null);
        timer.advance(SECOND);
        assertThatThrownBy(() -> free.get(0, TimeUnit.SECONDS))
                .hasCauseInstanceOf(TimeoutException.class)
                .hasMessageContaining("the name alice was not free within PT1S");
        assertThat(registry.census().waiting()).isZero();
        held.unregister();
        assertThat(free).isCompletedExceptionally();
    }

    @Test
    void awaitFree_timeNotPositive_isRefused() {
        assertThatThrownBy(() -> registry.awaitFree(NAME, Duration.ZERO, null))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> a.awaitFree(NAME, Duration.ofSeconds(-1), null))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void awaitFree_cancelled_leavesNothing() {
        a.register(NAME);
        CompletableFuture<Name> free = registry.awaitFree(NAME, SECOND, null);
        free.cancel(false);
        assertThat(registry.census().waiting()).isZero();
        assertThat(timer.pending()).isZero();
    }

    @Test
    void awaitFree_cancelledOneOfTwo_leavesTheOther() {
        a.register(NAME);
        CompletableFuture<Name> first = registry.awaitFree(NAME);
        CompletableFuture<Name> second = registry.awaitFree(NAME);
        first.cancel(false);
        a.leave();
        assertThat(second).isCompletedWithValue(NAME);
        assertThat(first).isCancelled();
    }

    @Test
    void awaitFree_registryClosed_fails() {
        a.register(NAME);
        CompletableFuture<Name> free = registry.awaitFree(Name.of("other"));
        CompletableFuture<Name> waiting = registry.awaitFree(NAME, SECOND, null);
        registry.close();
        assertThat(free).isCompleted();
        assertThat(waiting).isDone(); // with the name, as its holder ended before the registry was closed
        assertThatThrownBy(() -> registry.awaitFree(NAME)).isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void awaitFree_onItsExecutor_completesThere() {
        a.register(NAME);
        CompletableFuture<Name> free = registry.awaitFree(NAME, null, later);
        a.leave();
        assertThat(free).isNotDone();
        b.register(NAME);
        later.runAll();
        assertThat(free).isCompletedWithValue(NAME);
    }

    @Nested
    @DisplayName("in an owner's name")
    class OfAnOwner {
        @Test
        void awaitFree_ownerEnds_fails() {
            a.register(NAME);
            CompletableFuture<Name> free = b.awaitFree(NAME, SECOND, null);
            b.leave();
            assertThatThrownBy(() -> free.get(0, TimeUnit.SECONDS)).hasCauseInstanceOf(OwnerEndedException.class);
            assertThat(registry.census().waiting()).isZero();
            assertThat(timer.pending()).isZero();
        }

        @Test
        void await_ownerEnds_fails() {
            CompletableFuture<Entry<String>> held = b.await(NAME, SECOND, null);
            b.leave();
            assertThatThrownBy(() -> held.get(0, TimeUnit.SECONDS)).hasCauseInstanceOf(OwnerEndedException.class);
            assertThat(registry.census().waiting()).isZero();
            assertThat(timer.pending()).isZero();
        }

        @Test
        void await_ownerRegistersItself_isFound() {
            CompletableFuture<Entry<String>> held = b.await(NAME, null, null);
            b.register(NAME);
            assertThat(held.join().subject()).isEqualTo("b");
            b.leave();
        }

        @Test
        void await_registryClosed_failsWithThat() {
            CompletableFuture<Entry<String>> held = b.await(NAME, null, null);
            registry.close();
            assertThatThrownBy(() -> held.get(0, TimeUnit.SECONDS)).hasCauseInstanceOf(RegistryClosedException.class);
        }

        @Test
        void await_endedOwner_isRefusedWhateverTheNameIs() {
            a.register(NAME);
            b.leave();
            Name free = Name.of("free");
            assertThatThrownBy(() -> b.await(free, null, null)).isInstanceOf(OwnerEndedException.class);
            assertThatThrownBy(() -> b.await(NAME, null, null)).isInstanceOf(OwnerEndedException.class);
            assertThatThrownBy(() -> b.awaitFree(free, null, null)).isInstanceOf(OwnerEndedException.class);
            assertThatThrownBy(() -> b.awaitFree(NAME, null, null)).isInstanceOf(OwnerEndedException.class);
            assertThat(registry.census().waiting()).isZero();
        }

        @Test
        void monitor_watchingOwnerEnds_isClosed() {
            List<String> told = new ArrayList<>();
            b.monitor(a, down -> told.add("b"), null);
            c.monitor(a, down -> told.add("c"), null);
            b.leave();
            a.leave();
            assertThat(told).containsExactly("c");
        }

        @Test
        void monitor_ofAnEndedOwner_tellsAtOnce() {
            List<String> told = new ArrayList<>();
            a.leave(Reason.of("eof"));
            b.monitor(a, down -> told.add(down.reason().word()), null);
            assertThat(told).containsExactly("eof");
            b.leave();
            assertThatThrownBy(() -> b.monitor(a, down -> told.add("never"), null))
                    .isInstanceOf(OwnerEndedException.class);
        }

        @Test
        void monitor_closed_isNotToldAndOthersAre() {
            List<String> told = new ArrayList<>();
            b.monitor(a, down -> told.add("first"), null).close();
            b.monitor(a, down -> told.add("second"), null);
            a.leave();
            assertThat(told).containsExactly("second");
        }

        @Test
        void watch_ownerEnds_isToldOfNothingLater() {
            List<String> told = new ArrayList<>();
            b.watch(Scope.of(NAME), new Scribe(told::add), later, 8);
            a.register(NAME);
            b.leave();
            later.runAll();
            a.leave();
            later.runAll();
            assertThat(told).isEmpty();
            assertThat(registry.census().watches()).isZero();
        }

        @Test
        void watch_ofAnEndedWatcher_leavesOthersWatching() {
            List<String> told = new ArrayList<>();
            b.watch(Scope.of(NAME), change -> told.add("b"), null, 8);
            c.watch(Scope.of(NAME), change -> told.add("c"), null, 8);
            b.leave();
            a.register(NAME);
            assertThat(told).containsExactly("c");
        }

        @Test
        void everything_ofOneOwner_endsWithIt() {
            a.register(NAME);
            b.awaitFree(NAME, SECOND, null);
            b.await(Name.of("x"), SECOND, null);
            b.registerWhenFree(NAME);
            b.watch(Scope.all(), change -> {}, null, 8);
            b.watch(Scope.prefix("a"), change -> {}, null, 8);
            b.watch(Scope.of(Property.of("room")), change -> {}, null, 8);
            b.monitor(a, down -> {}, null);
            assertThat(registry.census()).isEqualTo(new Census(3, 1, 0, 0, 0, 3, 3));
            b.leave();
            assertThat(registry.census()).isEqualTo(new Census(2, 1, 0, 0, 0, 0, 0));
            assertThat(timer.pending()).isZero();
        }
    }
}
