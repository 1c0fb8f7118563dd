package io.rollcall.registry;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.testing.ManualExecutor;
import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeoutException;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What {@link Registry} promises, in the order of its methods. Callbacks run in the call that causes them. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class RegistryContractTest {
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");

    private final List<Throwable> reported = new CopyOnWriteArrayList<>();
    private final ManualTimer timer = new ManualTimer();
    private Instant now = Instant.ofEpochSecond(1_000);
    private final InstantSource clock = () -> now;
    private final Registry<String> registry = Registry.<String>builder()
            .executor(Runnable::run)
            .timer(timer)
            .clock(clock)
            .reporter(reported::add)
            .build();
    private final List<String> events = new ArrayList<>();

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(timer.pending()).isZero();
    }

    private Owner<String> holder(String subject) {
        Owner<String> owner = registry.join(subject);
        owner.register(NAME);
        return owner;
    }

    private Owner<String> member(String subject) {
        Owner<String> owner = registry.join(subject);
        owner.register(ROOM);
        return owner;
    }

    @SuppressWarnings("unchecked")
    private static <E extends Exception> boolean sneak(String message) throws E {
        throw (E) new Exception(message);
    }

    @Nested
    class Create {
        @Test
        void create_twice_givesIndependentRegistries() {
            try (Registry<String> one = Registry.create();
                    Registry<String> other = Registry.create()) {
                one.join("a").register(NAME);
                assertThat(other.find(NAME)).isNull();
                assertThat(other.join("b").id()).isOne();
            }
        }

        @Test
        void builder_nullSettings_throw() {
            RegistryBuilder<String> builder = Registry.builder();
            assertThatNullPointerException().isThrownBy(() -> builder.executor(null));
            assertThatNullPointerException().isThrownBy(() -> builder.timer(null));
            assertThatNullPointerException().isThrownBy(() -> builder.clock(null));
            assertThatNullPointerException().isThrownBy(() -> builder.reporter(null));
        }
    }

    @Nested
    class Join {
        @Test
        void join_theSameObjectTwice_makesTwoOwners() {
            Owner<String> first = registry.join("s");
            Owner<String> second = registry.join("s");
            first.register(NAME);
            assertThat(first.id()).isNotEqualTo(second.id());
            second.leave();
            assertThat(registry.find(NAME)).isSameAs(first.subject());
        }

        @Test
        void join_null_throws() {
            assertThatNullPointerException().isThrownBy(() -> registry.join(null));
            assertThatNullPointerException().isThrownBy(() -> registry.join("s", null));
            assertThatNullPointerException().isThrownBy(() -> registry.join(null, new OwnerListener<>() {}));
            assertThat(registry.census()).isEqualTo(Census.EMPTY);
        }
    }

    @Nested
    class Find {
        @Test
        void whereIs_heldOrNot_answers() {
            assertThat(registry.whereIs(NAME)).isEmpty();
            holder("a");
            assertThat(registry.whereIs(NAME)).contains("a");
        }

        @Test
        void find_heldOrNot_answersTheSameObject() {
            assertThat(registry.find(NAME)).isNull();
            Owner<String> owner = holder("a");
            assertThat(registry.find(NAME)).isSameAs(owner.subject());
            owner.leave();
            assertThat(registry.find(NAME)).isNull();
        }

        @Test
        void find_onlyAwaited_answersNobody() {
            registry.await(NAME);
            assertThat(registry.find(NAME)).isNull();
            assertThat(registry.entry(NAME)).isEmpty();
        }

        @Test
        void lookUps_null_throw() {
            assertThatNullPointerException().isThrownBy(() -> registry.find(null));
            assertThatNullPointerException().isThrownBy(() -> registry.whereIs(null));
            assertThatNullPointerException().isThrownBy(() -> registry.entry(null));
            assertThatNullPointerException().isThrownBy(() -> registry.members(null));
            assertThatNullPointerException().isThrownBy(() -> registry.entries((Property) null));
            assertThatNullPointerException().isThrownBy(() -> registry.count(null));
            assertThatNullPointerException().isThrownBy(() -> registry.forEach(null, member -> {}));
            assertThatNullPointerException().isThrownBy(() -> registry.forEach(ROOM, null));
        }

        @Test
        void entry_gotFromTheLine_isHeldSinceTheGrant() {
            Owner<String> first = holder("a");
            registry.join("b").registerWhenFree(NAME, null);
            now = now.plusSeconds(60);
            first.leave();
            assertThat(registry.entry(NAME).orElseThrow().since()).isEqualTo(now);
        }

        @Test
        void entry_held_saysOwnerValueAndSince() {
            Owner<String> owner = registry.join("a");
            now = now.plusSeconds(5);
            Registration<String> registration = owner.register(NAME, 7);
            Instant since = now;
            now = now.plusSeconds(5);
            registration.setValue(8);
            Entry<String> entry = registry.entry(NAME).orElseThrow();
            assertThat(entry).isEqualTo(new Entry<>(NAME, owner, 8, since));
            assertThat(entry.subject()).isEqualTo("a");
            assertThat(entry.value(Integer.class)).contains(8);
            assertThatThrownBy(() -> entry.value(String.class)).isInstanceOf(ClassCastException.class);
            assertThat(registry.entry(Name.of("x"))).isEmpty();
        }
    }

    @Nested
    class Members {
        @Test
        void members_ofAnUnknownProperty_areNone() {
            assertThat(registry.members(ROOM)).isEmpty();
            assertThat(registry.entries(ROOM)).isEmpty();
            assertThat(registry.count(ROOM)).isZero();
        }

        @Test
        void members_changedLater_staysAsItWas() {
            member("a");
            List<String> before = registry.members(ROOM);
            member("b");
            assertThat(before).containsExactly("a");
            assertThatThrownBy(() -> before.add("x")).isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> registry.entries(ROOM).clear()).isInstanceOf(UnsupportedOperationException.class);
        }

        @Test
        void entries_ofMembers_carryTheirOwnValues() {
            registry.join("a").register(ROOM, 1);
            registry.join("b").register(ROOM, 2);
            assertThat(registry.entries(ROOM)).extracting(Entry::value).containsExactlyInAnyOrder(1, 2);
            assertThat(registry.entries(ROOM)).extracting(Entry::key).containsOnly(ROOM);
        }

        @Test
        void forEach_changedByItsOwnAction_visitsStableMembersOnce() {
            List<Owner<String>> transientMembers = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                transientMembers.add(member("t"));
            }
            List<String> stable = List.of("s1", "s2", "s3");
            stable.forEach(RegistryContractTest.this::member);
            List<String> visited = new ArrayList<>();
            registry.forEach(ROOM, subject -> {
                visited.add(subject);
                transientMembers.forEach(Owner::leave); // shrinks what is being walked
                if (visited.size() == 1) {
                    for (int i = 0; i < 40; i++) {
                        member("late"); // and grows it again
                    }
                }
            });
            assertThat(visited).containsOnlyOnceElementsOf(stable);
        }

        @Test
        void forEach_actionThrows_endsTheVisit() {
            member("a");
            member("b");
            assertThatThrownBy(() -> registry.forEach(ROOM, subject -> {
                        events.add(subject);
                        throw new IllegalStateException("enough");
                    }))
                    .hasMessage("enough");
            assertThat(events).hasSize(1);
        }
    }

    @Nested
    class Deliver {
        @Test
        void dispatch_toAName_answersWhatBecameOfIt() {
            assertThat(registry.dispatch(NAME, to -> true)).isEqualTo(Dispatch.NOBODY);
            holder("a");
            assertThat(registry.dispatch(NAME, to -> events.add(to))).isEqualTo(Dispatch.DELIVERED);
            assertThat(registry.dispatch(NAME, to -> false)).isEqualTo(Dispatch.REFUSED);
            assertThat(events).containsExactly("a");
        }

        @Test
        void dispatch_severalTimes_deliversWithinEachCallInOrder() {
            holder("a");
            for (int i = 0; i < 3; i++) {
                int number = i;
                registry.dispatch(NAME, to -> events.add("begin " + number));
                events.add("end " + number);
            }
            assertThat(events).containsExactly("begin 0", "end 0", "begin 1", "end 1", "begin 2", "end 2");
        }

        @Test
        void dispatch_actionThrows_reachesTheCaller() {
            holder("a");
            assertThatThrownBy(() -> registry.dispatch(NAME, to -> {
                        throw new IllegalStateException("mine");
                    }))
                    .hasMessage("mine");
            assertThat(reported).isEmpty();
        }

        @Test
        void dispatch_null_throwsThoughNobodyIsThere() {
            assertThatNullPointerException().isThrownBy(() -> registry.dispatch(NAME, null));
            assertThatNullPointerException().isThrownBy(() -> registry.dispatch(null, to -> true));
        }

        @Test
        void broadcast_toNobody_isASuccess() {
            assertThat(registry.broadcast(ROOM, to -> true)).isEqualTo(new Receipt(0, 0, 0));
        }

        @Test
        void broadcast_oneThrowsOneRefuses_countsAndReachesTheRest() {
            for (String subject : List.of("ok1", "throws", "refuses", "errs", "ok2")) {
                member(subject);
            }
            Receipt receipt = registry.broadcast(ROOM, to -> {
                if (to.equals("throws")) {
                    throw new IllegalStateException(to);
                }
                if (to.equals("errs")) {
                    throw new AssertionError(to);
                }
                events.add(to);
                return !to.equals("refuses");
            });
            assertThat(receipt).isEqualTo(new Receipt(2, 1, 2));
            assertThat(events).containsExactlyInAnyOrder("ok1", "refuses", "ok2");
            assertThat(reported).extracting(Throwable::getMessage).containsExactlyInAnyOrder("throws", "errs");
        }

        @Test
        void broadcast_withSenderAndFilter_passesOverBoth() {
            Owner<String> sender = member("sender");
            member("in");
            member("out");
            member("broken");
            Receipt receipt = registry.broadcast(
                    ROOM,
                    sender,
                    to -> {
                        if (to.equals("broken")) {
                            throw new IllegalStateException("filter");
                        }
                        return to.equals("in");
                    },
                    events::add);
            assertThat(receipt).isEqualTo(new Receipt(1, 0, 1));
            assertThat(events).containsExactly("in");
            assertThat(reported).hasSize(1);
        }

        @Test
        void broadcast_null_throwsThoughNobodyIsThere() {
            assertThatNullPointerException().isThrownBy(() -> registry.broadcast(null, to -> true));
            assertThatNullPointerException().isThrownBy(() -> registry.broadcast(ROOM, null));
            assertThatNullPointerException().isThrownBy(() -> registry.broadcast(ROOM, null, null, to -> true));
        }

        @Test
        void broadcast_throwsACheckedExceptionUndeclared_countsIt() {
            member("a");
            member("b");
            Receipt receipt = registry.broadcast(ROOM, to -> RegistryContractTest.<RuntimeException>sneak(to));
            assertThat(receipt).isEqualTo(new Receipt(0, 0, 2));
            assertThat(reported).hasSize(2).hasOnlyElementsOfType(Exception.class);
        }

        @Test
        void broadcast_withoutExclusion_includesTheSender() {
            member("sender");
            assertThat(registry.broadcast(ROOM, null, to -> true, to -> true)).isEqualTo(new Receipt(1, 0, 0));
        }
    }

    @Nested
    class Await {
        @Test
        void await_heldAlready_isDoneAtOnce() {
            holder("a");
            assertThat(registry.await(NAME).join().subject()).isEqualTo("a");
            assertThat(registry.await(NAME, ofSeconds(1))).isCompleted();
            assertThat(timer.pending()).isZero();
        }

        @Test
        void await_anyWayOfGettingTheName_completes() {
            List<Name> names = List.of(Name.of("r"), Name.of("t"), Name.of("o"), Name.of("k"), Name.of("l"));
            List<CompletableFuture<Entry<String>>> awaits =
                    names.stream().map(registry::await).toList();
            Owner<String> owner = registry.join("a");
            owner.register(names.get(0), 0);
            owner.tryRegister(names.get(1), 1);
            owner.takeOver(names.get(2), 2, Displaced.END);
            owner.takeOver(names.get(3), 3, Displaced.KEEP);
            owner.registerWhenFree(names.get(4), 4);
            for (int i = 0; i < names.size(); i++) {
                assertThat(awaits.get(i)).isCompleted();
                assertThat(awaits.get(i).join().key()).isEqualTo(names.get(i));
                assertThat(awaits.get(i).join().value()).isEqualTo(i);
                assertThat(awaits.get(i).join().owner()).isSameAs(owner);
            }
        }

        @Test
        void await_property_isNoName() {
            CompletableFuture<Entry<String>> future = registry.await(Name.of("room"));
            member("a");
            assertThat(future).isNotDone();
        }

        @Test
        void await_timeOut_failsAtItsMomentAndNotBefore() {
            CompletableFuture<Entry<String>> future = registry.await(NAME, ofMillis(500));
            timer.advance(ofMillis(499));
            assertThat(future).isNotDone();
            assertThat(registry.census().waiting()).isOne();
            timer.advance(ofMillis(1));
            assertThatThrownBy(future::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(TimeoutException.class)
                    .hasMessageContaining("alice");
            assertThat(registry.census().waiting()).isZero();
        }

        @Test
        void await_found_takesTheTimerAway() {
            registry.await(NAME, ofSeconds(1));
            assertThat(timer.pending()).isOne();
            holder("a");
            assertThat(timer.pending()).isZero();
        }

        @Test
        void await_oneOfTwoCancelled_leavesTheOther() {
            CompletableFuture<Entry<String>> one = registry.await(NAME);
            CompletableFuture<Entry<String>> other = registry.await(NAME);
            one.cancel(true);
            assertThat(registry.census().waiting()).isOne();
            holder("a");
            assertThat(other).isCompleted();
            assertThat(one).isCancelled();
        }

        @Test
        void await_givenUpBeforeItsOwnerEnds_leavesTheRegistrationAlone() {
            Owner<String> waiter = registry.join("waiter");
            waiter.await(NAME, null, null).cancel(false);
            Owner<String> holder = holder("a");
            waiter.leave();
            assertThat(registry.find(NAME)).isEqualTo("a");
            assertThat(holder.registrations()).hasSize(1);
        }

        @Test
        void await_timeNotPositive_throws() {
            assertThatIllegalArgumentException().isThrownBy(() -> registry.await(NAME, Duration.ZERO));
            assertThatIllegalArgumentException().isThrownBy(() -> registry.await(NAME, ofMillis(-1)));
            holder("a");
            assertThatIllegalArgumentException().isThrownBy(() -> registry.await(NAME, Duration.ZERO, null));
        }

        @Test
        void await_null_throws() {
            assertThatNullPointerException().isThrownBy(() -> registry.await(null));
            assertThatNullPointerException().isThrownBy(() -> registry.await(null, ofSeconds(1)));
        }

        @Test
        void await_ownExecutor_completesThere() {
            ManualExecutor mine = new ManualExecutor();
            CompletableFuture<Entry<String>> found = registry.await(NAME, null, mine);
            CompletableFuture<Entry<String>> late = registry.await(Name.of("late"), ofSeconds(1), mine);
            holder("a");
            timer.advance(ofSeconds(1));
            assertThat(found).isNotDone();
            assertThat(late).isNotDone();
            mine.runAll();
            assertThat(found).isCompleted();
            assertThat(late).isCompletedExceptionally();
        }

        @Test
        void await_executorRefuses_completesAnywayAndReports() {
            CompletableFuture<Entry<String>> future = registry.await(NAME, null, task -> {
                throw new RejectedExecutionException("full");
            });
            holder("a");
            assertThat(future).isCompleted();
            assertThat(reported).hasExactlyElementsOfTypes(RejectedExecutionException.class);
        }

        @Test
        void await_callbackThrows_harmsNoOther() {
            registry.await(NAME).thenAccept(entry -> {
                throw new IllegalStateException("mine");
            });
            CompletableFuture<Entry<String>> other = registry.await(NAME);
            holder("a");
            assertThat(other).isCompleted();
        }

        @Test
        void await_timerRefuses_throwsAndLeavesNothing() {
            ScheduledThreadPoolExecutor stopped = new ScheduledThreadPoolExecutor(1);
            stopped.shutdown();
            try (Registry<String> timeless =
                    Registry.<String>builder().timer(stopped).build()) {
                assertThatThrownBy(() -> timeless.await(NAME, ofSeconds(1)))
                        .isInstanceOf(RejectedExecutionException.class);
                assertThat(timeless.census()).isEqualTo(Census.EMPTY);
            }
        }

        @Test
        void await_forLongerThanATimerCounts_waits() {
            CompletableFuture<Entry<String>> future = registry.await(NAME, ofSeconds(Long.MAX_VALUE));
            timer.advance(Duration.ofDays(1));
            holder("a");
            assertThat(future).isCompleted();
        }

        @Test
        void await_again_fromItsOwnCallback_works() {
            registry.await(NAME).thenAccept(entry -> {
                entry.owner().leave();
                registry.await(NAME).thenAccept(next -> events.add(next.subject()));
            });
            holder("a");
            assertThat(events).isEmpty();
            holder("b");
            assertThat(events).containsExactly("b");
        }
    }

    @Nested
    class Monitor {
        private final List<Down<String>> downs = new ArrayList<>();

        @Test
        void monitor_closed_hearsNothing() {
            Owner<String> owner = registry.join("a");
            Subscription subscription = registry.monitor(owner, downs::add);
            registry.monitor(owner, downs::add);
            subscription.close();
            subscription.close();
            owner.leave();
            assertThat(downs).hasSize(1);
        }

        @Test
        void monitor_closedAfterTheEndBeforeItsTurn_hearsNothing() {
            ManualExecutor mine = new ManualExecutor();
            Owner<String> owner = registry.join("a");
            Subscription subscription = registry.monitor(owner, downs::add, mine);
            owner.leave();
            subscription.close();
            mine.runAll();
            assertThat(downs).isEmpty();
        }

        @Test
        void monitor_closedFromItsCallback_isHarmless() {
            Owner<String> owner = registry.join("a");
            List<Subscription> own = new ArrayList<>();
            own.add(registry.monitor(owner, down -> {
                own.get(0).close();
                downs.add(down);
            }));
            owner.leave();
            assertThat(downs).hasSize(1);
        }

        @Test
        void monitor_closedByAnotherDuringTheEnd_hearsNothing() {
            Owner<String> owner = registry.join("a");
            List<Subscription> second = new ArrayList<>();
            registry.monitor(owner, down -> second.get(0).close());
            second.add(registry.monitor(owner, downs::add));
            owner.leave();
            assertThat(downs).isEmpty();
        }

        @Test
        void monitor_throws_isReportedAndHarmsNoOther() {
            Owner<String> owner = holder("a");
            registry.monitor(owner, down -> {
                throw new AssertionError("mine");
            });
            registry.monitor(owner, downs::add);
            assertThat(owner.leave()).isTrue();
            assertThat(downs).hasSize(1);
            assertThat(reported).extracting(Throwable::getMessage).containsExactly("mine");
            assertThat(registry.find(NAME)).isNull();
        }

        @Test
        void monitor_executorRefuses_isReportedAndHarmsNoOther() {
            Owner<String> owner = holder("a");
            registry.monitor(owner, downs::add, task -> {
                throw new RejectedExecutionException("full");
            });
            registry.monitor(owner, downs::add);
            owner.leave();
            assertThat(downs).hasSize(1);
            assertThat(reported).hasExactlyElementsOfTypes(RejectedExecutionException.class);
            assertThat(registry.find(NAME)).isNull();
        }

        @Test
        void monitor_executorFails_isReportedAndHarmsNoOther() {
            Owner<String> owner = holder("a");
            owner.register(ROOM);
            registry.monitor(owner, downs::add, task -> {
                throw new IllegalStateException("stopped");
            });
            registry.monitor(owner, downs::add);
            CompletableFuture<Entry<String>> await = registry.await(Name.of("x"), null, task -> {
                throw new OutOfMemoryError("unable to create native thread, let us say");
            });
            assertThat(owner.leave()).isTrue();
            registry.join("b").register(Name.of("x"));
            assertThat(downs).hasSize(1);
            assertThat(await).isCompleted();
            assertThat(reported).hasExactlyElementsOfTypes(IllegalStateException.class, OutOfMemoryError.class);
            assertThat(registry.census()).isEqualTo(new Census(1, 1, 0, 0, 0, 0, 0));
        }

        @Test
        void monitor_sameThreadCallback_mayCallEverything() {
            Owner<String> owner = holder("a");
            registry.monitor(owner, down -> {
                Owner<String> heir = holder("b");
                heir.register(ROOM);
                registry.monitor(heir, downs::add);
                heir.leave();
                assertThat(owner.leave()).isFalse();
                assertThat(registry.audit())
                        .filteredOn(line -> !line.contains(owner.toString()))
                        .isEmpty();
                events.add("called");
            });
            owner.leave();
            assertThat(events).containsExactly("called");
            assertThat(downs).hasSize(1);
            assertThat(reported).isEmpty();
        }

        @Test
        void monitor_ofAnotherRegistry_throws() {
            try (Registry<String> other = Registry.create()) {
                Owner<String> stranger = other.join("x");
                assertThatIllegalArgumentException().isThrownBy(() -> registry.monitor(stranger, downs::add));
            }
        }

        @Test
        void monitor_null_throws() {
            Owner<String> owner = registry.join("a");
            assertThatNullPointerException().isThrownBy(() -> registry.monitor(owner, null));
            assertThatThrownBy(() -> registry.monitor(null, downs::add)).isInstanceOf(RuntimeException.class);
        }
    }

    @Nested
    class CensusAndAudit {
        @Test
        void census_counts_whatThereIs() {
            assertThat(registry.census()).isEqualTo(Census.EMPTY);
            member("a");
            member("b").register(NAME);
            registry.join("c").registerWhenFree(NAME, null);
            registry.await(Name.of("x"));
            assertThat(registry.census()).isEqualTo(new Census(3, 1, 1, 0, 2, 2, 0));
        }

        @Test
        void audit_ofASoundRegistry_isEmpty() {
            assertThat(registry.audit()).isEmpty();
            holder("a").register(ROOM);
            registry.join("b").registerWhenFree(NAME, null);
            registry.await(Name.of("x"));
            assertThat(registry.audit()).isEmpty();
        }
    }

    @Nested
    class Close {
        @Test
        void close_endsEveryOwner_withReasonClosed() {
            Owner<String> owner = holder("a");
            registry.monitor(
                    owner, down -> events.add(down.reason() + " " + down.held().size()));
            registry.close();
            registry.close();
            assertThat(owner.endReason()).contains(Reason.CLOSED);
            assertThat(owner.leave()).isFalse();
            assertThat(events).containsExactly("closed 1");
            assertThat(registry.audit()).isEmpty();
        }

        @Test
        void close_failsWhatWaits() {
            holder("a");
            CompletableFuture<Entry<String>> await = registry.await(Name.of("x"), ofSeconds(9));
            registry.close();
            assertThat(await).isCompletedExceptionally();
            assertThatThrownBy(await::join).hasCauseInstanceOf(RegistryClosedException.class);
            assertThat(timer.pending()).isZero();
        }

        @Test
        void close_withALine_grantsToNobody() {
            List<CompletableFuture<Registration<String>>> line = new ArrayList<>();
            holder("a");
            for (int i = 0; i < 20; i++) {
                line.add(registry.join("w" + i).registerWhenFree(NAME, null));
            }
            registry.close();
            assertThat(line).allSatisfy(waiting -> {
                assertThat(waiting).isCompletedExceptionally();
                assertThatThrownBy(waiting::join).hasCauseInstanceOf(RegistryClosedException.class);
            });
        }

        @Test
        void everyCall_onAClosedRegistry_failsClearly() {
            Owner<String> owner = registry.join("a");
            Owner<String> left = registry.join("left");
            left.leave();
            registry.close();
            List<ThrowingCallable> calls = List.of(
                    () -> registry.join("b"),
                    () -> registry.join("b", new OwnerListener<>() {}),
                    () -> registry.find(NAME),
                    () -> registry.whereIs(NAME),
                    () -> registry.entry(NAME),
                    () -> registry.members(ROOM),
                    () -> registry.entries(ROOM),
                    () -> registry.count(ROOM),
                    () -> registry.forEach(ROOM, member -> {}),
                    () -> registry.dispatch(NAME, to -> true),
                    () -> registry.broadcast(ROOM, to -> true),
                    () -> registry.monitor(left, down -> {}),
                    () -> registry.await(NAME).getNow(null),
                    () -> registry.await(NAME, ofSeconds(1)).getNow(null),
                    () -> owner.register(NAME),
                    () -> owner.register(ROOM),
                    () -> owner.tryRegister(NAME, null),
                    () -> owner.takeOver(NAME, null, Displaced.END),
                    () -> owner.takeOver(NAME, null, Displaced.KEEP),
                    () -> owner.registerWhenFree(NAME, null),
                    () -> left.register(NAME));
            assertThat(calls)
                    .allSatisfy(call -> assertThatThrownBy(call)
                            .isInstanceOf(RegistryClosedException.class)
                            .hasMessageContaining("closed"));
            assertThat(timer.pending()).isZero();
            assertThat(owner.registrations()).isEmpty();
            assertThat(owner.registration(NAME)).isEmpty();
        }

        @Test
        void close_fromACallback_works() {
            Owner<String> owner = holder("a");
            member("b");
            registry.monitor(owner, down -> registry.close());
            owner.leave();
            assertThat(registry.audit()).isEmpty();
            assertThatThrownBy(() -> registry.join("x")).isInstanceOf(RegistryClosedException.class);
        }
    }
}
