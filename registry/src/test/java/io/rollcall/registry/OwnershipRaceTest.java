package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Races of what moves, hides, counts, bundles and watches entries. Each test lists the outcomes that are permitted, with
 * the reason. Callbacks run in the call that causes them.
 */
@Tag("stress")
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class OwnershipRaceTest {
    private static final int ROUNDS = 600;
    private static final Name NAME = Name.of("alice");
    private static final Name OTHER = Name.of("bob");
    private static final Name THIRD = Name.of("carol");
    private static final Property ROOM = Property.of("room");
    private static final Counter JOBS = Counter.of("jobs");

    /** A registry of one round, watched by key, by prefix and as a whole. */
    private static final class Round {
        final List<Throwable> reported = new CopyOnWriteArrayList<>();
        final Registry<String> registry = Registry.<String>builder()
                .executor(Runnable::run)
                .maxEntries(1000, 1)
                .reporter(reported::add)
                .build();
        final Owner<String> a = registry.join("a");
        final Owner<String> b = registry.join("b", null, new Limits(2, 2, 2, 2, 2));
        final Owner<String> c = registry.join("c");
        final List<Fold> folds = new ArrayList<>();
        final Registration<String> name;
        final Registration<String> room;
        final CounterRegistration<String> jobs;
        final List<Object> outcomes = new CopyOnWriteArrayList<>();

        Round(Random random) {
            name = a.register(NAME, 1);
            room = a.register(ROOM, 1);
            jobs = a.register(JOBS, 10);
            for (Scope scope : List.of(Scope.all(), Scope.prefix(""))) {
                fold(scope, 1 + random.nextInt(8));
            }
        }

        private void fold(Scope scope, int buffer) {
            Fold fold = new Fold();
            folds.add(fold);
            registry.watch(scope, fold, null, buffer);
        }

        /** Calls, and keeps the answer; the documented refusals are answers too. */
        void call(Callable<?> call) {
            try {
                outcomes.add(String.valueOf(call.call()));
            } catch (IllegalStateException | LimitExceededException refused) {
                outcomes.add(refused.getClass().getSimpleName());
            } catch (Exception unexpected) {
                throw new AssertionError(unexpected);
            }
        }

        List<Entry<String>> present() {
            List<Entry<String>> there = new ArrayList<>();
            for (Name each : List.of(NAME, OTHER, THIRD)) {
                registry.entry(each).ifPresent(there::add);
            }
            there.addAll(registry.entries(ROOM));
            there.addAll(registry.entries(JOBS));
            return there;
        }

        /** What holds whoever was first; then everybody goes. */
        void end() {
            assertThat(registry.audit()).isEmpty();
            folds.forEach(fold -> assertThat(fold.entries()).isEqualTo(Fold.of(present())));
            List.of(a, b, c).forEach(Owner::leave);
            folds.forEach(fold -> assertThat(fold.entries()).isEmpty());
            registry.close();
            assertThat(registry.census()).isEqualTo(Census.EMPTY);
            assertThat(reported).isEmpty();
        }
    }

    private static Race<Round> race() {
        return new Race<>(ROUNDS, Round::new);
    }

    @Nested
    @DisplayName("give")
    class Give {
        @Test
        void giveTo_racingTheGiversLeave_goesOverOrIsGone() {
            race().run(
                            round -> {
                                // Given before the end, or too late; in no case is it left with the one that ended.
                                boolean given = registry(round).find(NAME) != null;
                                assertThat(registry(round).find(NAME)).isEqualTo(given ? "b" : null);
                                assertThat(round.outcomes.contains("Optional.empty"))
                                        .isEqualTo(!given);
                                round.end();
                            },
                            round -> round.call(() -> round.name.giveTo(round.b)),
                            round -> round.a.leave());
        }

        @Test
        void giveTo_racingTheReceiversLeave_staysOrGoesWithIt() {
            race().run(
                            round -> {
                                // Refused, so a has it still; or given, and gone with the receiver.
                                boolean refused = round.outcomes.contains("OwnerEndedException");
                                assertThat(registry(round).find(NAME)).isEqualTo(refused ? "a" : null);
                                assertThat(round.name.isHeld()).isEqualTo(refused);
                                round.end();
                            },
                            round -> round.call(() -> round.name.giveTo(round.b)),
                            round -> round.b.leave());
        }

        @Test
        void giveTo_racingUnregister_happensOnceOfTheTwo() {
            race().run(
                            round -> {
                                // Only one of the two can spend the token.
                                boolean removed = round.outcomes.contains("true");
                                assertThat(registry(round).find(NAME)).isEqualTo(removed ? null : "b");
                                assertThat(round.outcomes).contains(removed ? "Optional.empty" : "false");
                                round.end();
                            },
                            round -> round.call(() -> round.name.giveTo(round.b)),
                            round -> round.call(round.name::unregister));
        }

        @Test
        void giveTo_racingATakeOver_leavesTheTaker() {
            race().run(
                            round -> {
                                // Taken from the giver or from the receiver; the taker comes last either way.
                                assertThat(registry(round).find(NAME)).isEqualTo("c");
                                assertThat(round.name.isHeld()).isFalse();
                                round.end();
                            },
                            round -> round.call(() -> round.name.giveTo(round.b)),
                            round -> round.call(() -> round.c.takeOver(NAME, Displaced.END)));
        }

        @Test
        void giveTo_twoReceivers_isGivenOnce() {
            race().run(
                            round -> {
                                // The token is spent by the first.
                                assertThat(round.outcomes).containsOnlyOnce("Optional.empty");
                                assertThat(registry(round).find(NAME)).isIn("b", "c");
                                assertThat(registry(round).members(ROOM)).hasSize(1);
                                round.end();
                            },
                            round -> {
                                round.call(() -> round.name.giveTo(round.b));
                                round.room.giveTo(round.b);
                            },
                            round -> {
                                round.call(() -> round.name.giveTo(round.c));
                                round.room.giveTo(round.c);
                            });
        }

        @Test
        void giveTo_oneInLineThatCancels_isGivenOrGivenUp() {
            race().run(
                            round -> {
                                // Cancelled first, so given as to anybody; or granted, and given up by the cancel.
                                assertThat(registry(round).find(NAME)).isIn("b", null);
                                round.end();
                            },
                            round -> {
                                // Refused where the name was given before.
                                round.call(() -> round.b.registerWhenFree(NAME).cancel(false));
                            },
                            round -> round.call(() -> round.name.giveTo(round.b)));
        }

        @Test
        void giveTo_membershipsCrosswise_doNotLockUp() {
            race().run(
                            Round::end,
                            round -> {
                                round.call(() -> round.room.giveTo(round.c));
                                round.call(() -> round.name.giveTo(round.c));
                            },
                            round -> {
                                round.call(() -> round.c.register(THIRD).giveTo(round.a));
                                round.call(() -> round.c.register(ROOM).giveTo(round.a));
                            },
                            round -> round.c.leave());
        }
    }

    private static Registry<String> registry(Round round) {
        return round.registry;
    }

    @Nested
    @DisplayName("hide")
    class Hide {
        @Test
        void hide_racingLeaveJoinAndGive_keepsCountsAndTotals() {
            race().run(
                            Round::end,
                            round -> {
                                round.call(round.a::hide);
                                round.call(round.a::show);
                                round.call(round.a::hide);
                            },
                            round -> {
                                round.room.unregister();
                                round.call(() -> round.a.register(ROOM, 2));
                                round.jobs.giveTo(round.b);
                            },
                            round -> {
                                round.call(round.b::hide);
                                round.call(() -> round.b.register(ROOM, 3));
                            });
        }

        @Test
        void hide_racingTheEnd_leavesNothing() {
            race().run(
                            round -> {
                                // Whichever came first, the numbers of the one that ended are gone.
                                assertThat(registry(round).total(JOBS)).isZero();
                                assertThat(registry(round).count(ROOM)).isZero();
                                round.end();
                            },
                            round -> {
                                round.call(round.a::hide);
                                round.call(round.a::show);
                            },
                            round -> round.a.leave());
        }
    }

    @Nested
    @DisplayName("counters")
    class Counters {
        private static final int ADDS = 200;

        @Test
        void update_racingAdd_losesNeither() {
            int many = 20_000; // as the two meet only where one waits for the other's lock
            new Race<>(10, () -> Registry.<String>create().join("a").register(JOBS))
                    .run(
                            jobs -> {
                                assertThat(jobs.get()).isEqualTo(2L * many);
                                jobs.owner().leave();
                            },
                            jobs -> {
                                for (int i = 0; i < many; i++) {
                                    jobs.add(1);
                                }
                            },
                            jobs -> {
                                for (int i = 0; i < many; i++) {
                                    jobs.update(old -> (Long) old + 1);
                                }
                            });
        }

        @Test
        void total_whileOneGoesUpAndAnotherDown_isThatOfOneInstant() {
            int many = 20_000;
            new Race<>(10, () -> Registry.<String>create())
                    .run(
                            registry -> {
                                assertThat(registry.total(JOBS)).isZero();
                                registry.close();
                            },
                            registry -> {
                                CounterRegistration<String> up =
                                        registry.join("a").register(JOBS);
                                CounterRegistration<String> down =
                                        registry.join("b").register(JOBS);
                                for (int i = 0; i < many; i++) {
                                    up.add(1);
                                    down.add(-1);
                                }
                            },
                            registry -> {
                                for (int i = 0; i < many; i++) {
                                    assertThat(registry.total(JOBS)).isBetween(0L, 1L);
                                }
                            });
        }

        @Test
        void reset_racingAdd_losesNothing() {
            race().run(
                            round -> {
                                // What a reset took away it answered with; the rest is there.
                                long taken = round.outcomes.stream()
                                        .mapToLong(before -> Long.parseLong((String) before) - 10)
                                        .sum();
                                assertThat(round.jobs.get() - 10 + taken).isEqualTo(ADDS);
                                round.end();
                            },
                            round -> {
                                for (int i = 0; i < ADDS; i++) {
                                    round.jobs.add(1);
                                }
                            },
                            round -> {
                                for (int i = 0; i < 10; i++) {
                                    round.call(round.jobs::reset);
                                }
                            });
        }

        @Test
        void add_racingGiveAndLeave_isCountedExactlyOrRefused() {
            race().run(
                            round -> {
                                // All adds that were answered are in the number that was given, unless nothing was.
                                long added = round.outcomes.stream()
                                        .filter("added"::equals)
                                        .count();
                                boolean given = registry(round).count(JOBS) == 1;
                                assertThat(registry(round).total(JOBS)).isEqualTo(given ? 10 + added : 0);
                                round.end();
                            },
                            round -> {
                                for (int i = 0; i < 20; i++) {
                                    round.call(() -> {
                                        round.jobs.add(1);
                                        return "added";
                                    });
                                }
                            },
                            round -> round.call(() -> round.jobs.giveTo(round.b)),
                            round -> round.a.leave());
        }
    }

    @Nested
    @DisplayName("batch")
    class Batches {
        @Test
        void registerAll_racingAnotherOfTheSameNames_isAllOrNothing() {
            race().run(
                            round -> {
                                // The one that came first has both, and the other nothing.
                                assertThat(round.outcomes).containsExactlyInAnyOrder("2", "NameTakenException");
                                String first = registry(round).find(OTHER);
                                assertThat(registry(round).find(THIRD)).isEqualTo(first);
                                round.end();
                            },
                            round -> round.call(() -> all(round.b, OTHER, THIRD)),
                            round -> round.call(() -> all(round.c, THIRD, OTHER)));
        }

        @Test
        void registerAll_racingRegisterAndLeave_leavesNoPart() {
            race().run(
                            round -> {
                                // Refused by the one who was first, or granted, or gone with its owner: never a half.
                                boolean other = "b".equals(registry(round).find(OTHER));
                                boolean joined = registry(round).members(ROOM).contains("b");
                                assertThat(joined).isEqualTo(other);
                                round.end();
                            },
                            round -> round.call(() -> all(round.b, OTHER, ROOM)),
                            round -> round.call(() -> round.c.register(OTHER)),
                            round -> round.c.leave());
        }

        @Test
        void registerAll_racingItsOwnersLeave_leavesNothing() {
            race().run(
                            round -> {
                                assertThat(registry(round).find(OTHER)).isNull();
                                assertThat(registry(round).members(ROOM)).containsExactly("a");
                                round.end();
                            },
                            round -> round.call(() -> all(round.b, OTHER, ROOM)),
                            round -> round.b.leave());
        }

        private static int all(Owner<String> owner, Key one, Key two) {
            return owner.registerAll(Map.of(one, 7, two, 7)).size();
        }
    }

    @Nested
    @DisplayName("watch")
    class Watching {
        @Test
        void watch_openedDuringChanges_hasSnapshotAndChangesThatFold() {
            race().run(
                            Round::end,
                            round -> {
                                round.fold(Scope.all(), 100);
                                round.fold(Scope.prefix(""), 2);
                            },
                            Watching::change,
                            round -> {
                                round.call(() -> round.b.registerAll(Map.of(OTHER, 1, ROOM, 2)));
                                round.call(round.b::leave);
                            });
        }

        @Test
        void watch_ofOneKeyOpenedDuringChanges_hasSnapshotAndChangesThatFold() {
            new Race<>(ROUNDS, Keys::new)
                    .run(
                            keys -> {
                                keys.expect();
                                keys.round.end();
                            },
                            Keys::open,
                            keys -> change(keys.round));
        }

        @Test
        void watch_thatIsTooSlowAgainAndAgain_isToldInTheEnd() {
            race().run(
                            Round::end,
                            round -> thrash(round, round.b),
                            round -> thrash(round, round.c),
                            round -> round.fold(Scope.all(), 1));
        }

        private static void thrash(Round round, Owner<String> owner) {
            for (int i = 0; i < 50; i++) {
                Registration<String> room = owner.register(ROOM, i);
                round.call(() -> owner.register(OTHER).unregister());
                round.call(() -> owner.register(THIRD).unregister());
                room.unregister();
            }
        }

        private static void change(Round round) {
            round.name.setValue(2);
            round.room.giveTo(round.c);
            round.call(() -> round.a.register(ROOM, 3));
            round.call(() -> round.jobs.add(1));
            round.call(round.c::hide);
            round.name.giveTo(round.c);
            round.call(() -> round.a.registerWhenFree(NAME, 5));
            round.call(round.c::leave);
        }

        /** A watch of each single key. */
        private static final class Keys {
            final Round round;
            final Fold name = new Fold();
            final Fold room = new Fold();
            final Fold jobs = new Fold();

            Keys(Random random) {
                round = new Round(random);
            }

            void open() {
                round.registry.watch(NAME, name);
                round.registry.watch(Scope.of(ROOM), room, null, 1);
                round.registry.watch(JOBS, jobs);
            }

            void expect() {
                Registry<String> registry = round.registry;
                assertThat(name.entries())
                        .isEqualTo(Fold.of(registry.entry(NAME).stream().toList()));
                assertThat(room.entries()).isEqualTo(Fold.of(registry.entries(ROOM)));
                assertThat(jobs.entries()).isEqualTo(Fold.of(registry.entries(JOBS)));
            }
        }

        @Test
        void watchAndMonitor_racingTheEndOfTheirOwner_leaveNothing() {
            race().run(
                            round -> {
                                assertThat(registry(round).census().watches()).isEqualTo(2);
                                round.end();
                            },
                            round -> {
                                round.call(() -> round.b.monitor(round.a, down -> {}, null));
                                round.call(() -> round.b.watch(Scope.of(ROOM), change -> {}, null, 1));
                            },
                            round -> {
                                round.call(() -> round.b.await(OTHER, null, null));
                                round.call(() -> round.b.awaitFree(NAME, null, null));
                            },
                            round -> round.b.leave());
        }
    }

    @Nested
    @DisplayName("await free and close")
    class Ends {
        @Test
        void awaitFree_racingUnregisterAndRegister_completesOnceFree() {
            race().run(
                            round -> {
                                // The name was free for a moment: who waited before it was told, who came after waits.
                                CompletableFuture<Name> waiting =
                                        registry(round).awaitFree(NAME);
                                registry(round)
                                        .entry(NAME)
                                        .ifPresent(entry -> entry.owner().leave());
                                assertThat(waiting).isCompletedWithValue(NAME);
                                assertThat(registry(round).census().waiting()).isZero();
                                round.end();
                            },
                            round -> round.call(() -> registry(round).awaitFree(NAME)),
                            round -> round.name.unregister(),
                            round -> round.call(() -> round.c.tryRegister(NAME)));
        }

        @Test
        void close_racingEverything_leavesNothing() {
            race().run(
                            round -> {
                                assertThat(registry(round).audit()).isEmpty();
                                assertThat(registry(round).census()).isEqualTo(Census.EMPTY);
                                assertThat(round.reported).isEmpty();
                            },
                            round -> {
                                borne(() -> round.name.giveTo(round.b));
                                borne(() -> round.b.registerAll(Map.of(OTHER, 1, ROOM, 2, JOBS, 3)));
                                borne(() -> round.a.hide());
                                borne(() -> round.jobs.add(1));
                            },
                            round -> {
                                borne(() -> registry(round).watch(ROOM, new Fold()));
                                borne(() -> registry(round).watch(NAME, new Fold()));
                                borne(() -> registry(round).watch(Scope.all(), new Fold(), null, 1));
                                borne(() -> round.c.watch(Scope.of(JOBS), new Fold(), null, 1));
                                borne(() -> round.c.awaitFree(NAME, null, null));
                                borne(() -> round.c.registerWhenFree(NAME));
                            },
                            round -> registry(round).close());
        }

        private static void borne(Runnable call) {
            try {
                call.run();
            } catch (RegistryClosedException | OwnerEndedException | NameTakenException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        }
    }
}
