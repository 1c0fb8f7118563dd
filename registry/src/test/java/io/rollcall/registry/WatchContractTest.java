package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.testing.ManualExecutor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What watchers are promised, one test each. Callbacks run in the call that causes them, unless said otherwise. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class WatchContractTest {
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");

    private final List<String> told = new ArrayList<>();
    private final ManualExecutor later = new ManualExecutor();
    private final Registry<String> registry =
            Registry.<String>builder().executor(Runnable::run).build();
    private final Owner<String> a = registry.join("a");
    private final Owner<String> b = registry.join("b");

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(registry.census()).isEqualTo(Census.EMPTY);
    }

    @Test
    void watch_name_tellsWhatIsThereAndThenEachChange() {
        Registration<String> held = a.register(NAME, 1);
        registry.watch(NAME, new Scribe(told::add));
        held.setValue(2);
        held.unregister();
        b.register(NAME);
        b.leave(Reason.of("eof"));
        assertThat(told)
                .containsExactly(
                        "there [a=1]",
                        "SET a=1 a=2 set",
                        "DOWN a=2 - dropped",
                        "UP - b=null registered",
                        "DOWN b=null - eof");
    }

    @Test
    void watch_nameThatMoves_isNeverToldOfAGap() {
        Registration<String> held = a.register(NAME, 1);
        registry.watch(NAME, new Scribe(told::add));
        Registration<String> given = held.giveTo(b).orElseThrow();
        a.registerWhenFree(NAME, 3);
        given.unregister();
        b.takeOver(NAME, 4, Displaced.KEEP);
        a.takeOver(NAME, 5, Displaced.END);
        assertThat(told)
                .containsExactly(
                        "there [a=1]",
                        "MOVED a=1 b=1 given",
                        "MOVED b=1 a=3 granted",
                        "MOVED a=3 b=4 taken",
                        "MOVED b=4 a=5 taken");
    }

    @Test
    void follow_name_hearsOfHoldersAndNotOfValues() {
        registry.follow(NAME, new Scribe(told::add));
        a.register(NAME, 1).setValue(2);
        a.leave();
        b.register(NAME);
        assertThat(told)
                .containsExactly("there []", "UP - a=1 registered", "DOWN a=2 - left", "UP - b=null registered");
    }

    @Test
    void watch_sharedKey_tellsJoinsLeavesValuesAndEmptiness() {
        registry.watch(ROOM, new Scribe(told::add));
        Registration<String> first = a.register(ROOM, 1);
        a.register(ROOM, 2);
        b.register(ROOM);
        first.unregister();
        b.leave();
        a.register(ROOM);
        assertThat(told)
                .containsExactly(
                        "there []",
                        "UP - a=1 registered",
                        "SET a=1 a=2 set",
                        "UP - b=null registered",
                        "DOWN a=2 - dropped",
                        "DOWN b=null - left",
                        "EMPTY - - left",
                        "UP - a=null registered");
    }

    @Test
    void watch_hiddenMember_isSeenToLeaveAndJoin() {
        a.register(ROOM, 1);
        registry.watch(ROOM, new Scribe(told::add));
        assertThat(a.hide()).isTrue();
        assertThat(a.hide()).isFalse();
        a.registration(ROOM).orElseThrow().setValue(2);
        assertThat(registry.count(ROOM)).isZero();
        assertThat(a.show()).isTrue();
        a.hide();
        a.leave();
        assertThat(told)
                .containsExactly(
                        "there [a=1]",
                        "DOWN a=1 - hidden",
                        "EMPTY - - hidden",
                        "UP - a=2 shown",
                        "DOWN a=2 - hidden",
                        "EMPTY - - hidden");
    }

    @Test
    void watch_prefix_takesInEachKindOfKeyThatStartsSo() {
        a.register(Name.of("user:1"));
        a.register(Property.of("user:2"));
        a.register(Name.of("other"));
        a.register(Name.of(7));
        Subscription watch = registry.watch(Scope.prefix("user:"), new Scribe(told::add), null, 8);
        b.register(Counter.of("user:3"), 4);
        b.register(Name.of("else"));
        watch.close();
        b.register(Name.of("user:4"));
        assertThat(told).containsExactly("there [a=null, a=null]", "UP - b=4 registered");
    }

    @Test
    void watch_all_takesInEverything() {
        registry.watch(Scope.all(), new Scribe(told::add), null, 8);
        a.register(NAME);
        a.leave();
        assertThat(told).containsExactly("there []", "UP - a=null registered", "DOWN a=null - left");
    }

    @Test
    void watch_names_takesInEveryNameAndNoSharedKey() {
        a.register(Property.of("room"));
        registry.watch(Scope.names(), new Scribe(told::add), null, 8);
        a.register(NAME);
        b.register(Property.of("room"));
        b.register(Counter.of("jobs"), 4);
        a.leave();
        assertThat(told).containsExactly("there []", "UP - a=null registered", "DOWN a=null - left");
    }

    @Test
    void watch_namesThatPassATest_takesInNoOther() {
        Name other = Name.of("other");
        Registration<String> held = b.register(other);
        registry.watch(Scope.names(name -> !name.equals(other)), new Scribe(told::add), null, 8);
        a.register(NAME);
        held.unregister();
        b.register(other);
        assertThat(told).containsExactly("there []", "UP - a=null registered");
    }

    @Test
    void watch_testOfNamesThrows_takesTheNameIn() {
        registry.watch(
                Scope.names(name -> {
                    throw new IllegalStateException("broken");
                }),
                new Scribe(told::add),
                null,
                8);
        a.register(NAME);
        assertThat(told).containsExactly("there []", "UP - a=null registered");
    }

    @Test
    void watch_slowWatcher_hearsOfSeveralChangesAsOne() {
        registry.watch(Scope.of(NAME), new Scribe(told::add), later, 2);
        Registration<String> held = a.register(NAME, 1);
        held.setValue(2);
        held.setValue(3);
        held.setValue(4);
        later.runAll();
        assertThat(told).containsExactly("there [] skipped 2", "UP - a=3 set", "SET a=3 a=4 set");
    }

    @Test
    void coalesce_leavesTheLastOfEachEntryAndCountsTheRest() {
        Subscription watch = registry.watch(Scope.of(NAME), new Scribe(told::add), later, 64);
        Registration<String> held = a.register(NAME, 1);
        held.setValue(2);
        held.setValue(3);
        watch.coalesce();
        later.runAll();
        assertThat(told).containsExactly("there [] skipped 2", "UP - a=3 set");
        watch.coalesce();
        later.runAll();
        assertThat(told).hasSize(2);
    }

    @Test
    void watch_tooManyEntriesToMerge_getsANewSnapshot() {
        registry.watch(Scope.all(), new Scribe(told::add), later, 2);
        later.runAll();
        a.register(Name.of(1));
        a.register(Name.of(2));
        a.register(Name.of(3));
        a.register(Name.of(4));
        later.runAll();
        a.register(Name.of(5));
        later.runAll();
        assertThat(told)
                .containsExactly(
                        "there []", "there [a=null, a=null, a=null, a=null] skipped 4", "UP - a=null registered");
    }

    @Test
    void watch_closed_isToldNothingMore() {
        Subscription watch = registry.watch(Scope.of(NAME), new Scribe(told::add), later, 2);
        watch.close();
        a.register(NAME);
        later.runAll();
        assertThat(told).isEmpty();
        assertThat(registry.census().watches()).isZero();
    }

    @Test
    void watch_callbackThatLooksUp_findsTheChangeDone() {
        registry.watch(NAME, change -> told.add(change.kind() + " " + registry.whereIs(NAME)));
        a.register(NAME).unregister();
        b.register(NAME);
        b.leave();
        assertThat(told)
                .containsExactly("UP Optional[a]", "DOWN Optional.empty", "UP Optional[b]", "DOWN Optional.empty");
    }

    @Test
    void watch_equalValueStored_isToldAllTheSame() {
        Registration<String> held = a.register(NAME, 1);
        registry.watch(NAME, new Scribe(told::add));
        held.setValue(1);
        held.update(value -> value);
        assertThat(told).containsExactly("there [a=1]", "SET a=1 a=1 set", "SET a=1 a=1 set");
    }

    @Test
    void watch_inAnOwnersName_endsWithIt() {
        a.watch(Scope.of(NAME), new Scribe(told::add), null, 2);
        a.watch(Scope.of(ROOM), new Scribe(told::add), null, 2);
        a.watch(Scope.all(), new Scribe(told::add), null, 2);
        assertThat(registry.census().watches()).isEqualTo(3);
        a.leave();
        assertThat(registry.census().watches()).isZero();
        assertThatThrownBy(() -> a.watch(Scope.all(), new Scribe(told::add), null, 2))
                .isInstanceOf(OwnerEndedException.class);
        assertThat(registry.census().watches()).isZero();
    }

    @Test
    void watch_inAnOwnersName_isNotToldOfItsEnd() {
        for (Executor executor : List.<Executor>of(Runnable::run, new ManualExecutor())) {
            List<String> heard = new ArrayList<>();
            Owner<String> owner = registry.join("x");
            owner.watch(Scope.all(), change -> heard.add(change.reason().word()), executor, 8);
            if (executor instanceof ManualExecutor manual) {
                manual.runAll();
            }
            owner.register(NAME);
            owner.register(ROOM);
            if (executor instanceof ManualExecutor manual) {
                manual.runAll();
            }
            owner.leave();
            if (executor instanceof ManualExecutor manual) {
                manual.runAll();
            }
            assertThat(heard).containsExactly("registered", "registered");
        }
    }

    @Test
    void monitor_ofOneselfInOnesOwnName_isToldOnce() {
        for (Executor executor : List.<Executor>of(Runnable::run, new ManualExecutor())) {
            List<String> heard = new ArrayList<>();
            Owner<String> owner = registry.join("x", null, new Limits(1, 1, 1, 2, 1));
            owner.monitor(owner, down -> heard.add(down.owner().subject()), executor);
            owner.monitor(owner, down -> heard.add("closed"), executor).close();
            owner.monitor(owner, down -> heard.add("again"), executor);
            assertThatThrownBy(() -> owner.monitor(owner, down -> {}, executor))
                    .isInstanceOf(LimitExceededException.class);
            owner.leave();
            if (executor instanceof ManualExecutor manual) {
                manual.runAll();
            }
            assertThat(heard).containsExactly("x", "again");
        }
    }

    @Test
    void awaitFree_ofOnesOwnName_completesWithItsEnd() {
        for (Executor executor : List.<Executor>of(Runnable::run, new ManualExecutor())) {
            Owner<String> owner = registry.join("x");
            owner.register(NAME);
            CompletableFuture<Name> free = owner.awaitFree(NAME, null, executor);
            owner.leave();
            if (executor instanceof ManualExecutor manual) {
                manual.runAll();
            }
            assertThat(free).isCompletedWithValue(NAME);
        }
    }

    @Test
    void watch_closedRegistry_isRefusedAndLeavesNothing() {
        CompletableFuture<String> closed = new CompletableFuture<>();
        registry.watch(NAME, change -> closed.complete(change.reason().word()));
        a.register(ROOM);
        registry.close();
        assertThatThrownBy(() -> registry.watch(NAME, new Scribe(told::add)))
                .isInstanceOf(RegistryClosedException.class);
        assertThatThrownBy(() -> registry.watch(ROOM, new Scribe(told::add)))
                .isInstanceOf(RegistryClosedException.class);
        assertThatThrownBy(() -> registry.watch(Scope.all(), new Scribe(told::add), null, 1))
                .isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void watch_slowWatcherOfMemberships_foldsToWhatIsThere() {
        Registration<String> held = a.register(ROOM, 1);
        Fold fold = new Fold();
        registry.watch(Scope.of(ROOM), fold, later, 5);
        later.runAll();
        held.giveTo(b); // a's row becomes b's, and neither's changes must be taken for the other's
        a.register(ROOM, 2);
        b.leave();
        a.register(ROOM, 3);
        a.register(ROOM, 4);
        a.register(ROOM, 5);
        later.runAll();
        assertThat(fold.entries()).isEqualTo(Fold.of(registry.entries(ROOM)));
    }

    @Test
    void watch_slowWatcherOfAMoveBack_foldsToWhatIsThere() {
        Registration<String> held = a.register(ROOM, 1);
        Fold fold = new Fold();
        registry.watch(Scope.of(ROOM), fold, later, 4);
        later.runAll();
        for (int i = 0; i < 9; i++) {
            held.setValue(i);
            held = held.giveTo(i % 2 == 0 ? b : a).orElseThrow();
            held.setValue(10 + i);
        }
        later.runAll();
        assertThat(fold.entries()).isEqualTo(Fold.of(registry.entries(ROOM)));
    }

    @Test
    void watch_slowWatcherOfAKeyThatIsEmptyNoMore_isToldNothingOfThat() {
        a.register(ROOM, 0);
        registry.watch(Scope.of(ROOM), new Scribe(told::add), later, 5);
        later.runAll();
        for (int i = 1; i <= 2; i++) {
            a.registration(ROOM).orElseThrow().unregister();
            a.register(ROOM, i);
        }
        later.runAll();
        assertThat(told).containsExactly("there [a=0]", "SET a=0 a=2 registered skipped 3");
    }

    @Test
    void watch_slowWatcherOfAKeyThatIsEmptyAgain_isToldThatLast() {
        a.register(ROOM, 0);
        registry.watch(Scope.of(ROOM), new Scribe(told::add), later, 4);
        later.runAll();
        a.registration(ROOM).orElseThrow().unregister();
        a.register(ROOM, 1);
        a.leave();
        later.runAll();
        assertThat(told).containsExactly("there [a=0]", "DOWN a=0 - left skipped 2", "EMPTY - - left");
    }

    @Test
    void follow_slowWatcher_isToldHowMuchItMissed() {
        Registration<String> held = a.register(NAME, 0);
        Subscription watch = registry.watch(Scope.of(NAME), new Follower<>(new Scribe(told::add)), later, 2);
        later.runAll();
        held.setValue(1);
        held.setValue(2);
        held.setValue(3);
        held.giveTo(b);
        later.runAll();
        b.leave();
        later.runAll();
        watch.close();
        assertThat(told).containsExactly("there [a=0]", "MOVED a=3 b=3 given skipped 2", "DOWN b=3 - left");
    }

    @Test
    void watch_emptyKey_isToldExactlyOncePerTime() {
        registry.watch(ROOM, change -> {
            if (change.kind() == Change.Kind.EMPTY) {
                told.add("empty at " + registry.count(ROOM));
            }
        });
        for (int i = 0; i < 3; i++) {
            Registration<String> mine = a.register(ROOM);
            b.register(ROOM).unregister();
            mine.unregister();
            mine.unregister();
        }
        a.register(ROOM);
        a.leave();
        assertThat(told).containsOnly("empty at 0").hasSize(4);
    }

    @Test
    void watch_giveOfTheOnlyMember_isNoEmptiness() {
        Registration<String> held = a.register(ROOM);
        registry.watch(ROOM, new Scribe(told::add));
        held.giveTo(b);
        assertThat(told).containsExactly("there [a=null]", "MOVED a=null b=null given");
    }

    @Test
    void watch_throwingWatcher_harmsNobodyAndIsToldOn() {
        List<Throwable> reported = new ArrayList<>();
        Registry<String> other = Registry.<String>builder()
                .executor(Runnable::run)
                .reporter(reported::add)
                .build();
        other.watch(NAME, change -> {
            told.add("first " + change.kind());
            throw new IllegalStateException("bad watcher");
        });
        other.watch(NAME, change -> told.add("second " + change.kind()));
        Owner<String> owner = other.join("x");
        owner.register(NAME);
        owner.leave();
        assertThat(told).containsExactlyInAnyOrder("first UP", "second UP", "first DOWN", "second DOWN");
        assertThat(reported).hasSize(2).allMatch(error -> "bad watcher".equals(error.getMessage()));
        other.close();
    }

    @Test
    void watch_callbackThatChangesTheKey_hearsOfThatNext() {
        registry.watch(NAME, change -> {
            told.add(change.kind() + " begin");
            if (change.kind() == Change.Kind.UP) {
                a.registration(NAME).orElseThrow().setValue(2);
            }
            told.add(change.kind() + " end");
        });
        a.register(NAME, 1);
        assertThat(told).containsExactly("UP begin", "UP end", "SET begin", "SET end");
    }

    @Test
    void watch_callbackThatClosesItsWatch_isToldNothingMore() {
        List<Subscription> watch = new ArrayList<>();
        watch.add(registry.watch(NAME, change -> {
            told.add(change.kind().toString());
            watch.get(0).close();
            b.takeOver(NAME, Displaced.KEEP);
        }));
        a.register(NAME);
        assertThat(told).containsExactly("UP");
        assertThat(registry.census().watches()).isZero();
    }

    @Test
    void watch_callbackThatWatches_seesWhatIsThere() {
        registry.watch(NAME, change -> {
            if (change.kind() == Change.Kind.UP) {
                registry.watch(NAME, new Scribe(told::add));
            }
        });
        a.register(NAME, 1);
        a.leave();
        assertThat(told).containsExactly("there [a=1]", "DOWN a=1 - left");
    }

    @Test
    void watch_executorThatRefuses_isToldWithTheNextChange() {
        List<Throwable> reported = new ArrayList<>();
        List<String> refusals = new ArrayList<>(List.of("first", "second"));
        Registry<String> other = Registry.<String>builder()
                .executor(Runnable::run)
                .reporter(reported::add)
                .build();
        other.watch(
                Scope.of(NAME),
                new Scribe(told::add),
                task -> {
                    if (!refusals.isEmpty()) {
                        throw new RejectedExecutionException(refusals.remove(0));
                    }
                    task.run();
                },
                8);
        Owner<String> owner = other.join("x");
        Registration<String> held = owner.register(NAME, 1);
        assertThat(told).isEmpty();
        held.setValue(2);
        assertThat(told).containsExactly("there []", "UP - x=1 registered", "SET x=1 x=2 set");
        assertThat(reported).extracting(Throwable::getMessage).containsExactly("first", "second");
        other.close();
    }

    @Test
    void watch_executorThatRefusesANewSnapshot_isToldWithTheNextChange() {
        boolean[] refuses = {false};
        Registry<String> other = Registry.<String>builder()
                .executor(Runnable::run)
                .reporter(error -> {})
                .build();
        Fold fold = new Fold();
        other.watch(
                Scope.all(),
                fold,
                task -> {
                    if (refuses[0]) {
                        throw new RejectedExecutionException("full");
                    }
                    task.run();
                },
                1);
        refuses[0] = true;
        Owner<String> owner = other.join("x");
        for (int i = 0; i < 5; i++) {
            owner.register(Name.of(i), i);
        }
        assertThat(fold.entries()).isEmpty();
        refuses[0] = false;
        owner.register(Name.of(5), 5);
        assertThat(fold.entries()).hasSize(6);
        other.close();
    }

    @Test
    void watch_defaultExecutor_isToldInOrderOffTheCallersThread() throws Exception {
        Registry<String> other = Registry.create();
        List<String> seen = new ArrayList<>();
        CompletableFuture<String> last = new CompletableFuture<>();
        Thread caller = Thread.currentThread();
        other.watch(NAME, change -> {
            seen.add(change.kind() + (Thread.currentThread() == caller ? " here" : ""));
            if (change.kind() == Change.Kind.DOWN) {
                last.complete("done");
            }
        });
        Owner<String> owner = other.join("x");
        owner.register(NAME, 1).setValue(2);
        owner.leave();
        assertThat(last.get(10, TimeUnit.SECONDS)).isEqualTo("done");
        assertThat(seen).containsExactly("UP", "SET", "DOWN");
        other.close();
    }

    @Test
    void watch_moreChangesThanOneRun_areAllTold() {
        registry.watch(Scope.of(NAME), new Scribe(told::add), later, 10_000);
        Registration<String> held = a.register(NAME, 0);
        for (int i = 1; i < 1_000; i++) {
            held.setValue(i);
        }
        later.runAll();
        assertThat(told).hasSize(1_001).last().isEqualTo("SET a=998 a=999 set");
    }

    @Test
    void watch_noRoomForOneChange_isRefused() {
        assertThatThrownBy(() -> registry.watch(Scope.of(NAME), change -> {}, null, 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("given was 0");
        assertThat(registry.census().watches()).isZero();
    }

    @Test
    @Timeout(20) // linear: far below a second; walking all of a key's watches for each: minutes
    void watch_hugeFan_comesAndGoesAsCheaplyAsOne() {
        for (Key key : List.<Key>of(NAME, ROOM)) {
            List<Subscription> fan = new ArrayList<>();
            int[] heard = {0};
            for (int i = 0; i < 50_000; i++) {
                fan.add(registry.watch(Scope.of(key), change -> heard[0]++, null, 1));
            }
            a.registerAll(Collections.singletonMap(key, 1));
            assertThat(heard[0]).isEqualTo(50_000);
            fan.forEach(Subscription::close);
            assertThat(registry.census().watches()).isZero();
        }
    }

    @Test
    void watch_lastMemberGoesWhileTheSnapshotIsTaken_isToldNeitherOfTheMemberNorOfEmptiness() {
        LocalRegistry<String> local = (LocalRegistry<String>) registry;
        Registration<String> last = a.register(ROOM);
        Watch<String> watch = new Watch<>(local.watches, Scope.of(ROOM), new Scribe(told::add), Runnable::run, 8, null);
        watch.beginSnapshot();
        local.memberships.watch(ROOM, watch);
        last.unregister();
        local.memberships.include(ROOM, watch);
        assertThat(watch.endSnapshot()).isTrue();
        local.watches.submit(watch);
        b.register(ROOM);
        assertThat(told).containsExactly("there []", "UP - b=null registered");
        watch.close();
    }
}
