package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.testing.ManualExecutor;
import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each invariant of the registry, by its number. Callbacks run in the call that causes them. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class InvariantsTest {
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");
    private static final Counter JOBS = Counter.of("jobs");

    private final List<Throwable> reported = new CopyOnWriteArrayList<>();
    private final ManualTimer timer = new ManualTimer();
    private final Registry<String> registry = Registry.<String>builder()
            .executor(Runnable::run)
            .timer(timer)
            .reporter(reported::add)
            .build();
    private final Owner<String> a = registry.join("a");
    private final Owner<String> b = registry.join("b");
    private final Owner<String> c = registry.join("c");
    private final List<String> events = new ArrayList<>();

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(timer.pending()).isZero();
        assertThat(reported).isEmpty();
    }

    @Nested
    @DisplayName("R1 a name has at most one owner")
    class R1 {
        @Test
        void register_heldByAnother_leavesTheHolder() {
            a.register(NAME);
            assertThatThrownBy(() -> b.register(NAME)).isInstanceOf(NameTakenException.class);
            assertThat(registry.find(NAME)).isEqualTo("a");
            assertThat(b.registrations()).isEmpty();
        }

        @Test
        void register_heldByOneself_isRefusedAndKeepsTheFirst() {
            Registration<String> first = a.register(NAME, 1);
            assertThatThrownBy(() -> a.register(NAME, 2)).isInstanceOf(NameTakenException.class);
            assertThat(a.registrations()).containsExactly(first);
            assertThat(first.value()).isEqualTo(1);
        }

        @Test
        void takeOver_keepingTheHolder_leavesOneHolder() {
            Registration<String> old = a.register(NAME);
            b.takeOver(NAME, null, Displaced.KEEP);
            assertThat(registry.find(NAME)).isEqualTo("b");
            assertThat(old.isHeld()).isFalse();
            assertThat(a.registrations()).isEmpty();
        }

        @Test
        void register_equalValuesOfTwoKinds_areTwoKeys() {
            a.register(Name.of("x"));
            b.register(Property.of("x"));
            a.register(Name.of(1));
            b.register(Name.of(1L));
            assertThat(registry.find(Name.of("x"))).isEqualTo("a");
            assertThat(registry.members(Property.of("x"))).containsExactly("b");
            assertThat(registry.find(Name.of(1))).isEqualTo("a");
            assertThat(registry.find(Name.of(1L))).isEqualTo("b");
        }

        @Test
        void unregister_withALine_showsTheHeirToItsOwnWaiter() {
            Registration<String> held = a.register(NAME);
            CompletableFuture<Registration<String>> waiter = b.registerWhenFree(NAME, null);
            waiter.thenAccept(granted -> events.add(registry.find(NAME)));
            held.unregister();
            assertThat(events).containsExactly("b");
        }

        @Test
        void giveTo_oneOfTwo_leavesOneHolder() {
            Registration<String> old = a.register(NAME);
            old.giveTo(b);
            assertThat(registry.find(NAME)).isEqualTo("b");
            assertThat(old.isHeld()).isFalse();
            assertThatThrownBy(() -> a.register(NAME)).isInstanceOf(NameTakenException.class);
            assertThat(a.registrations()).isEmpty();
        }

        @Test
        void registerAll_oneNameHeld_leavesTheHolder() {
            a.register(NAME);
            assertThatThrownBy(() -> b.registerAll(Map.of(NAME, 1, ROOM, 2))).isInstanceOf(NameTakenException.class);
            assertThat(registry.find(NAME)).isEqualTo("a");
            assertThat(registry.members(ROOM)).isEmpty();
        }

        @Test
        void watch_nameThatPassesOn_seesOneHolderAtATime() {
            List<String> holders = new ArrayList<>();
            registry.watch(NAME, change -> {
                assertThat(holders.size()).isEqualTo(change.before() == null ? 0 : 1);
                holders.clear();
                if (change.after() != null) {
                    holders.add(change.to().subject());
                }
            });
            a.register(NAME).giveTo(b);
            c.takeOver(NAME, Displaced.END);
            a.registerWhenFree(NAME);
            c.leave();
            a.leave();
            assertThat(holders).isEmpty();
        }
    }

    @Nested
    @DisplayName("R2 an end is one instant")
    class R2 {
        @Test
        void leave_whileItsCallbacksRun_isSeenByEveryLookUp() {
            a.register(NAME);
            a.register(ROOM);
            registry.monitor(a, down -> {
                assertThat(registry.find(NAME)).isNull();
                assertThat(registry.entry(NAME)).isEmpty();
                assertThat(registry.members(ROOM)).isEmpty();
                assertThat(registry.entries(ROOM)).isEmpty();
                assertThat(registry.count(ROOM)).isZero();
                assertThat(a.registrations()).isEmpty();
                assertThat(a.registration(NAME)).isEmpty();
                assertThat(a.registration(ROOM)).isEmpty();
                assertThat(registry.dispatch(NAME, to -> true)).isEqualTo(Dispatch.NOBODY);
                events.add("down");
            });
            a.leave();
            assertThat(events).containsExactly("down");
        }

        @Test
        void watch_openedWhileTheEndsCallbacksRun_beginsWithoutTheEnded() {
            a.register(NAME);
            a.register(ROOM);
            b.register(ROOM);
            registry.monitor(a, down -> {
                registry.watch(NAME, new Scribe(events::add));
                registry.watch(ROOM, new Scribe(events::add));
                registry.watch(Scope.prefix("ali"), new Scribe(events::add), null, 1);
                registry.watch(Scope.all(), new Scribe(events::add), null, 1);
            });
            a.leave();
            assertThat(events).containsExactly("there []", "there [b=null]", "there []", "there [b=null]");
        }

        @Test
        void watch_meetsAnEndedMember_takesItOutAndTellsTheOthersFirst() {
            a.register(ROOM);
            registry.watch(ROOM, new Scribe(told -> events.add("others: " + told)));
            LocalOwner<String> ended = (LocalOwner<String>) a;
            ended.markEnded(null, Reason.LEFT); // and a leave that has come no further
            registry.watch(ROOM, new Scribe(events::add));
            assertThat(events)
                    .containsExactly(
                            "others: there [a=null]",
                            "others: DOWN a=null - left",
                            "others: EMPTY - - left",
                            "there []");
            ended.departure.finish();
            assertThat(events).hasSize(4);
        }

        @Test
        void watch_meetsAnEndedHolderWithALine_beginsWithTheHeir() {
            a.register(NAME);
            b.registerWhenFree(NAME);
            LocalOwner<String> ended = (LocalOwner<String>) a;
            ended.markEnded(null, Reason.LEFT);
            registry.watch(NAME, new Scribe(events::add));
            registry.watch(Scope.all(), new Scribe(events::add), null, 1);
            ended.departure.finish();
            assertThat(events).containsExactly("there [b=null]", "there [b=null]");
        }

        @Test
        void register_meetsAnEndedHolder_completesItsTransitionFirst() {
            a.register(NAME);
            ManualExecutor second = new ManualExecutor();
            registry.monitor(a, down -> {
                b.register(NAME);
                events.add("registered with " + second.pending() + " notice queued");
            });
            registry.monitor(a, down -> events.add("second down"), second);
            a.leave();
            second.runAll();
            assertThat(events).containsExactly("registered with 1 notice queued", "second down");
            assertThat(registry.find(NAME)).isEqualTo("b");
        }

        @Test
        void register_meetsAnEndedHolderWithALine_isRefusedInFavourOfTheLine() {
            a.register(NAME);
            c.registerWhenFree(NAME, null);
            registry.monitor(a, down -> {
                Claim<String> claim = b.tryRegister(NAME, null);
                events.add(claim.granted() + " " + claim.entry().subject());
            });
            a.leave();
            assertThat(events).containsExactly("false c");
        }

        @Test
        void registerWhenFree_meetsAnEndedHolder_standsBehindTheLine() {
            a.register(NAME);
            c.registerWhenFree(NAME, null);
            registry.monitor(a, down -> b.registerWhenFree(NAME, null).thenAccept(r -> events.add("b")));
            a.leave();
            assertThat(registry.find(NAME)).isEqualTo("c");
            c.leave();
            assertThat(events).containsExactly("b");
        }

        @Test
        void await_meetsAnEndedHolder_waitsForTheNext() {
            a.register(NAME);
            registry.monitor(a, down -> registry.await(NAME).thenAccept(entry -> events.add(entry.subject())));
            a.leave();
            assertThat(events).isEmpty();
            b.register(NAME);
            assertThat(events).containsExactly("b");
        }

        @Test
        void takeOver_meetsAnEndedHolder_displacesNobody() {
            a.register(NAME);
            registry.monitor(a, down -> {
                assertThat(b.takeOver(NAME, null, Displaced.END).displaced()).isEmpty();
                assertThat(c.takeOver(NAME, null, Displaced.KEEP).displaced()).containsSame(b);
            });
            a.leave();
            assertThat(registry.find(NAME)).isEqualTo("c");
        }

        @Test
        void ended_oneOfManyEntries_areAllGoneAtOnce() {
            for (int i = 0; i < 100; i++) {
                a.register(Name.of(i));
                a.register(Property.of(i));
            }
            registry.monitor(a, down -> {
                for (int i = 0; i < 100; i++) {
                    assertThat(registry.find(Name.of(i))).isNull();
                    assertThat(registry.count(Property.of(i))).isZero();
                }
            });
            a.leave();
        }

        @Test
        void leave_ofACountersOwner_isOutOfTheTotalWhenItIsTold() {
            a.register(JOBS, 5);
            b.register(JOBS, 2);
            registry.monitor(a, down -> {
                assertThat(registry.total(JOBS)).isEqualTo(2);
                assertThat(registry.count(JOBS)).isOne();
                events.add("down");
            });
            a.leave();
            assertThat(events).containsExactly("down");
        }

        @Test
        void watch_openedWhileAnEndIsUnderWay_doesNotShowTheOneThatEnded() {
            a.register(NAME);
            a.register(ROOM);
            a.register(JOBS, 5);
            registry.monitor(a, down -> {
                registry.watch(ROOM, new Scribe(events::add));
                registry.watch(JOBS, new Scribe(events::add));
            });
            a.leave();
            assertThat(events).containsExactly("there []", "there []");
        }

        @Test
        void registerAll_meetsAnEndedHolder_completesItsTransitionFirst() {
            a.register(NAME);
            registry.monitor(
                    a,
                    down -> events.add(
                            "registered " + b.registerAll(Map.of(NAME, 1)).size()));
            registry.monitor(a, down -> events.add("second down"));
            a.leave();
            assertThat(events).containsExactly("registered 1", "second down");
        }
    }

    @Nested
    @DisplayName("R3 removal needs the registration itself")
    class R3 {
        @Test
        void unregister_ofAnOlderToken_leavesTheNewerEntry() {
            Registration<String> old = a.register(NAME, "old");
            assertThat(old.unregister()).isTrue();
            Registration<String> young = a.register(NAME, "young");
            assertThat(old.unregister()).isFalse();
            assertThat(old.setValue("x")).isFalse();
            assertThat(old.update(value -> "y")).isFalse();
            assertThat(young.isHeld()).isTrue();
            assertThat(young.value()).isEqualTo("young");
        }

        @Test
        void unregister_afterATakeOver_leavesTheNewHolder() {
            Registration<String> old = a.register(NAME);
            b.takeOver(NAME, null, Displaced.KEEP);
            assertThat(old.unregister()).isFalse();
            a.leave();
            assertThat(registry.find(NAME)).isEqualTo("b");
        }

        @Test
        void unregister_afterTheEnd_leavesTheNextHolder() {
            Registration<String> old = a.register(NAME);
            a.leave();
            b.register(NAME);
            assertThat(old.unregister()).isFalse();
            assertThat(registry.find(NAME)).isEqualTo("b");
        }

        @Test
        void unregister_ofAnOlderMembership_leavesTheNewerOne() {
            Registration<String> old = a.register(ROOM);
            old.unregister();
            Registration<String> young = a.register(ROOM);
            assertThat(old.unregister()).isFalse();
            assertThat(young.isHeld()).isTrue();
            assertThat(registry.count(ROOM)).isOne();
        }

        @Test
        void unregister_oneOfSeveralMembers_leavesTheOthers() {
            a.register(ROOM);
            Registration<String> leaving = b.register(ROOM);
            c.register(ROOM);
            leaving.unregister();
            assertThat(registry.members(ROOM)).containsExactlyInAnyOrder("a", "c");
        }

        @Test
        void unregister_afterAGive_leavesTheReceiversEntries() {
            Registration<String> name = a.register(NAME);
            Registration<String> room = a.register(ROOM);
            CounterRegistration<String> jobs = a.register(JOBS, 4);
            List.of(name, room, jobs).forEach(held -> held.giveTo(b));
            assertThat(List.of(name, room, jobs)).noneMatch(Registration::unregister);
            assertThatThrownBy(() -> jobs.add(1)).isInstanceOf(IllegalStateException.class);
            a.leave();
            assertThat(b.registrations()).hasSize(3).allMatch(Registration::isHeld);
            assertThat(registry.total(JOBS)).isEqualTo(4);
        }

        @Test
        void unregister_ofAnOlderCounter_leavesTheNewerNumber() {
            CounterRegistration<String> old = a.register(JOBS, 4);
            old.unregister();
            a.register(JOBS, 7);
            assertThat(old.unregister()).isFalse();
            assertThat(old.setValue(1)).isFalse();
            assertThat(registry.total(JOBS)).isEqualTo(7);
        }

        @Test
        void close_ofAnOlderWatch_leavesTheNewerOne() {
            Subscription old = registry.watch(NAME, change -> events.add("old"));
            old.close();
            registry.watch(NAME, change -> events.add("young"));
            old.close();
            a.register(NAME);
            assertThat(events).containsExactly("young");
        }
    }

    @Nested
    @DisplayName("R4 each monitor gets exactly one DOWN per end")
    class R4 {
        private final List<Down<String>> downs = new ArrayList<>();

        @Test
        void monitor_twiceByOneWatcher_tellsTwice() {
            registry.monitor(a, downs::add);
            registry.monitor(a, downs::add);
            a.leave();
            assertThat(downs).hasSize(2);
        }

        @Test
        void monitor_ofAnEndedOwner_tellsAtOnceWithReasonAndHoldings() {
            a.register(NAME, "value");
            a.leave(Reason.of("eof"));
            registry.monitor(a, downs::add);
            assertThat(downs).hasSize(1);
            assertThat(downs.get(0).reason().word()).isEqualTo("eof");
            assertThat(downs.get(0).held()).extracting(Entry::key).containsExactly(NAME);
        }

        @Test
        void monitor_calledInsideADown_isToldOnceToo() {
            registry.monitor(a, down -> registry.monitor(a, downs::add));
            a.leave();
            assertThat(downs).hasSize(1);
        }

        @Test
        void monitor_metByManyCallsDuringTheEnd_tellsOnce() {
            a.register(NAME);
            registry.monitor(a, down -> {
                registry.find(NAME);
                b.tryRegister(NAME, null);
                registry.audit();
            });
            registry.monitor(a, downs::add);
            a.leave();
            a.leave();
            registry.close();
            assertThat(downs).hasSize(1);
        }

        @Test
        void down_carriesWhatWasHeldAtTheEnd_oldestFirst() {
            a.register(ROOM, 1).setValue(2);
            Registration<String> gone = a.register(Name.of("gone"));
            a.register(NAME, "v");
            gone.unregister();
            registry.monitor(a, downs::add);
            a.leave();
            assertThat(downs.get(0).owner()).isSameAs(a);
            assertThat(downs.get(0).held()).extracting(Entry::key).containsExactly(ROOM, NAME);
            assertThat(downs.get(0).held()).extracting(Entry::value).containsExactly(2, "v");
        }

        @Test
        void takeOver_endingTheHolder_queuesTheDownBeforeTheNewHolderShows() {
            a.register(NAME);
            registry.monitor(a, down -> {
                downs.add(down);
                events.add(down.reason() + " " + down.held().get(0).key());
            });
            registry.await(NAME).thenAccept(entry -> events.add(entry.subject()));
            b.takeOver(NAME, null, Displaced.END);
            assertThat(events).containsExactly("a", "taken alice");
            assertThat(registry.find(NAME)).isEqualTo("b");
        }

        @Test
        void down_carriesNumbersAndWhatIsHidden_andNothingGivenAway() {
            a.register(JOBS, 4).add(3);
            a.register(ROOM, 1);
            a.register(NAME).giveTo(b);
            a.hide();
            registry.monitor(a, downs::add);
            a.leave();
            assertThat(downs.get(0).held()).extracting(Entry::key).containsExactly(JOBS, ROOM);
            assertThat(downs.get(0).held()).extracting(Entry::value).containsExactly(7L, 1);
        }

        @Test
        void down_isQueuedBeforeAWatcherHearsOfTheNextHolder() {
            a.register(NAME);
            registry.monitor(a, down -> events.add("down"));
            registry.watch(NAME, change -> events.add(change.kind().toString()));
            b.registerWhenFree(NAME);
            a.leave();
            assertThat(events).containsExactly("down", "MOVED");
        }
    }

    @Nested
    @DisplayName("R5 each await completes exactly once")
    class R5 {
        private final Duration second = Duration.ofSeconds(1);

        private CompletableFuture<Entry<String>> await() {
            CompletableFuture<Entry<String>> future = registry.await(NAME, second);
            future.whenComplete((entry, error) -> events.add(error == null ? entry.subject() : name(error)));
            return future;
        }

        private String name(Throwable error) {
            return error.getClass().getSimpleName();
        }

        private void expectOnly(String event) {
            Registration<String> later =
                    b.tryRegister(NAME, null).registration().orElse(null);
            timer.advance(second.multipliedBy(2));
            if (later != null) {
                later.unregister();
                c.register(NAME).unregister();
            }
            assertThat(events).containsExactly(event);
            assertThat(timer.pending()).isZero();
            assertThat(registry.census().waiting()).isZero();
        }

        @Test
        void await_found_completesOnce() {
            await();
            a.register(NAME).unregister();
            expectOnly("a");
        }

        @Test
        void await_timedOut_completesOnce() {
            CompletableFuture<Entry<String>> future = await();
            timer.advance(second);
            expectOnly(TimeoutException.class.getSimpleName());
            assertThat(future).isCompletedExceptionally();
        }

        @Test
        void await_cancelled_completesOnce() {
            assertThat(await().cancel(true)).isTrue();
            expectOnly("CancellationException");
        }

        @Test
        void await_registryClosed_completesOnce() {
            await();
            registry.close();
            timer.advance(second.multipliedBy(2));
            assertThat(events).containsExactly("RegistryClosedException");
            assertThat(timer.pending()).isZero();
        }

        @Test
        void await_manyOnOneName_areAllToldByOneRegistration() {
            await();
            await();
            await().cancel(true);
            a.register(NAME);
            assertThat(events).containsExactlyInAnyOrder("a", "a", "CancellationException");
            assertThat(registry.census().waiting()).isZero();
        }

        @Test
        void awaitFree_eachWay_completesOnce() {
            Registration<String> held = a.register(NAME);
            List<CompletableFuture<Name>> waiting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                waiting.add(registry.awaitFree(NAME, i == 0 ? second : null, null));
                waiting.get(i).whenComplete((name, error) -> events.add(error == null ? "free" : name(error)));
            }
            waiting.get(1).cancel(false);
            timer.advance(second);
            held.unregister();
            a.register(NAME).unregister();
            assertThat(events).containsExactly("CancellationException", "TimeoutException", "free");
            assertThat(registry.census().waiting()).isZero();
        }

        @Test
        void await_ownersEnd_completesOnce() {
            CompletableFuture<Entry<String>> waiting = b.await(NAME, second, null);
            waiting.whenComplete((entry, error) -> events.add(name(error)));
            b.leave();
            a.register(NAME);
            timer.advance(second);
            assertThat(events).containsExactly("OwnerEndedException");
            assertThat(timer.pending()).isZero();
        }
    }

    @Nested
    @DisplayName("R6 counts equal a recount")
    class R6 {
        @Test
        void count_afterEveryKindOfChange_isExact() {
            a.register(ROOM);
            a.register(ROOM, "again");
            assertThat(registry.count(ROOM)).isOne();
            Registration<String> second = b.register(ROOM);
            assertThat(registry.count(ROOM)).isEqualTo(2);
            second.unregister();
            second.unregister();
            assertThat(registry.count(ROOM)).isOne();
            a.leave();
            assertThat(registry.count(ROOM)).isZero();
            c.register(ROOM);
            assertThat(registry.count(ROOM)).isOne();
            assertThat(registry.audit()).isEmpty();
        }

        @Test
        void count_throughGrowthAndShrinking_equalsWhatAVisitSees() {
            List<Owner<String>> joined = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                Owner<String> owner = registry.join("m" + i);
                owner.register(ROOM);
                joined.add(owner);
                assertThat(registry.count(ROOM)).isEqualTo(i + 1);
            }
            for (int i = 0; i < 200; i++) {
                joined.get(i * 7 % 200).leave();
                assertThat(registry.members(ROOM)).hasSize(199 - i).doesNotHaveDuplicates();
                assertThat(registry.count(ROOM)).isEqualTo(199 - i);
                assertThat(registry.audit()).isEmpty();
            }
        }

        @Test
        void total_afterEveryKindOfChange_isExact() {
            CounterRegistration<String> mine = a.register(JOBS, 5);
            CounterRegistration<String> theirs = b.register(JOBS, -2);
            mine.add(10);
            mine.setValue(7);
            theirs.update(old -> (Long) old * 3);
            assertThat(registry.total(JOBS)).isOne();
            a.hide();
            mine.reset();
            assertThat(registry.total(JOBS)).isEqualTo(-1);
            mine.giveTo(c);
            assertThat(registry.total(JOBS)).isEqualTo(-1);
            assertThat(registry.count(JOBS)).isEqualTo(2);
            b.leave();
            assertThat(registry.total(JOBS)).isEqualTo(5);
            c.leave();
            assertThat(registry.total(JOBS)).isZero();
            assertThat(registry.audit()).isEmpty();
        }

        @Test
        void count_throughHidingAndGiving_isExact() {
            Registration<String> held = a.register(ROOM);
            b.hide();
            held.giveTo(b);
            assertThat(registry.count(ROOM)).isZero();
            c.register(ROOM);
            assertThat(registry.count(ROOM)).isOne();
            b.show();
            assertThat(registry.count(ROOM)).isEqualTo(2);
            assertThat(registry.audit()).isEmpty();
        }
    }

    @Nested
    @DisplayName("R7 no owners, no rows")
    class R7 {
        @Test
        void census_afterEverybodyLeft_isEmpty() {
            a.register(NAME);
            a.register(ROOM);
            b.register(ROOM);
            b.registerWhenFree(NAME, null);
            c.registerWhenFree(NAME, null).cancel(false);
            registry.await(Name.of("never"), Duration.ofSeconds(1)).cancel(false);
            assertThat(registry.census()).isEqualTo(new Census(3, 1, 1, 0, 2, 1, 0));
            c.leave();
            b.leave();
            a.leave();
            assertThat(registry.census()).isEqualTo(Census.EMPTY);
            assertThat(timer.pending()).isZero();
        }

        @Test
        void refusals_ofEveryKind_leaveNothingBehind() {
            a.register(NAME);
            c.leave();
            Census before = registry.census();
            assertThatThrownBy(() -> b.register(NAME)).isInstanceOf(NameTakenException.class);
            assertThat(b.tryRegister(NAME, null).granted()).isFalse();
            assertThatThrownBy(() -> a.registerWhenFree(NAME, null)).isInstanceOf(NameTakenException.class);
            assertThatThrownBy(() -> a.takeOver(NAME, null, Displaced.END)).isInstanceOf(NameTakenException.class);
            assertThatThrownBy(() -> a.takeOver(NAME, null, Displaced.KEEP)).isInstanceOf(NameTakenException.class);
            assertThatThrownBy(() -> c.register(Name.of("x"))).isInstanceOf(OwnerEndedException.class);
            assertThatThrownBy(() -> c.register(ROOM)).isInstanceOf(OwnerEndedException.class);
            assertThatThrownBy(() -> c.registerWhenFree(NAME, null)).isInstanceOf(OwnerEndedException.class);
            assertThatThrownBy(() -> c.takeOver(NAME, null, Displaced.END)).isInstanceOf(OwnerEndedException.class);
            assertThatThrownBy(() -> c.takeOver(NAME, null, Displaced.KEEP)).isInstanceOf(OwnerEndedException.class);
            assertThat(registry.census()).isEqualTo(before);
            assertThat(registry.find(NAME)).isEqualTo("a");
        }

        @Test
        void members_lastOneGone_leavesNoProperty() {
            a.register(ROOM).unregister();
            assertThat(registry.census().properties()).isZero();
            a.register(ROOM);
            a.leave();
            assertThat(registry.census().properties()).isZero();
        }

        @Test
        void census_afterAllThatAnOwnerHadUnderWay_isEmpty() {
            Owner<String> limited = registry.join("l", null, new Limits(9, 9, 9, 9, 9));
            limited.registerAll(Map.of(NAME, 1, ROOM, 2, JOBS, 3));
            limited.hide();
            limited.watch(Scope.all(), change -> {}, null, 1);
            limited.watch(Scope.of(ROOM), change -> {}, null, 1);
            limited.watch(Scope.of(Name.of("x")), change -> {}, null, 1);
            limited.monitor(a, down -> {}, null);
            limited.await(Name.of("x"), Duration.ofSeconds(1), null);
            a.register(Name.of("y"));
            limited.awaitFree(Name.of("y"), Duration.ofSeconds(1), null);
            assertThat(registry.audit()).isEmpty();
            List.of(limited, a, b, c).forEach(Owner::leave);
            assertThat(registry.census()).isEqualTo(Census.EMPTY);
            assertThat(timer.pending()).isZero();
        }

        @Test
        void watch_ofAKeyThatNobodyHolds_leavesNoRowOnceClosed() {
            for (int i = 0; i < 100_000; i++) {
                registry.watch(i % 2 == 0 ? Name.of(i) : Property.of(i), change -> {})
                        .close();
            }
            assertThat(registry.census()).isEqualTo(new Census(3, 0, 0, 0, 0, 0, 0));
        }

        @Test
        void refusals_aHundredThousandTimes_leaveNothingBehind() {
            Owner<String> limited = registry.join("l", null, new Limits(0, 0, 0, 0, 0));
            Census before = registry.census();
            for (int i = 0; i < 100_000; i++) {
                Name name = Name.of(i);
                assertLimited(() -> limited.register(name));
                assertLimited(() -> limited.register(Property.of(name.value())));
                assertLimited(() -> limited.await(name, null, null));
                assertLimited(() -> limited.watch(Scope.of(name), change -> {}, null, 1));
            }
            assertThat(registry.census()).isEqualTo(before);
        }

        private void assertLimited(Runnable call) {
            try {
                call.run();
            } catch (LimitExceededException refused) {
                return;
            }
            throw new AssertionError("was not refused");
        }
    }

    @Nested
    @DisplayName("R8 a watcher sees events in the order of the changes")
    class R8 {
        @Test
        void await_manyOfOneName_areToldInTheOrderInWhichTheyCame() {
            List<Integer> told = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                registry.await(NAME).thenAccept(entry -> told.add(number));
            }
            a.register(NAME);
            assertThat(told).hasSize(50).isSorted();
        }

        @Test
        void close_manyAwaitsOfOneName_failInTheOrderInWhichTheyCame() {
            List<Integer> told = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                registry.await(NAME).exceptionally(error -> {
                    told.add(number);
                    return null;
                });
            }
            registry.close();
            assertThat(told).hasSize(50).isSorted();
        }

        @Test
        void displaced_severalTimes_comesInOrderAndOneAtATime() {
            Owner<String> watched = registry.join("w", new OwnerListener<>() {
                @Override
                public void displaced(Name name, Owner<String> by) {
                    events.add("begin " + name);
                    if (name.equals(Name.of(1))) {
                        b.takeOver(Name.of(2), null, Displaced.KEEP);
                    }
                    events.add("end " + name);
                }
            });
            watched.register(Name.of(1));
            watched.register(Name.of(2));
            b.takeOver(Name.of(1), null, Displaced.KEEP);
            assertThat(events).containsExactly("begin 1", "end 1", "begin 2", "end 2");
        }

        @Test
        void watch_ofASharedKey_hearsEachChangeInItsOrder() {
            registry.watch(JOBS, new Scribe(events::add));
            CounterRegistration<String> mine = a.register(JOBS, 1);
            mine.add(1);
            mine.giveTo(b);
            a.register(JOBS, 9);
            b.leave();
            a.leave();
            assertThat(events)
                    .containsExactly(
                            "there []",
                            "UP - a=1 registered",
                            "SET a=1 a=2 set",
                            "MOVED a=2 b=2 given",
                            "UP - a=9 registered",
                            "DOWN b=2 - left",
                            "DOWN a=9 - left",
                            "EMPTY - - left");
        }

        @Test
        void given_afterDisplaced_comesInOrder() {
            Owner<String> watched = registry.join("w", new OwnerListener<>() {
                @Override
                public void displaced(Name name, Owner<String> by) {
                    events.add("displaced " + name);
                }

                @Override
                public void given(Registration<String> registration, Owner<String> from) {
                    events.add("given " + registration.key());
                }

                @Override
                public void ended(Owner<String> owner, Reason reason) {
                    events.add("ended");
                }
            });
            watched.register(NAME);
            b.takeOver(NAME, Displaced.KEEP).registration().giveTo(watched);
            b.register(ROOM).giveTo(watched);
            watched.leave();
            assertThat(events).containsExactly("displaced alice", "given alice", "given room", "ended");
        }
    }

    @Nested
    @DisplayName("R9 an end costs what its own entries cost")
    class R9 {
        @Test
        @Timeout(20) // linear: far below a second; visiting the others at each end: minutes
        void leave_amongManyMembers_doesNotVisitThem() {
            List<Owner<String>> crowd = new ArrayList<>();
            for (int i = 0; i < 200_000; i++) {
                Owner<String> owner = registry.join("m");
                owner.register(ROOM);
                crowd.add(owner);
            }
            crowd.forEach(Owner::leave);
            assertThat(registry.count(ROOM)).isZero();
        }

        @Test
        void find_meetsAnEndedHolder_hasItsNoticeToldWithRightCounts() {
            LocalOwner<String> ended = (LocalOwner<String>) a;
            ended.register(NAME);
            ended.register(ROOM);
            registry.monitor(a, down -> events.add("down with " + registry.count(ROOM)));
            assertThat(ended.markEnded(null, Reason.LEFT)).isTrue(); // and nothing is tidied up yet
            assertThat(registry.find(NAME)).isNull();
            assertThat(events).containsExactly("down with 0");
            ended.departure.finish();
        }

        @Test
        void find_meetsAnEndedHolderThatNobodyMonitors_leavesItsMembershipsToTheLeave() {
            LocalOwner<String> ended = (LocalOwner<String>) a;
            ended.register(NAME);
            ended.register(ROOM);
            assertThat(ended.markEnded(null, Reason.LEFT)).isTrue();
            assertThat(registry.find(NAME)).isNull();
            assertThat(registry.members(ROOM)).isEmpty();
            assertThat(registry.count(ROOM)).isOne();
            ended.departure.finish();
            assertThat(registry.count(ROOM)).isZero();
        }

        @Test
        @Timeout(20) // linear: far below a second; visiting the others at each end: minutes
        void leave_amongManyWatchersAndCounters_doesNotVisitThem() {
            List<Owner<String>> crowd = new ArrayList<>();
            for (int i = 0; i < 50_000; i++) {
                Owner<String> owner = registry.join("m");
                owner.register(JOBS, 1);
                owner.watch(Scope.of(NAME), change -> {}, null, 1);
                owner.watch(Scope.of(ROOM), change -> {}, null, 1);
                owner.await(Name.of("never"), null, null);
                crowd.add(owner);
            }
            assertThat(registry.total(JOBS)).isEqualTo(50_000);
            crowd.forEach(Owner::leave);
            assertThat(registry.total(JOBS)).isZero();
            assertThat(registry.census().watches()).isZero();
        }
    }
}
