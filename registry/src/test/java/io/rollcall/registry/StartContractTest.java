package io.rollcall.registry;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.testing.ManualExecutor;
import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link Registry#startOrLocate} promises. Callbacks run in the call that causes them, unless a test says so. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class StartContractTest {
    private static final Name NAME = Name.of("alice");
    private static final Duration LONG = ofSeconds(10);

    private final List<Throwable> reported = new CopyOnWriteArrayList<>();
    private final ManualTimer timer = new ManualTimer();
    private final Registry<String> registry = Registry.<String>builder()
            .executor(Runnable::run)
            .timer(timer)
            .reporter(reported::add)
            .build();
    private final CompletableFuture<Owner<String>> product = new CompletableFuture<>();
    private final List<String> calls = new ArrayList<>();

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(registry.census()).isEqualTo(Census.EMPTY);
        assertThat(timer.pending()).isZero();
        assertThat(reported).isEmpty();
    }

    /** A call whose factory answers with the one stage, which the test completes. */
    private CompletableFuture<Start<String>> start(Duration deadline) {
        return start("made", product, deadline);
    }

    private CompletableFuture<Start<String>> start(
            String call, CompletionStage<Owner<String>> stage, Duration deadline) {
        return registry.startOrLocate(
                NAME,
                name -> {
                    calls.add(call + " " + name);
                    return stage;
                },
                deadline);
    }

    private static Throwable failure(CompletableFuture<?> failed) {
        assertThat(failed).isCompletedExceptionally();
        return failed.handle((value, failure) -> failure).join();
    }

    private long waiting() {
        assertThat(registry.audit()).isEmpty();
        return registry.census().waiting();
    }

    /** What is free for the next start: nobody holds the name, nothing waits, and a factory is called again. */
    private void assertFree() {
        assertThat(waiting()).isZero();
        assertThat(timer.pending()).isZero();
        Owner<String> next = registry.join("next");
        CompletableFuture<Start<String>> later = start("again", CompletableFuture.completedFuture(next), LONG);
        assertThat(later.join().started()).isTrue();
        assertThat(calls).endsWith("again alice");
        next.leave();
    }

    @Nested
    class Located {
        @Test
        void startOrLocate_held_locatesAtOnceAndCallsNoFactory() {
            Owner<String> holder = registry.join("a");
            holder.register(NAME, "v");
            Start<String> located = start(LONG).getNow(null);
            assertThat(located).isEqualTo(new Start<>(registry.entry(NAME).orElseThrow(), false, Optional.empty()));
            assertThat(located.entry().value()).isEqualTo("v");
            assertThat(calls).isEmpty();
        }

        @Test
        void startOrLocate_holderEnded_starts() {
            Owner<String> holder = registry.join("a");
            holder.register(NAME);
            holder.leave();
            start(LONG);
            assertThat(calls).containsExactly("made alice");
        }

        @Test
        void startOrLocate_null_throwsThoughTheNameIsHeld() {
            registry.join("a").register(NAME);
            assertThatNullPointerException().isThrownBy(() -> registry.startOrLocate(null, name -> product, LONG));
            assertThatNullPointerException().isThrownBy(() -> registry.startOrLocate(NAME, null, LONG));
            assertThatNullPointerException().isThrownBy(() -> start(null));
        }

        @Test
        void startOrLocate_deadlineNotPositive_throws() {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> start(Duration.ZERO))
                    .withMessage("a deadline must be positive, given was PT0S");
            assertThatIllegalArgumentException().isThrownBy(() -> start(ofSeconds(-1)));
            assertThat(calls).isEmpty();
        }
    }

    @Nested
    class Started {
        @Test
        void startOrLocate_free_registersTheProductAndSaysSo() {
            CompletableFuture<Start<String>> starter = start(LONG);
            assertThat(starter).isNotDone();
            assertThat(registry.find(NAME)).isNull();
            assertThat(waiting()).isOne();
            Owner<String> owner = registry.join("p");
            product.complete(owner);
            Start<String> start = starter.getNow(null);
            assertThat(start).isEqualTo(new Start<>(registry.entry(NAME).orElseThrow(), true, Optional.empty()));
            assertThat(start.entry().owner()).isSameAs(owner);
            assertThat(start.entry().value()).isNull();
            assertThat(waiting()).isZero();
            assertThat(timer.pending()).isZero();
        }

        @Test
        void startOrLocate_stageDoneAtOnce_isDoneAtOnce() {
            product.complete(registry.join("p"));
            assertThat(start(LONG).getNow(null).started()).isTrue();
        }

        @Test
        void startOrLocate_whileOneStarts_waitsForItAndCallsNoFactory() {
            CompletableFuture<Start<String>> starter = start(LONG);
            CompletableFuture<Start<String>> one = start(LONG);
            CompletableFuture<Start<String>> other = start(LONG);
            assertThat(waiting()).isEqualTo(3);
            product.complete(registry.join("p"));
            Entry<String> entry = registry.entry(NAME).orElseThrow();
            assertThat(starter.getNow(null)).isEqualTo(new Start<>(entry, true, Optional.empty()));
            assertThat(one.getNow(null)).isEqualTo(new Start<>(entry, false, Optional.empty()));
            assertThat(other.getNow(null)).isEqualTo(new Start<>(entry, false, Optional.empty()));
            assertThat(calls).hasSize(1);
            assertThat(timer.pending()).isZero();
        }

        @Test
        void startOrLocate_ofTwoNames_startsBoth() {
            start(LONG);
            registry.startOrLocate(Name.of("bob"), name -> new CompletableFuture<>(), LONG);
            assertThat(waiting()).isEqualTo(2);
        }

        @Test
        void startOrLocate_awaited_completesTheAwait() {
            CompletableFuture<Entry<String>> await = registry.await(NAME);
            start(LONG);
            product.complete(registry.join("p"));
            assertThat(await.getNow(null).subject()).isEqualTo("p");
        }

        @Test
        void startOrLocate_factoryRegistersItself_isTheStartAllTheSame() {
            Owner<String> owner = registry.join("p");
            owner.register(NAME, "v");
            CompletableFuture<Start<String>> located = start(LONG);
            assertThat(located.join().started()).isFalse();
            owner.leave();
            Owner<String> eager = registry.join("q");
            CompletableFuture<Start<String>> start = registry.startOrLocate(
                    NAME,
                    name -> {
                        eager.register(name, "w");
                        return CompletableFuture.completedFuture(eager);
                    },
                    LONG);
            assertThat(start.join().started()).isTrue();
            assertThat(start.join().lost()).isEmpty();
            assertThat(start.join().entry().value()).isEqualTo("w");
        }

        @Test
        void startOrLocate_done_completesOnTheRegistrysExecutor() {
            ManualExecutor executor = new ManualExecutor();
            try (Registry<String> own =
                    Registry.<String>builder().executor(executor).timer(timer).build()) {
                CompletableFuture<Owner<String>> stage = new CompletableFuture<>();
                CompletableFuture<Start<String>> starter = own.startOrLocate(NAME, name -> stage, LONG);
                CompletableFuture<Start<String>> waiter = own.startOrLocate(NAME, name -> stage, LONG);
                stage.complete(own.join("p"));
                assertThat(own.find(NAME)).isEqualTo("p");
                assertThat(own.audit()).isEmpty();
                assertThat(own.census().waiting()).isZero();
                assertThat(starter).isNotDone();
                assertThat(waiter).isNotDone();
                executor.runAll();
                assertThat(starter.join().started()).isTrue();
                assertThat(waiter.join().started()).isFalse();
            }
            executor.runAll();
        }

        @Test
        void startOrLocate_dependents_findNothingLeft() {
            List<Long> seen = new ArrayList<>();
            start(LONG).thenRun(() -> seen.add(waiting() + timer.pending()));
            product.complete(registry.join("p"));
            assertThat(seen).containsExactly(0L);
        }

        @Test
        void startOrLocate_timerRefuses_throwsAndCallsNoFactory() {
            ScheduledThreadPoolExecutor dead = new ScheduledThreadPoolExecutor(1);
            dead.shutdown();
            try (Registry<String> own = Registry.<String>builder().timer(dead).build()) {
                assertThatThrownBy(() -> own.startOrLocate(
                                NAME,
                                name -> {
                                    calls.add("called");
                                    return product;
                                },
                                LONG))
                        .isInstanceOf(RejectedExecutionException.class);
                assertThat(calls).isEmpty();
                assertThat(own.census()).isEqualTo(Census.EMPTY);
                assertThat(own.audit()).isEmpty();
            }
        }
    }

    @Nested
    class Failed {
        private void assertAllFail(Throwable failure, List<CompletableFuture<Start<String>>> all) {
            assertThat(all).allSatisfy(one -> assertThat(failure(one)).isSameAs(failure));
            assertFree();
        }

        @Test
        void startOrLocate_stageFails_failsAllAndFreesTheName() {
            List<CompletableFuture<Start<String>>> all = List.of(start(LONG), start(LONG), start(LONG));
            IllegalStateException why = new IllegalStateException("no");
            product.completeExceptionally(why);
            assertAllFail(why, all);
        }

        @Test
        void startOrLocate_dependentStageFails_failsWithTheCause() {
            RuntimeException why = new IllegalStateException("no");
            CompletableFuture<Owner<String>> derived = product.thenApply(owner -> {
                throw why;
            });
            CompletableFuture<Start<String>> first = start("derived", derived, LONG);
            product.complete(registry.join("p"));
            assertThat(first.handle((start, failure) -> failure)).isCompletedWithValue(why);
            assertFree();
        }

        @Test
        void startOrLocate_factoryThrows_failsAllAndFreesTheName() {
            List<CompletableFuture<Start<String>>> others = new ArrayList<>();
            Error why = new AssertionError("no");
            CompletableFuture<Start<String>> first = registry.startOrLocate(
                    NAME,
                    name -> {
                        joinFromAnotherThread(others);
                        throw why;
                    },
                    LONG);
            assertThat(failure(first)).isSameAs(why);
            assertAllFail(why, others);
        }

        private void joinFromAnotherThread(List<CompletableFuture<Start<String>>> others) {
            CompletableFuture.runAsync(() -> others.add(start(LONG))).join();
        }

        @Test
        void startOrLocate_factoryAnswersNull_fails() {
            CompletableFuture<Start<String>> first = registry.startOrLocate(NAME, name -> null, LONG);
            assertThat(failure(first)).isInstanceOf(NullPointerException.class).hasMessage("the factory answered null");
            assertFree();
        }

        @Test
        void startOrLocate_stageAnswersNull_fails() {
            List<CompletableFuture<Start<String>>> all = List.of(start(LONG), start(LONG));
            product.complete(null);
            assertThat(all)
                    .allSatisfy(one -> assertThat(failure(one)).hasMessage("the factory's stage completed with null"));
            assertFree();
        }

        @Test
        void startOrLocate_productHasEnded_failsAll() {
            List<CompletableFuture<Start<String>>> all = List.of(start(LONG), start(LONG));
            Owner<String> ended = registry.join("p");
            ended.leave();
            product.complete(ended);
            assertThat(all).allSatisfy(one -> assertThat(failure(one)).isInstanceOf(OwnerEndedException.class));
            assertFree();
        }

        @Test
        void startOrLocate_productOfAnotherRegistry_failsAllAndLeavesItAlone() {
            try (Registry<String> other = Registry.create()) {
                List<CompletableFuture<Start<String>>> all = List.of(start(LONG), start(LONG));
                Owner<String> foreign = other.join("f");
                product.complete(foreign);
                assertThat(all)
                        .allSatisfy(one -> assertThat(failure(one))
                                .isInstanceOf(IllegalArgumentException.class)
                                .hasMessage("an owner of this registry was expected, given was owner 1 (f)"));
                assertThat(foreign.endReason()).isEmpty();
                assertFree();
            }
        }

        @Test
        void startOrLocate_dependentOfAFailure_startsAnew() {
            CompletableFuture<Start<String>> retried =
                    start(LONG).exceptionallyCompose(failure -> start("retry", registryJoin(), LONG));
            product.completeExceptionally(new IllegalStateException("no"));
            assertThat(retried.join().started()).isTrue();
        }

        private CompletableFuture<Owner<String>> registryJoin() {
            return CompletableFuture.completedFuture(registry.join("r"));
        }
    }

    @Nested
    class Overtaken {
        @Test
        void startOrLocate_registeredByAnother_locatesTheOthersAtOnceAndLosesTheProduct() {
            CompletableFuture<Start<String>> starter = start(LONG);
            CompletableFuture<Start<String>> waiter = start(LONG);
            Owner<String> rival = registry.join("rival");
            rival.register(NAME, "v");
            Entry<String> entry = registry.entry(NAME).orElseThrow();
            assertThat(waiter.getNow(null)).isEqualTo(new Start<>(entry, false, Optional.empty()));
            assertThat(starter).isNotDone();
            assertThat(waiting()).isOne();
            Owner<String> owner = registry.join("p");
            product.complete(owner);
            assertThat(starter.getNow(null)).isEqualTo(new Start<>(entry, false, Optional.of(owner)));
            assertThat(owner.endReason()).isEmpty();
            assertThat(owner.registrations()).isEmpty();
            assertThat(registry.find(NAME)).isEqualTo("rival");
            assertThat(waiting()).isZero();
        }

        @Test
        void startOrLocate_gotByAnotherInAnyWay_loses() {
            List<Consumer<Owner<String>>> ways = List.of(
                    owner -> owner.tryRegister(NAME),
                    owner -> owner.takeOver(NAME, Displaced.END),
                    owner -> owner.takeOver(NAME, Displaced.KEEP),
                    owner -> owner.registerWhenFree(NAME));
            for (var way : ways) {
                CompletableFuture<Owner<String>> stage = new CompletableFuture<>();
                CompletableFuture<Start<String>> starter = start("way", stage, LONG);
                CompletableFuture<Start<String>> waiter = start("way", stage, LONG);
                Owner<String> rival = registry.join("rival");
                way.accept(rival);
                Owner<String> owner = registry.join("p");
                stage.complete(owner);
                assertThat(starter.join().lost()).contains(owner);
                assertThat(waiter.join().entry().owner()).isSameAs(rival);
                rival.leave();
            }
        }

        @Test
        void startOrLocate_rivalGoneBeforeTheProductComes_registersIt() {
            CompletableFuture<Start<String>> starter = start(LONG);
            Owner<String> rival = registry.join("rival");
            rival.register(NAME);
            rival.leave();
            CompletableFuture<Start<String>> waiter = start(LONG);
            assertThat(calls).hasSize(1); // the first factory is still at it
            product.complete(registry.join("p"));
            assertThat(starter.join().started()).isTrue();
            assertThat(waiter.join().entry().subject()).isEqualTo("p");
        }

        @Test
        void startOrLocate_failsAfterAnotherRegistered_failsItsStarterOnly() {
            CompletableFuture<Start<String>> starter = start(LONG);
            CompletableFuture<Start<String>> waiter = start(LONG);
            registry.join("rival").register(NAME);
            product.completeExceptionally(new IllegalStateException("no"));
            assertThat(failure(starter)).hasMessage("no");
            assertThat(waiter.join().entry().subject()).isEqualTo("rival");
        }

        @Test
        void startOrLocate_locatedWhileTheFactoryRuns_keepsNothingOfThem() {
            start(LONG);
            for (int i = 0; i < 3; i++) {
                CompletableFuture<Start<String>> waiter = start(LONG);
                Owner<String> rival = registry.join("rival");
                rival.register(NAME);
                rival.leave();
                assertThat(waiter).isDone();
            }
            LocalRegistry<String> local = (LocalRegistry<String>) registry;
            assertThat(local.starts.table.rows().get(NAME).waiters).isEmpty();
            assertThat(timer.pending()).isOne();
        }

        @Test
        void startOrLocate_cancelledBeforeItHearsOfItsLoss_endsTheProduct() {
            ManualExecutor executor = new ManualExecutor();
            try (Registry<String> own =
                    Registry.<String>builder().executor(executor).timer(timer).build()) {
                CompletableFuture<Owner<String>> stage = new CompletableFuture<>();
                CompletableFuture<Start<String>> starter = own.startOrLocate(NAME, name -> stage, LONG);
                own.join("rival").register(NAME);
                Owner<String> owner = own.join("p");
                stage.complete(owner);
                assertThat(starter.cancel(false)).isTrue();
                executor.runAll();
                assertThat(owner.endReason()).contains(Reason.LATE);
            }
            executor.runAll();
        }

        @Test
        void startOrLocate_cancelledOnceTheProductIsRegistered_undoesNothing() {
            ManualExecutor executor = new ManualExecutor();
            try (Registry<String> own =
                    Registry.<String>builder().executor(executor).timer(timer).build()) {
                CompletableFuture<Owner<String>> stage = new CompletableFuture<>();
                CompletableFuture<Start<String>> starter = own.startOrLocate(NAME, name -> stage, LONG);
                stage.complete(own.join("p"));
                starter.cancel(false);
                executor.runAll();
                assertThat(own.find(NAME)).isEqualTo("p");
                assertThat(own.audit()).isEmpty();
            }
            executor.runAll();
        }
    }

    @Nested
    class GivenUp {
        @Test
        void startOrLocate_startersDeadline_failsAllAndFreesTheName() {
            CompletableFuture<Start<String>> starter = start(ofSeconds(2));
            CompletableFuture<Start<String>> waiter = start(LONG);
            timer.advance(ofSeconds(2).minusMillis(1));
            assertThat(starter).isNotDone();
            timer.advance(Duration.ofMillis(1));
            assertThat(failure(starter))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("the start of the name alice took longer than PT2S");
            assertThat(failure(waiter)).isSameAs(failure(starter));
            assertFree();
        }

        @Test
        void startOrLocate_productAfterTheDeadline_isEnded() {
            start(ofSeconds(2));
            timer.advance(ofSeconds(2));
            Owner<String> owner = registry.join("p");
            product.complete(owner);
            assertThat(owner.endReason()).contains(Reason.LATE);
            assertThat(registry.find(NAME)).isNull();
        }

        @Test
        void startOrLocate_lateProductOfAnotherRegistry_isLeftAlone() {
            try (Registry<String> other = Registry.create()) {
                start(ofSeconds(2));
                timer.advance(ofSeconds(2));
                Owner<String> foreign = other.join("f");
                product.complete(foreign);
                assertThat(foreign.endReason()).isEmpty();
            }
        }

        @Test
        void startOrLocate_lateFailure_isNobodys() {
            CompletableFuture<Start<String>> starter = start(ofSeconds(2));
            timer.advance(ofSeconds(2));
            product.completeExceptionally(new IllegalStateException("no"));
            assertThat(failure(starter)).isInstanceOf(TimeoutException.class);
        }

        @Test
        void startOrLocate_lateProduct_doesNotDisturbTheNextStart() {
            start(ofSeconds(2));
            timer.advance(ofSeconds(2));
            CompletableFuture<Owner<String>> stage = new CompletableFuture<>();
            CompletableFuture<Start<String>> next = start("next", stage, LONG);
            product.complete(registry.join("late"));
            assertThat(next).isNotDone();
            assertThat(waiting()).isOne();
            stage.complete(registry.join("p"));
            assertThat(next.join().entry().subject()).isEqualTo("p");
        }

        @Test
        void startOrLocate_anothersDeadline_endsItsOwnWaitOnly() {
            CompletableFuture<Start<String>> starter = start(LONG);
            CompletableFuture<Start<String>> brief = start(ofSeconds(1));
            CompletableFuture<Start<String>> patient = start(LONG);
            timer.advance(ofSeconds(1));
            assertThat(failure(brief))
                    .isInstanceOf(TimeoutException.class)
                    .hasMessage("the start of the name alice took longer than PT1S");
            assertThat(waiting()).isEqualTo(2);
            product.complete(registry.join("p"));
            assertThat(starter.join().started()).isTrue();
            assertThat(patient.join().entry().subject()).isEqualTo("p");
        }

        @Test
        void startOrLocate_startersDeadlineWhileARivalHolds_failsTheStarter() {
            CompletableFuture<Start<String>> starter = start(ofSeconds(2));
            registry.join("rival").register(NAME);
            timer.advance(ofSeconds(2));
            assertThat(failure(starter)).isInstanceOf(TimeoutException.class);
            Owner<String> owner = registry.join("p");
            product.complete(owner);
            assertThat(owner.endReason()).contains(Reason.LATE);
        }

        @Test
        void startOrLocate_starterCancels_failsTheOthersAndFreesTheName() {
            CompletableFuture<Start<String>> starter = start(LONG);
            CompletableFuture<Start<String>> waiter = start(LONG);
            assertThat(starter.cancel(false)).isTrue();
            assertThat(failure(waiter))
                    .isInstanceOf(CancellationException.class)
                    .hasMessage("the start of the name alice was given up");
            Owner<String> owner = registry.join("p");
            product.complete(owner);
            assertThat(owner.endReason()).contains(Reason.LATE);
            assertFree();
        }

        @Test
        void startOrLocate_starterCompletesItsFutureItself_endsTheStart() {
            CompletableFuture<Start<String>> starter = start(LONG);
            CompletableFuture<Start<String>> waiter = start(LONG);
            assertThat(starter.completeExceptionally(new IllegalStateException("mine")))
                    .isTrue();
            assertThat(failure(starter)).hasMessage("mine");
            assertThat(failure(waiter)).isInstanceOf(CancellationException.class);
            assertFree();
        }

        @Test
        void startOrLocate_waiterCancels_leavesTheRest() {
            CompletableFuture<Start<String>> starter = start(LONG);
            CompletableFuture<Start<String>> waiter = start(LONG);
            CompletableFuture<Start<String>> other = start(LONG);
            assertThat(waiter.cancel(false)).isTrue();
            assertThat(waiting()).isEqualTo(2);
            assertThat(timer.pending()).isEqualTo(2);
            product.complete(registry.join("p"));
            assertThat(starter.join().started()).isTrue();
            assertThat(other.join().started()).isFalse();
        }
    }

    @Nested
    class FromWithin {
        @Test
        void startOrLocate_sameNameInItsFactory_failsAtOnce() {
            List<CompletableFuture<Start<String>>> inner = new ArrayList<>();
            CompletableFuture<Start<String>> outer = registry.startOrLocate(
                    NAME,
                    name -> {
                        inner.add(start(LONG));
                        return product;
                    },
                    LONG);
            assertThat(failure(inner.get(0)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the factory starts alice again");
            assertThat(calls).isEmpty();
            product.complete(registry.join("p"));
            assertThat(outer.join().started()).isTrue();
        }

        @Test
        void startOrLocate_sameNameAfterTheDeadlineInItsFactory_failsAtOnceToo() {
            List<CompletableFuture<Start<String>>> inner = new ArrayList<>();
            registry.startOrLocate(
                    NAME,
                    name -> {
                        timer.advance(LONG);
                        inner.add(start(LONG));
                        return product;
                    },
                    LONG);
            assertThat(failure(inner.get(0))).isInstanceOf(IllegalStateException.class);
            assertThat(calls).isEmpty();
        }

        @Test
        void startOrLocate_anotherNameInItsFactory_startsBoth() {
            CompletableFuture<Start<String>> both = registry.startOrLocate(
                    Name.of("bob"),
                    name -> start(LONG)
                            .thenApply(alice ->
                                    registry.join("b of " + alice.entry().subject())),
                    LONG);
            product.complete(registry.join("a"));
            assertThat(both.join().entry().subject()).isEqualTo("b of a");
            assertThat(registry.find(NAME)).isEqualTo("a");
        }

        @Test
        void startOrLocate_aCircleOfFactories_failsAtOnce() {
            CompletableFuture<Start<String>> outer = registry.startOrLocate(
                    NAME,
                    alice -> registry.startOrLocate(
                                    Name.of("bob"), bob -> start(LONG).thenApply(start -> registry.join("never")), LONG)
                            .thenApply(start -> registry.join("never")),
                    LONG);
            assertThat(failure(outer)).hasMessage("the factory starts alice again");
            assertThat(registry.census()).isEqualTo(Census.EMPTY);
        }

        @Test
        void startOrLocate_productGoneBeforeItsStartIsOver_startsAnew() {
            List<CompletableFuture<Start<String>>> next = new ArrayList<>();
            registry.await(NAME)
                    .thenAccept(
                            entry -> { // runs between the registration and the end of the start
                                entry.owner().leave();
                                next.add(start("next", CompletableFuture.completedFuture(registry.join("q")), LONG));
                            });
            CompletableFuture<Start<String>> first = start(LONG);
            product.complete(registry.join("p"));
            assertThat(first.join().entry().subject()).isEqualTo("p");
            assertThat(next.get(0)).isDone();
            assertThat(next.get(0).join().started()).isTrue();
        }

        @Test
        void startOrLocate_sameNameInADependent_isNoReEntry() {
            product.complete(registry.join("p"));
            CompletableFuture<Start<String>> again = start(LONG).thenCompose(start -> {
                start.entry().owner().leave();
                return start("again", CompletableFuture.completedFuture(registry.join("q")), LONG);
            });
            assertThat(again.join().entry().subject()).isEqualTo("q");
        }
    }

    @Nested
    class Closed {
        @Test
        void close_whileOneStarts_failsAllAndLeavesNothing() {
            CompletableFuture<Start<String>> starter = start(LONG);
            CompletableFuture<Start<String>> waiter = start(LONG);
            Owner<String> owner = registry.join("p");
            registry.close();
            assertThat(failure(starter)).isInstanceOf(RegistryClosedException.class);
            assertThat(failure(waiter)).isInstanceOf(RegistryClosedException.class);
            assertThat(registry.census()).isEqualTo(Census.EMPTY);
            assertThat(timer.pending()).isZero();
            product.complete(owner);
            assertThat(owner.endReason()).contains(Reason.CLOSED);
        }

        @Test
        void close_whileARivalHolds_failsTheStarter() {
            CompletableFuture<Start<String>> starter = start(LONG);
            registry.join("rival").register(NAME);
            registry.close();
            assertThat(failure(starter)).isInstanceOf(RegistryClosedException.class);
        }

        @Test
        void startOrLocate_onAClosedRegistry_throws() {
            registry.close();
            assertThatThrownBy(() -> start(LONG)).isInstanceOf(RegistryClosedException.class);
            assertThat(calls).isEmpty();
        }

        @Test
        void close_withinTheFactory_failsTheStart() {
            CompletableFuture<Start<String>> starter = registry.startOrLocate(
                    NAME,
                    name -> {
                        registry.close();
                        return product;
                    },
                    LONG);
            assertThat(failure(starter)).isInstanceOf(RegistryClosedException.class);
        }
    }
}
