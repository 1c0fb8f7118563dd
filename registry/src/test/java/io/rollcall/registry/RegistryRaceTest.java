package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Calls that race, over many rounds. Each test lists the outcomes that are permitted, with the reason. Callbacks run in
 * the call that causes them, unless a test says otherwise.
 */
@Tag("stress")
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class RegistryRaceTest {
    private static final int ROUNDS = 1_000;
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");

    private final List<Throwable> reported = new CopyOnWriteArrayList<>();
    private final ManualTimer timer = new ManualTimer();
    private final Registry<String> registry = newRegistry();

    private Registry<String> newRegistry() {
        return Registry.<String>builder()
                .executor(Runnable::run)
                .maxEntries(1000, 1)
                .timer(timer)
                .reporter(reported::add)
                .build();
    }

    @AfterEach
    void registry_afterAllRounds_isSoundAndEmpty() {
        assertThat(reported).isEmpty();
        assertThat(registry.audit()).isEmpty();
        assertThat(registry.census()).isEqualTo(Census.EMPTY);
        assertThat(timer.pending()).isZero();
    }

    /** Four owners, and what became of the calls. */
    private class Round {
        final List<String> lost = new CopyOnWriteArrayList<>();
        final Owner<String> a = join("a");
        final Owner<String> b = join("b");
        final Owner<String> c = join("c");
        final Owner<String> d = join("d");
        private final Map<String, Object> outcomes = new ConcurrentHashMap<>();
        volatile Registration<String> ofA;
        volatile CompletableFuture<Registration<String>> inLine;

        private Owner<String> join(String subject) {
            return registry.join(subject, new OwnerListener<>() {
                @Override
                public void displaced(Name name, Owner<String> by) {
                    lost.add(subject + " to " + by.subject());
                }
            });
        }

        void call(String what, Callable<?> call) {
            Object outcome;
            try {
                outcome = call.call();
            } catch (NameTakenException taken) {
                outcome = "taken by " + taken.holder().subject();
            } catch (OwnerEndedException ended) {
                outcome = "ended";
            } catch (Exception unexpected) {
                throw new AssertionError(what, unexpected);
            }
            outcomes.put(what, outcome);
        }

        void register(Owner<String> owner) {
            call(owner.subject(), () -> owner.register(NAME).owner().subject());
        }

        void takeOver(Owner<String> owner, Displaced displaced) {
            call(
                    owner.subject(),
                    () -> owner.takeOver(NAME, null, displaced)
                            .displaced()
                            .map(Owner::subject)
                            .orElse("nobody"));
        }

        Object outcome(String what) {
            return outcomes.get(what);
        }

        String outcomes(String one, String other) {
            return one + ": " + outcome(one) + ", " + other + ": " + outcome(other);
        }

        /** Expects a sound registry, ends everybody, and expects nothing left. */
        void end() {
            assertThat(registry.audit()).isEmpty();
            List.of(a, b, c, d).forEach(Owner::leave);
            assertThat(registry.census()).isEqualTo(Census.EMPTY);
        }
    }

    /** Keeps two runners neck and neck through many small steps of one round, one a little behind the other. */
    private static final class Step {
        static final int STEPS = 1_000;
        private static final int MOST_BEHIND = 1_009; // a prime, so that every lag comes in turn

        private final AtomicInteger arrived = new AtomicInteger();

        void each(IntConsumer step) {
            each(0, step);
        }

        void eachBehind(IntConsumer step) {
            each(37, step);
        }

        @SuppressWarnings("ThreadPriorityCheck") // to yield is for the sake of few cores
        private void each(int lag, IntConsumer step) {
            try {
                for (int i = 0; i < STEPS; i++) {
                    int there = arrived.incrementAndGet();
                    for (int looks = 0; there < 2 * (i + 1); looks++) {
                        if (looks > 1_000) {
                            Thread.yield();
                        }
                        there = arrived.get();
                    }
                    for (int looks = i * lag % MOST_BEHIND; looks > 0; looks--) {
                        there = arrived.get();
                    }
                    step.accept(i);
                }
            } finally {
                arrived.addAndGet(2 * STEPS); // lets the other go, should this one have failed
            }
        }
    }

    private Race<Round> race() {
        return new Race<>(ROUNDS, Round::new);
    }

    private Race<Round> raceForNameOfA() {
        return new Race<>(ROUNDS, () -> {
            Round round = new Round();
            round.a.register(NAME);
            return round;
        });
    }

    @Nested
    @DisplayName("register")
    class Register {
        @Test
        void register_racingItsOwnersLeave_leavesNothing() {
            race().run(
                            round -> {
                                // Either it came first and the end removed it, or it is refused.
                                assertThat(round.outcome("name")).isIn("held", "ended");
                                assertThat(round.outcome("room")).isIn("held", "ended");
                                assertThat(registry.find(NAME)).isNull();
                                assertThat(registry.census()).isEqualTo(new Census(3, 0, 0, 0, 0, 0, 0));
                                round.end();
                            },
                            round -> round.call("name", () -> {
                                round.a.register(NAME);
                                return "held";
                            }),
                            round -> round.call("room", () -> {
                                round.a.register(ROOM);
                                return "held";
                            }),
                            round -> round.a.leave());
        }

        @Test
        void register_twoOfOneName_grantsOne() {
            race().run(
                            round -> {
                                assertThat(round.outcomes("a", "b"))
                                        .isIn("a: a, b: taken by a", "a: taken by b, b: b"); // whoever came first
                                assertThat(registry.census().names()).isOne();
                                round.end();
                            },
                            round -> round.register(round.a),
                            round -> round.register(round.b));
        }

        @Test
        void register_racingTheHoldersLeave_isRefusedOrWins() {
            raceForNameOfA()
                    .run(
                            round -> {
                                // Refused by the holder alive, or granted after its end; never refused by nobody.
                                assertThat(round.outcome("b")).isIn("taken by a", "b");
                                assertThat(registry.find(NAME)).isEqualTo("b".equals(round.outcome("b")) ? "b" : null);
                                assertThat(registry.audit()).isEmpty();
                                round.end();
                            },
                            round -> round.register(round.b),
                            round -> round.a.leave());
        }

        @Test
        void register_onceTheHolderIsMarkedEnded_isGranted() {
            raceForNameOfA()
                    .run(
                            round -> {
                                assertThat(round.outcome("b")).isEqualTo("b"); // the end is one instant
                                round.end();
                            },
                            round -> {
                                while (round.a.endReason().isEmpty()) {
                                    Thread.onSpinWait();
                                }
                                round.register(round.b);
                            },
                            round -> round.a.leave());
        }

        @Test
        void find_subjectWrittenBeforeItRegistered_isSeenAsWritten() {
            Registry<int[]> plain = Registry.create();
            new Race<>(ROUNDS, () -> plain.join(new int[] {0, 7}))
                    .run(
                            owner -> {
                                assertThat(owner.subject()).containsExactly(7, 7);
                                owner.leave();
                            },
                            owner -> {
                                owner.subject()[0] = 7; // plain: the registration is what publishes it
                                owner.register(NAME);
                            },
                            owner -> {
                                for (int i = 0; i < 1_000; i++) {
                                    int[] found = plain.find(NAME);
                                    if (found != null) {
                                        found[1] = found[0];
                                        return;
                                    }
                                }
                            });
            plain.close();
        }

        @Test
        void registration_ofAHolderSeen_isThere() {
            race().run(
                            round -> {
                                // Its token is there, or it was not seen in time.
                                assertThat(round.outcome("seen")).isIn(true, "never");
                                round.end();
                            },
                            round -> round.a.register(NAME),
                            round -> {
                                for (int i = 0; i < 1_000; i++) {
                                    if (registry.find(NAME) != null) {
                                        round.call(
                                                "seen",
                                                () -> round.a.registration(NAME).isPresent());
                                        return;
                                    }
                                }
                                round.call("seen", () -> "never");
                            });
        }
    }

    @Nested
    @DisplayName("take-over")
    class TakeOver {
        @Test
        void takeOver_twoEnding_endOneAfterTheOther() {
            raceForNameOfA()
                    .run(
                            round -> {
                                // Whoever came second ended the first; nobody was refused.
                                assertThat(round.outcomes("b", "c")).isIn("b: a, c: b", "b: c, c: a");
                                boolean bLast = round.outcome("b").equals("c");
                                assertThat(registry.find(NAME)).isEqualTo(bLast ? "b" : "c");
                                assertThat(round.a.endReason()).contains(Reason.TAKEN);
                                assertThat((bLast ? round.c : round.b).endReason())
                                        .contains(Reason.TAKEN);
                                assertThat(round.lost)
                                        .containsExactlyInAnyOrderElementsOf(
                                                bLast ? List.of("a to c", "c to b") : List.of("a to b", "b to c"));
                                assertThat(registry.census().waiting()).isZero();
                                round.end();
                            },
                            round -> round.takeOver(round.b, Displaced.END),
                            round -> round.takeOver(round.c, Displaced.END));
        }

        @Test
        void takeOver_twoKeeping_displaceOneAfterTheOther() {
            raceForNameOfA()
                    .run(
                            round -> {
                                assertThat(round.outcomes("b", "c")).isIn("b: a, c: b", "b: c, c: a");
                                boolean bLast = round.outcome("b").equals("c");
                                assertThat(registry.find(NAME)).isEqualTo(bLast ? "b" : "c");
                                assertThat(round.lost)
                                        .containsExactlyInAnyOrderElementsOf(
                                                bLast ? List.of("a to c", "c to b") : List.of("a to b", "b to c"));
                                assertThat(registry.census()).isEqualTo(new Census(4, 1, 0, 0, 0, 0, 0));
                                round.end();
                            },
                            round -> round.takeOver(round.b, Displaced.KEEP),
                            round -> round.takeOver(round.c, Displaced.KEEP));
        }

        @Test
        void takeOver_oneEndingOneKeeping_leaveOneHolder() {
            raceForNameOfA()
                    .run(
                            round -> {
                                assertThat(round.outcomes("b", "c")).isIn("b: a, c: b", "b: c, c: a");
                                boolean bLast = round.outcome("b").equals("c");
                                assertThat(registry.find(NAME)).isEqualTo(bLast ? "b" : "c");
                                assertThat((bLast ? round.c : round.a).endReason())
                                        .contains(Reason.TAKEN);
                                round.end();
                            },
                            round -> round.takeOver(round.b, Displaced.END),
                            round -> round.takeOver(round.c, Displaced.KEEP));
        }

        @Test
        void takeOver_endingRacingTheHoldersLeave_endsItOnce() {
            raceForNameOfA()
                    .run(
                            round -> {
                                // The take-over ended it, or it left by itself and displaced nobody.
                                assertThat(round.outcomes("b", "leave"))
                                        .isIn("b: a, leave: false", "b: nobody, leave: true");
                                assertThat(round.a.endReason())
                                        .contains(round.outcome("b").equals("a") ? Reason.TAKEN : Reason.LEFT);
                                assertThat(registry.find(NAME)).isEqualTo("b");
                                round.end();
                            },
                            round -> round.takeOver(round.b, Displaced.END),
                            round -> round.call("leave", round.a::leave));
        }

        @Test
        void takeOver_endingRacingARelease_comesBeforeItOrAfterTheNextInLine() {
            raceForALineBehindA(Registration::unregister);
        }

        @Test
        void takeOver_endingRacingTheHoldersLeaveBeforeALine_comesBeforeItOrAfterTheNextInLine() {
            raceForALineBehindA(registration -> registration.owner().leave());
        }

        private void raceForALineBehindA(Predicate<Registration<String>> release) {
            new Race<>(ROUNDS, () -> {
                        Round round = new Round();
                        round.ofA = round.a.register(NAME);
                        round.inLine = round.c.registerWhenFree(NAME);
                        return round;
                    })
                    .run(
                            round -> {
                                // It took the name from a, and c waits on; or c had the name before it, and lost it.
                                assertThat(round.outcomes("b", "release"))
                                        .isIn("b: a, release: false", "b: c, release: true");
                                boolean first = round.outcome("b").equals("a");
                                assertThat((first ? round.a : round.c).endReason())
                                        .contains(Reason.TAKEN);
                                assertThat(round.inLine.isDone()).isEqualTo(!first);
                                assertThat(registry.find(NAME)).isEqualTo("b");
                                round.end();
                            },
                            round -> round.takeOver(round.b, Displaced.END),
                            round -> round.call("release", () -> release.test(round.ofA)));
        }

        @Test
        void takeOver_keepingRacingTheHoldersLeave_movesTheName() {
            raceForNameOfA()
                    .run(
                            round -> {
                                assertThat(round.outcome("b")).isIn("a", "nobody"); // before its end, or after
                                assertThat(round.a.endReason()).contains(Reason.LEFT);
                                assertThat(registry.find(NAME)).isEqualTo("b");
                                round.end();
                            },
                            round -> round.takeOver(round.b, Displaced.KEEP),
                            round -> round.a.leave());
        }

        @Test
        void takeOver_endingRacingAnUnregister_sparesOneThatGaveItUp() {
            raceForNameOfA()
                    .run(
                            round -> {
                                assertThat(round.outcomes("b", "gave"))
                                        .isIn("b: a, gave: false", "b: nobody, gave: true");
                                assertThat(round.a.endReason().isPresent())
                                        .isEqualTo(round.outcome("b").equals("a"));
                                assertThat(registry.find(NAME)).isEqualTo("b");
                                round.end();
                            },
                            round -> round.takeOver(round.b, Displaced.END),
                            round -> {
                                Registration<String> held =
                                        round.a.registration(NAME).orElse(null);
                                round.call("gave", () -> held != null && held.unregister());
                            });
        }

        @Test
        void takeOver_keepingRacingAnUnregister_movesTheName() {
            raceForNameOfA()
                    .run(
                            round -> {
                                assertThat(round.outcomes("b", "gave"))
                                        .isIn("b: a, gave: false", "b: nobody, gave: true");
                                assertThat(registry.find(NAME)).isEqualTo("b");
                                round.end();
                            },
                            round -> round.takeOver(round.b, Displaced.KEEP),
                            round -> {
                                Registration<String> held =
                                        round.a.registration(NAME).orElse(null);
                                round.call("gave", () -> held != null && held.unregister());
                            });
        }

        @Test
        void takeOver_racingTheTakersLeave_leavesNothing() {
            raceForNameOfA()
                    .run(
                            round -> {
                                assertThat(round.outcome("b")).isIn("a", "ended"); // had and lost, or refused
                                assertThat(registry.find(NAME)).isIn("a", null);
                                assertThat(registry.census().waiting()).isZero();
                                round.end();
                            },
                            round -> round.takeOver(round.b, Displaced.END),
                            round -> round.b.leave());
        }

        @Test
        void takeOver_twiceByOneOwner_leavesNothingToTheOneRefused() {
            raceForNameOfA()
                    .run(
                            round -> {
                                // One after the other, or the second met the first's holding and was refused.
                                assertThat(round.outcomes("1", "2"))
                                        .isIn("1: true, 2: true", "1: true, 2: taken by b", "1: taken by b, 2: true");
                                assertThat(registry.find(NAME)).isNull();
                                assertThat(round.b.registrations()).isEmpty();
                                round.end();
                            },
                            round -> round.call("1", () -> takeAndGiveUp(round.b)),
                            round -> round.call("2", () -> takeAndGiveUp(round.b)));
        }

        private boolean takeAndGiveUp(Owner<String> owner) {
            return owner.takeOver(NAME, null, Displaced.END).registration().unregister();
        }

        @Test
        void takeOver_inACircle_doesNotLockUp() {
            Name other = Name.of("bob");
            new Race<>(ROUNDS, () -> {
                        Round round = new Round();
                        round.a.register(NAME);
                        round.b.register(other);
                        return round;
                    })
                    .run(
                            round -> round.end(),
                            round -> round.call("a", () -> round.a.takeOver(other, null, Displaced.END)),
                            round -> round.call("b", () -> round.b.takeOver(NAME, null, Displaced.END)),
                            round -> round.call("c", () -> round.c.takeOver(NAME, null, Displaced.KEEP)),
                            round -> round.call("d", () -> round.d.takeOver(other, null, Displaced.KEEP)));
        }
    }

    @Nested
    @DisplayName("the line")
    class Line {
        /** A holder, two waiters that give up in two ways, one that stays, and one that is last in line for sure. */
        private final class Waiting extends Round {
            final Registration<String> held = a.register(NAME);
            final CompletableFuture<Registration<String>> cancels = b.registerWhenFree(NAME, null);
            final CompletableFuture<Registration<String>> ends = c.registerWhenFree(NAME, null);
            final CompletableFuture<Registration<String>> stays = d.registerWhenFree(NAME, null);
            final Owner<String> last = registry.join("last");
            final CompletableFuture<Registration<String>> lastsTurn = last.registerWhenFree(NAME, null);
            final boolean byLeaving;

            Waiting(Random random) {
                byLeaving = random.nextBoolean();
            }
        }

        @Test
        void name_movingThroughItsLine_isNeverSeenFree() {
            new Race<>(ROUNDS, Waiting::new)
                    .run(
                            round -> {
                                assertThat(round.outcome("seen free")).isEqualTo(0);
                                // Those that gave up hold nothing, whether they had been granted it before or not.
                                assertThat(registry.find(NAME)).isEqualTo("d");
                                assertThat(round.b.registrations()).isEmpty();
                                assertThat(round.stays).isCompleted();
                                assertThat(round.lastsTurn).isNotDone();
                                assertThat(round.ends).isDone();
                                round.stays.join().unregister();
                                assertThat(round.lastsTurn).isCompleted();
                                assertThat(registry.audit()).isEmpty();
                                round.last.leave();
                                round.end();
                            },
                            round -> {
                                if (round.byLeaving) {
                                    round.a.leave();
                                } else {
                                    round.held.unregister();
                                }
                            },
                            round -> {
                                if (!round.cancels.cancel(true)) {
                                    round.cancels.join().unregister(); // had it already
                                }
                            },
                            round -> round.c.leave(),
                            round -> {
                                int free = 0;
                                for (int i = 0; i < 500; i++) {
                                    free += registry.find(NAME) == null ? 1 : 0;
                                }
                                int seen = free;
                                round.call("seen free", () -> seen);
                            });
        }

        @Test
        void registerWhenFree_racingTheHoldersUnregister_isServed() {
            raceForNameOfA()
                    .run(
                            round -> {
                                assertThat(registry.find(NAME)).isEqualTo("b"); // in line in time, or found it free
                                assertThat(round.outcome("b")).isEqualTo(true);
                                assertThat(registry.census().waiting()).isZero();
                                round.end();
                            },
                            round -> {
                                CompletableFuture<Registration<String>> turn = round.b.registerWhenFree(NAME, null);
                                round.call(
                                        "b",
                                        () -> turn.get(60, TimeUnit.SECONDS).isHeld());
                            },
                            round -> round.a.registration(NAME).orElseThrow().unregister());
        }
    }

    @Nested
    @DisplayName("DOWN")
    class Downs {
        private final ExecutorService fifo = Executors.newSingleThreadExecutor();
        private final List<String> violations = new CopyOnWriteArrayList<>();

        @AfterEach
        void fifo_isStopped() {
            fifo.shutdownNow();
        }

        private final class Watched extends Round {
            final AtomicInteger downs = new AtomicInteger();
            final boolean taken;

            Watched(Random random) {
                taken = random.nextBoolean();
                a.register(NAME);
                a.register(ROOM);
                d.register(ROOM);
                registry.monitor(a, this::down, fifo);
            }

            private void down(Down<String> down) {
                downs.incrementAndGet();
                if (registry.count(ROOM) != 1 || "a".equals(registry.find(NAME))) {
                    violations.add("count " + registry.count(ROOM) + ", holder " + registry.find(NAME));
                }
            }

            /** Called by one that has seen another holder: what it submits now must run after the DOWN. */
            void sawNextHolder(String who) {
                fifo.execute(() -> {
                    if (downs.get() == 0) {
                        violations.add(who + " came before the DOWN");
                    }
                });
            }

            void expectOneDown() throws Exception {
                fifo.submit(() -> {}).get(60, TimeUnit.SECONDS);
                assertThat(violations).isEmpty();
                assertThat(downs).hasValue(1);
            }
        }

        @Test
        void down_ofAHolder_isQueuedBeforeTheNextHolderShows() {
            new Race<>(ROUNDS, Watched::new)
                    .run(
                            round -> {
                                round.call("judge", () -> {
                                    round.expectOneDown();
                                    return true;
                                });
                                round.end();
                            },
                            round -> round.a.leave(),
                            round -> {
                                if (round.taken) {
                                    round.b.takeOver(NAME, null, Displaced.END);
                                } else {
                                    while (!round.b.tryRegister(NAME, null).granted()) {
                                        Thread.onSpinWait();
                                    }
                                }
                                round.sawNextHolder("the next holder");
                            },
                            round -> {
                                while (!"b".equals(registry.find(NAME))) {
                                    Thread.onSpinWait();
                                }
                                round.sawNextHolder("one who found it");
                            });
        }

        @Test
        void down_ofAHolderWithALine_isQueuedBeforeTheHeirShows() {
            new Race<>(ROUNDS, random -> {
                        Watched round = new Watched(random);
                        round.b.registerWhenFree(NAME, null).thenAccept(granted -> round.sawNextHolder("the heir"));
                        return round;
                    })
                    .run(
                            round -> {
                                round.call("judge", () -> {
                                    round.expectOneDown();
                                    return true;
                                });
                                round.end();
                            },
                            round -> round.a.leave(),
                            round -> {
                                while (!"b".equals(registry.find(NAME))) {
                                    Thread.onSpinWait();
                                }
                                round.sawNextHolder("one who found it");
                            });
        }

        @Test
        void monitor_racingTheEnd_isToldOnce() {
            new Race<>(ROUNDS, () -> {
                        Round round = new Round();
                        round.a.register(ROOM);
                        round.a.register(NAME);
                        return round;
                    })
                    .run(
                            round -> {
                                assertThat(round.lost).containsExactly("0 2", "0 2"); // the count, what was held
                                round.end();
                            },
                            round -> round.a.leave(),
                            round -> registry.monitor(
                                    round.a,
                                    down -> round.lost.add(registry.count(ROOM) + " "
                                            + down.held().size())),
                            round -> registry.monitor(
                                    round.a,
                                    down -> round.lost.add(registry.count(ROOM) + " "
                                            + down.held().size())));
        }

        @Test
        void monitor_closedRacingTheEnd_isToldAtMostOnceAndNotAfterwards() {
            new Race<>(ROUNDS, () -> new Object() {
                        final Owner<String> owner = registry.join("x");
                        final AtomicInteger downs = new AtomicInteger();
                        final Subscription subscription = registry.monitor(owner, down -> downs.incrementAndGet());
                    })
                    .run(
                            round -> {
                                int before = round.downs.get();
                                assertThat(before).isIn(0, 1); // closed before, or told before
                                round.subscription.close();
                                assertThat(round.downs).hasValue(before);
                            },
                            round -> round.owner.leave(),
                            round -> round.subscription.close());
        }

        @Test
        void ended_racingTheEnd_completes() {
            race().run(
                            round -> {
                                assertThat(round.lost).containsExactly("left", "left");
                                round.end();
                            },
                            round -> round.a.leave(),
                            round -> round.a.ended().thenAccept(reason -> round.lost.add(reason.word())),
                            round -> round.a.ended().thenAccept(reason -> round.lost.add(reason.word())));
        }

        @Test
        void leave_fromManyThreads_isTrueOnce() {
            race().run(
                            round -> {
                                assertThat(List.of(round.outcome("1"), round.outcome("2"), round.outcome("3")))
                                        .containsExactlyInAnyOrder(true, false, false);
                                round.end();
                            },
                            round -> round.call("1", round.a::leave),
                            round -> round.call("2", round.a::leave),
                            round -> round.call("3", round.a::leave));
        }
    }

    @Nested
    @DisplayName("await")
    class Awaiting {
        private final class Awaited extends Round {
            final AtomicInteger completions = new AtomicInteger();
            final CompletableFuture<Entry<String>> future = registry.await(NAME, Duration.ofSeconds(1));
            final CompletableFuture<Entry<String>> bystander = registry.await(NAME);

            Awaited() {
                future.whenComplete((entry, error) -> completions.incrementAndGet());
            }
        }

        @Test
        void await_foundTimedOutOrCancelled_completesOnceAndLeavesNothing() {
            new Race<>(ROUNDS, Awaited::new)
                    .run(
                            round -> {
                                assertThat(round.future).isDone();
                                assertThat(round.completions).hasValue(1);
                                assertThat(round.bystander).isCompleted();
                                assertThat(timer.pending()).isZero();
                                assertThat(registry.census().waiting()).isZero();
                                round.end();
                            },
                            round -> round.a.register(NAME),
                            round -> round.future.cancel(true),
                            round -> timer.advance(Duration.ofSeconds(1)));
        }

        @Test
        void await_racingTheRegistration_isNotLost() {
            race().run(
                            round -> {
                                assertThat(round.outcome("await")).isEqualTo("a");
                                assertThat(timer.pending()).isZero();
                                round.end();
                            },
                            round -> round.a.register(NAME),
                            round -> {
                                CompletableFuture<Entry<String>> future = registry.await(NAME, Duration.ofHours(1));
                                round.call(
                                        "await",
                                        () -> future.get(60, TimeUnit.SECONDS).subject());
                            });
        }

        @Test
        void await_neckAndNeckWithTheRegistration_isNotLost() {
            new Race<>(ROUNDS / 50, () -> new Object() {
                        final Round round = new Round();
                        final Step step = new Step();
                        final List<CompletableFuture<Entry<String>>> futures = new ArrayList<>();
                    })
                    .run(
                            both -> {
                                assertThat(both.futures).hasSize(Step.STEPS).allMatch(CompletableFuture::isDone);
                                both.round.end();
                            },
                            both -> both.step.each(i -> both.round.a.register(Name.of(i))),
                            both -> both.step.eachBehind(i -> both.futures.add(registry.await(Name.of(i)))));
        }

        @Test
        void await_racingAMoveOfTheName_isNotLost() {
            raceForNameOfA()
                    .run(
                            round -> {
                                assertThat(round.outcome("await")).isIn("a", "b"); // before the move, or after
                                round.end();
                            },
                            round -> {
                                round.a.leave();
                                round.b.register(NAME);
                            },
                            round -> {
                                CompletableFuture<Entry<String>> future = registry.await(NAME);
                                round.call(
                                        "await",
                                        () -> future.get(60, TimeUnit.SECONDS).subject());
                            });
        }
    }

    @Nested
    @DisplayName("members")
    class Membership {
        private static final int TRANSIENT = 40;

        /** Stable members between others that come and go, so that the table shrinks and grows during a visit. */
        private final class Crowd {
            final List<Owner<String>> before = new ArrayList<>();
            final List<Owner<String>> stable = new ArrayList<>();
            final List<Owner<String>> after = new ArrayList<>();
            final List<List<String>> visits = new CopyOnWriteArrayList<>();
            final boolean byLeaving;

            Crowd(Random random) {
                byLeaving = random.nextBoolean();
                for (int i = 0; i < TRANSIENT; i++) {
                    before.add(member("transient"));
                }
                for (int i = 0; i < 4; i++) {
                    stable.add(member("stable" + i));
                }
            }

            private Owner<String> member(String subject) {
                Owner<String> owner = registry.join(subject);
                owner.register(ROOM);
                return owner;
            }

            void visit() {
                List<String> visited = new ArrayList<>();
                registry.forEach(ROOM, visited::add);
                visits.add(visited);
            }

            void end() {
                before.forEach(Owner::leave);
                stable.forEach(Owner::leave);
                after.forEach(Owner::leave);
            }
        }

        @Test
        void forEach_whileOthersComeAndGo_visitsEachStableMemberOnce() {
            new Race<>(ROUNDS, Crowd::new)
                    .run(
                            round -> {
                                for (List<String> visited : round.visits) {
                                    visited.removeIf(subject -> !subject.startsWith("stable"));
                                    assertThat(visited)
                                            .containsExactlyInAnyOrder("stable0", "stable1", "stable2", "stable3");
                                }
                                assertThat(registry.count(ROOM))
                                        .isEqualTo(registry.members(ROOM).size());
                                assertThat(registry.audit()).isEmpty();
                                round.end();
                            },
                            round -> {
                                for (Owner<String> owner : round.before) {
                                    if (round.byLeaving) {
                                        owner.leave();
                                    } else {
                                        owner.registration(ROOM).ifPresent(Registration::unregister);
                                    }
                                }
                            },
                            round -> {
                                for (int i = 0; i < TRANSIENT; i++) {
                                    round.after.add(round.member("late"));
                                }
                            },
                            round -> {
                                for (int i = 0; i < 20; i++) {
                                    round.visit();
                                }
                            });
        }

        @Test
        void register_racingTheLastMembersLeave_isNotLost() {
            new Race<>(ROUNDS, () -> {
                        Round round = new Round();
                        round.a.register(ROOM);
                        return round;
                    })
                    .run(
                            round -> {
                                assertThat(registry.members(ROOM)).containsExactly("b");
                                assertThat(registry.count(ROOM)).isOne();
                                assertThat(registry.census().properties()).isOne();
                                round.end();
                            },
                            round -> round.a.leave(),
                            round -> round.b.register(ROOM));
        }

        @Test
        void register_whileAnotherIsTheLastToLeave_isSeenByItself() {
            new Race<>(ROUNDS / 50, () -> new Object() {
                        final Round round = new Round();
                        final Step step = new Step();
                    })
                    .run(
                            both -> both.round.end(),
                            both -> both.step.each(i -> comeAndGo(both.round.a)),
                            both -> both.step.eachBehind(i -> comeAndGo(both.round.b)));
        }

        private void comeAndGo(Owner<String> owner) {
            Registration<String> room = owner.register(ROOM);
            assertThat(registry.members(ROOM)).contains(owner.subject());
            room.unregister();
        }

        @Test
        void register_ofOneOwnerTwice_ensuresOneEntry() {
            race().run(
                            round -> {
                                assertThat(round.outcome("1")).isSameAs(round.outcome("2"));
                                assertThat(registry.count(ROOM)).isOne();
                                round.end();
                            },
                            round -> round.call("1", () -> round.a.register(ROOM)),
                            round -> round.call("2", () -> round.a.register(ROOM)));
        }

        @Test
        void unregister_racingTheEnd_removesOnce() {
            new Race<>(ROUNDS, () -> {
                        Round round = new Round();
                        round.a.register(ROOM);
                        round.b.register(ROOM);
                        return round;
                    })
                    .run(
                            round -> {
                                assertThat(registry.count(ROOM)).isOne();
                                round.end();
                            },
                            round -> round.a.leave(),
                            round -> round.a.registration(ROOM).ifPresent(Registration::unregister),
                            round -> registry.monitor(round.a, down -> {}));
        }

        @Test
        void update_byTwoThreads_losesNone() {
            new Race<>(ROUNDS, () -> {
                        Round round = new Round();
                        round.a.register(ROOM, 0);
                        return round;
                    })
                    .run(
                            round -> {
                                assertThat(round.a
                                                .registration(ROOM)
                                                .orElseThrow()
                                                .value())
                                        .isEqualTo(200);
                                round.end();
                            },
                            this::increment,
                            this::increment);
        }

        private void increment(Round round) {
            Registration<String> room = round.a.registration(ROOM).orElseThrow();
            for (int i = 0; i < 100; i++) {
                room.update(value -> (Integer) value + 1);
            }
        }
    }

    @Nested
    @DisplayName("close")
    class Close {
        private final class Closing {
            final Registry<String> closing = newRegistry();
            final Owner<String> a = closing.join("a");
            final Owner<String> b = closing.join("b");
            final AtomicInteger downs = new AtomicInteger();
            final List<CompletableFuture<?>> futures = new CopyOnWriteArrayList<>();

            Closing() {
                a.register(NAME);
                a.register(ROOM);
                futures.add(b.registerWhenFree(NAME, null));
                futures.add(closing.await(Name.of("never"), Duration.ofHours(1)));
                closing.monitor(a, down -> downs.incrementAndGet());
                futures.add(a.ended().toCompletableFuture());
            }

            /** Does one thing; the registry may be open, or closed and say so. */
            void attempt(Runnable call) {
                try {
                    call.run();
                } catch (RegistryClosedException expected) {
                    assertThat(expected).hasMessage("the registry is closed");
                } catch (OwnerEndedException ended) {
                    assertThat(ended.owner().endReason()).contains(Reason.CLOSED);
                } catch (NameTakenException taken) {
                    assertThat(taken.name()).isEqualTo(NAME); // its holder had not ended yet
                }
            }
        }

        @Test
        void close_racingEverything_leavesNothing() {
            new Race<>(ROUNDS, Closing::new)
                    .run(
                            round -> {
                                assertThat(round.closing.audit()).isEmpty();
                                assertThat(round.closing.census()).isEqualTo(Census.EMPTY);
                                assertThat(round.downs).hasValue(1);
                                assertThat(round.futures).allMatch(CompletableFuture::isDone);
                                assertThat(timer.pending()).isZero();
                            },
                            round -> round.closing.close(),
                            round -> {
                                round.attempt(() -> round.closing.join("late").register(NAME));
                                round.attempt(() -> round.b.register(ROOM));
                                round.attempt(() -> round.closing.find(NAME));
                                round.attempt(() -> round.closing.broadcast(ROOM, member -> true));
                            },
                            round -> {
                                round.attempt(() ->
                                        round.futures.add(round.closing.await(Name.of("other"), Duration.ofHours(1))));
                                round.attempt(() -> round.b.takeOver(NAME, null, Displaced.END));
                                round.attempt(() -> round.futures.add(
                                        round.closing.join("x").registerWhenFree(NAME, null)));
                            },
                            round -> {
                                round.attempt(() -> round.closing.monitor(round.b, down -> {}));
                                round.attempt(() -> round.closing.join("y").register(ROOM));
                                round.closing.audit();
                                round.closing.close();
                            });
        }
    }

    @Nested
    @DisplayName("callbacks in the calling thread")
    class SameThread {
        private static final int OWNERS = 8;

        /** Owners whose DOWNs call the registry back, whatever lock a wrong registry might hold there. */
        private final class Tangle {
            final List<Owner<String>> owners = new ArrayList<>();

            Tangle() {
                for (int i = 0; i < OWNERS; i++) {
                    owners.add(registry.join("o" + i));
                }
                for (int i = 0; i < OWNERS; i++) {
                    Owner<String> owner = owners.get(i);
                    Owner<String> next = owners.get((i + 1) % OWNERS);
                    Name own = Name.of("n" + i);
                    owner.register(own);
                    owner.register(ROOM);
                    for (Owner<String> other : owners) {
                        if (!other.equals(owner)) {
                            waitFor(other, own);
                        }
                    }
                    registry.monitor(owner, down -> {
                        next.leave();
                        registry.find(own);
                        registry.broadcast(ROOM, member -> registry.find(own) == null || !member.isEmpty());
                        registry.await(own).cancel(true);
                    });
                }
            }

            private void waitFor(Owner<String> other, Name name) {
                other.registerWhenFree(name, null).thenAccept(granted -> {
                    registry.entry(name);
                    granted.unregister();
                });
            }
        }

        @Test
        void callbacks_thatCallBackFromManyThreads_doNotLockUp() {
            new Race<>(ROUNDS / 4, Tangle::new)
                    .run(
                            round -> {
                                assertThat(registry.audit()).isEmpty();
                                assertThat(registry.census()).isEqualTo(Census.EMPTY);
                            },
                            round -> round.owners.get(0).leave(),
                            round -> round.owners.get(3).leave(),
                            round -> round.owners.get(5).leave(),
                            round -> {
                                for (int i = 0; i < OWNERS; i++) {
                                    registry.find(Name.of("n" + i));
                                    registry.members(ROOM);
                                }
                            });
        }
    }
}
