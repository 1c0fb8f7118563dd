package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.testing.ManualExecutor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What {@link Owner} promises, in the order of its methods. Callbacks run in the call that causes them. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class OwnerContractTest {
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");

    private final List<Throwable> reported = new CopyOnWriteArrayList<>();
    private final Registry<String> registry = Registry.<String>builder()
            .executor(Runnable::run)
            .reporter(reported::add)
            .build();
    private final List<String> events = new ArrayList<>();
    private final Owner<String> a = registry.join("a", told("a"));
    private final Owner<String> b = registry.join("b", told("b"));
    private final Owner<String> c = registry.join("c", told("c"));

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(reported).isEmpty();
    }

    private OwnerListener<String> told(String subject) {
        return new OwnerListener<>() {
            @Override
            public void displaced(Name name, Owner<String> by) {
                events.add(subject + " lost " + name + " to " + by.subject());
            }
        };
    }

    @Nested
    class Identity {
        @Test
        void id_ofManyOwners_isNeverReused() {
            Set<Long> ids = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                Owner<String> owner = registry.join("x");
                assertThat(ids.add(owner.id())).isTrue();
                owner.leave();
            }
            assertThat(ids).allMatch(id -> id > 0);
        }

        @Test
        void subject_afterTheEnd_isStillThere() {
            a.leave();
            assertThat(a.subject()).isEqualTo("a");
        }
    }

    @Nested
    class RegisterName {
        @Test
        void register_free_grants() {
            Registration<String> registration = a.register(NAME, "v");
            assertThat(registration.isHeld()).isTrue();
            assertThat(registration.key()).isEqualTo(NAME);
            assertThat(registration.owner()).isSameAs(a);
            assertThat(a.register(Name.of("other")).value()).isNull();
        }

        @Test
        void shortForms_noValueGiven_actLikeTheLongOnes() {
            assertThat(a.tryRegister(NAME).granted()).isTrue();
            CompletableFuture<Registration<String>> next = b.registerWhenFree(NAME);
            Takeover<String> taken = registry.join("c").takeOver(NAME, Displaced.KEEP);
            assertThat(taken.displaced()).contains(a);
            assertThat(taken.registration().value()).isNull();
            taken.registration().unregister();
            assertThat(next.join().owner()).isSameAs(b);
        }

        @Test
        void register_taken_throwsWithTheHolder() {
            a.register(NAME);
            assertThatThrownBy(() -> b.register(NAME)).isInstanceOfSatisfying(NameTakenException.class, taken -> {
                assertThat(taken.name()).isEqualTo(NAME);
                assertThat(taken.holder()).isSameAs(a);
                assertThat(taken).hasMessageContaining("alice").hasMessageContaining("(a)");
            });
            assertThatThrownBy(() -> a.register(NAME))
                    .isInstanceOfSatisfying(
                            NameTakenException.class,
                            taken -> assertThat(taken.holder()).isSameAs(a));
        }

        @Test
        void register_afterRefusal_worksOnceFree() {
            Registration<String> held = a.register(NAME);
            assertThatThrownBy(() -> b.register(NAME)).isInstanceOf(NameTakenException.class);
            held.unregister();
            assertThat(b.register(NAME).isHeld()).isTrue();
        }

        @Test
        void register_throughAnEndedOwner_throwsAndTellsWhy() {
            a.leave(Reason.of("eof"));
            assertThatThrownBy(() -> a.register(NAME)).isInstanceOfSatisfying(OwnerEndedException.class, ended -> {
                assertThat(ended.owner()).isSameAs(a);
                assertThat(ended).hasMessageContaining("(a)").hasMessageContaining("eof");
            });
            assertThat(registry.find(NAME)).isNull();
        }

        @Test
        void writes_null_throw() {
            assertThatNullPointerException().isThrownBy(() -> a.register((Name) null));
            assertThatNullPointerException().isThrownBy(() -> a.register((Property) null));
            assertThatNullPointerException().isThrownBy(() -> a.tryRegister(null, null));
            assertThatNullPointerException().isThrownBy(() -> a.takeOver(null, null, Displaced.END));
            assertThatNullPointerException().isThrownBy(() -> a.takeOver(null, null, Displaced.KEEP));
            assertThatNullPointerException().isThrownBy(() -> a.takeOver(NAME, null, null));
            assertThatNullPointerException().isThrownBy(() -> a.registerWhenFree(null, null));
            assertThatNullPointerException().isThrownBy(() -> a.leave(null));
            assertThat(registry.census()).isEqualTo(new Census(3, 0, 0, 0, 0, 0, 0));
        }
    }

    @Nested
    class TryRegister {
        @Test
        void tryRegister_free_grants() {
            Claim<String> claim = a.tryRegister(NAME, 1);
            assertThat(claim.granted()).isTrue();
            assertThat(claim.entry().owner()).isSameAs(a);
            assertThat(claim.registration().orElseThrow().value()).isEqualTo(1);
        }

        @Test
        void tryRegister_taken_answersTheHolderAndItsValue() {
            a.register(NAME, 1);
            Claim<String> claim = b.tryRegister(NAME, 2);
            assertThat(claim.granted()).isFalse();
            assertThat(claim.registration()).isEmpty();
            assertThat(claim.entry().owner()).isSameAs(a);
            assertThat(claim.entry().value()).isEqualTo(1);
        }

        @Test
        void tryRegister_own_isRefusedLikeAnyOther() {
            Registration<String> held = a.register(NAME, 1);
            assertThat(a.tryRegister(NAME, 2).granted()).isFalse();
            assertThat(held.value()).isEqualTo(1);
        }
    }

    @Nested
    class TakeOver {
        @ParameterizedTest
        @EnumSource
        void takeOver_free_registers(Displaced displaced) {
            Takeover<String> takeover = a.takeOver(NAME, 1, displaced);
            assertThat(takeover.displaced()).isEmpty();
            assertThat(takeover.registration().isHeld()).isTrue();
            assertThat(registry.entry(NAME).orElseThrow().value()).isEqualTo(1);
        }

        @Test
        void takeOver_end_endsTheHolderAndTellsIt() {
            Registration<String> old = a.register(NAME);
            a.register(Name.of("more"));
            a.register(ROOM);
            Takeover<String> takeover = b.takeOver(NAME, 2, Displaced.END);
            assertThat(takeover.displaced()).containsSame(a);
            assertThat(takeover.registration().isHeld()).isTrue();
            assertThat(old.isHeld()).isFalse();
            assertThat(a.endReason()).contains(Reason.TAKEN);
            assertThat(registry.find(Name.of("more"))).isNull();
            assertThat(registry.count(ROOM)).isZero();
            assertThat(events).containsExactly("a lost alice to b");
            assertThat(registry.census()).isEqualTo(new Census(2, 1, 0, 0, 0, 0, 0));
        }

        @Test
        void takeOver_keep_takesTheNameAloneAndTells() {
            a.register(NAME, 1);
            a.register(Name.of("more"));
            a.register(ROOM);
            Takeover<String> takeover = b.takeOver(NAME, 2, Displaced.KEEP);
            assertThat(takeover.displaced()).containsSame(a);
            assertThat(a.endReason()).isEmpty();
            assertThat(a.registrations()).extracting(Registration::key).containsExactly(Name.of("more"), ROOM);
            assertThat(events).containsExactly("a lost alice to b");
            a.leave();
            assertThat(registry.find(NAME)).isEqualTo("b");
        }

        @Test
        void takeOver_keep_isNoPartOfTheDisplacedOnesLaterDown() {
            a.register(NAME);
            registry.monitor(a, down -> events.add("held " + down.held().size()));
            b.takeOver(NAME, null, Displaced.KEEP);
            a.leave();
            assertThat(events).containsExactly("a lost alice to b", "held 0");
        }

        @ParameterizedTest
        @EnumSource
        void takeOver_own_throwsAndChangesNothing(Displaced displaced) {
            Registration<String> held = a.register(NAME, 1);
            assertThatThrownBy(() -> a.takeOver(NAME, 2, displaced)).isInstanceOf(NameTakenException.class);
            assertThat(held.isHeld()).isTrue();
            assertThat(held.value()).isEqualTo(1);
            assertThat(registry.census().waiting()).isZero();
        }

        @ParameterizedTest
        @EnumSource
        void takeOver_fromOneItMayNotTakeFrom_throwsAndChangesNothing(Displaced displaced) {
            Registration<String> held = a.register(NAME, 1);
            assertThatThrownBy(() -> b.takeOver(NAME, 2, displaced, holder -> !holder.equals(a)))
                    .isInstanceOfSatisfying(
                            NameTakenException.class,
                            taken -> assertThat(taken.holder()).isSameAs(a));
            assertThat(held.isHeld()).isTrue();
            assertThat(held.value()).isEqualTo(1);
            assertThat(registry.census().waiting()).isZero();
            assertThat(b.takeOver(NAME, 2, displaced, holder -> holder.equals(a))
                            .displaced())
                    .containsSame(a);
        }

        @Test
        void takeOver_holderChangesWhileItIsLookedAt_looksAtTheNextOne() {
            Registration<String> held = a.register(NAME);
            assertThatThrownBy(() -> b.takeOver(NAME, null, Displaced.KEEP, holder -> {
                        if (held.unregister()) {
                            c.register(NAME);
                        }
                        return holder.equals(a);
                    }))
                    .isInstanceOf(NameTakenException.class);
            assertThat(registry.find(NAME)).isEqualTo("c");
        }

        @ParameterizedTest
        @EnumSource
        void takeOver_withALine_putsItBehindTheNewHolder(Displaced displaced) {
            a.register(NAME);
            CompletableFuture<Registration<String>> waiting = c.registerWhenFree(NAME, null);
            Takeover<String> takeover = b.takeOver(NAME, null, displaced);
            assertThat(registry.find(NAME)).isEqualTo("b");
            assertThat(waiting).isNotDone();
            takeover.registration().unregister();
            assertThat(registry.find(NAME)).isEqualTo("c");
            assertThat(waiting).isCompleted();
        }

        @ParameterizedTest
        @EnumSource
        void takeOver_byOneInTheLine_leavesItsPlaceStanding(Displaced displaced) {
            a.register(NAME);
            CompletableFuture<Registration<String>> waiting = b.registerWhenFree(NAME, "later");
            b.takeOver(NAME, "now", displaced).registration().unregister();
            assertThat(waiting).isCompleted();
            assertThat(registry.entry(NAME).orElseThrow().value()).isEqualTo("later");
        }

        @Test
        void takeOver_end_ofAHolderThatAlsoWaits_failsItsWaits() {
            a.register(NAME);
            c.register(Name.of("x"));
            CompletableFuture<Registration<String>> waiting = a.registerWhenFree(Name.of("x"), null);
            b.takeOver(NAME, null, Displaced.END);
            assertThat(waiting).isCompletedExceptionally();
            assertThatThrownBy(waiting::join).hasCauseInstanceOf(OwnerEndedException.class);
            assertThat(registry.census().waiting()).isZero();
        }

        @Test
        void takeOver_again_movesOn() {
            a.register(NAME);
            b.takeOver(NAME, null, Displaced.KEEP);
            a.takeOver(NAME, null, Displaced.END);
            assertThat(registry.find(NAME)).isEqualTo("a");
            assertThat(b.endReason()).contains(Reason.TAKEN);
            assertThat(events).containsExactly("a lost alice to b", "b lost alice to a");
        }

        @Test
        void takeOver_end_whoseDownCallsBack_stillMovesTheName() {
            a.register(NAME);
            registry.monitor(a, down -> {
                events.add("down sees " + registry.find(NAME));
                assertThat(c.tryRegister(NAME, null).granted()).isFalse();
            });
            assertThat(b.takeOver(NAME, null, Displaced.END).displaced()).containsSame(a);
            assertThat(events).containsExactlyInAnyOrder("down sees b", "a lost alice to b");
        }

        @Test
        void takeOver_end_whoseDownEndsTheTaker_throwsAndServesTheLine() {
            a.register(NAME);
            CompletableFuture<Registration<String>> waiting = c.registerWhenFree(NAME, null);
            registry.monitor(a, down -> b.leave());
            assertThatThrownBy(() -> b.takeOver(NAME, null, Displaced.END)).isInstanceOf(OwnerEndedException.class);
            assertThat(waiting).isCompleted();
            assertThat(registry.find(NAME)).isEqualTo("c");
            assertThat(registry.census().waiting()).isZero();
        }
    }

    @Nested
    class RegisterWhenFree {
        @Test
        void registerWhenFree_free_isGrantedAtOnce() {
            CompletableFuture<Registration<String>> granted = a.registerWhenFree(NAME, 1);
            assertThat(granted).isCompleted();
            assertThat(granted.join().isHeld()).isTrue();
            assertThat(registry.census().waiting()).isZero();
        }

        @Test
        void registerWhenFree_own_throws() {
            a.register(NAME);
            assertThatThrownBy(() -> a.registerWhenFree(NAME, null)).isInstanceOf(NameTakenException.class);
        }

        @Test
        void line_servedByEndAndByUnregister_isFirstComeFirstServed() {
            a.register(NAME);
            CompletableFuture<Registration<String>> first = b.registerWhenFree(NAME, "b's");
            CompletableFuture<Registration<String>> second = c.registerWhenFree(NAME, "c's");
            a.leave();
            assertThat(first).isCompleted();
            assertThat(second).isNotDone();
            assertThat(registry.entry(NAME).orElseThrow().value()).isEqualTo("b's");
            assertThat(first.join().unregister()).isTrue();
            assertThat(second).isCompleted();
            assertThat(registry.find(NAME)).isEqualTo("c");
            second.join().unregister();
            assertThat(registry.find(NAME)).isNull();
        }

        @Test
        void line_newcomerWhileItMoves_cannotBargeIn() {
            Registration<String> held = a.register(NAME);
            b.registerWhenFree(NAME, null)
                    .thenAccept(granted ->
                            events.add("barged " + c.tryRegister(NAME, null).granted()));
            held.unregister();
            assertThat(events).containsExactly("barged false");
        }

        @Test
        void line_withCancelledAndEndedWaiters_skipsThem() {
            Owner<String> d = registry.join("d");
            a.register(NAME);
            CompletableFuture<Registration<String>> cancelled = b.registerWhenFree(NAME, null);
            CompletableFuture<Registration<String>> ended = c.registerWhenFree(NAME, null);
            CompletableFuture<Registration<String>> served = d.registerWhenFree(NAME, null);
            cancelled.cancel(true);
            c.leave();
            assertThat(registry.census().waiting()).isOne();
            a.leave();
            assertThat(served).isCompleted();
            assertThat(registry.find(NAME)).isEqualTo("d");
            assertThat(ended).isCompletedExceptionally();
            assertThatThrownBy(ended::join).hasCauseInstanceOf(OwnerEndedException.class);
            assertThat(b.registrations()).isEmpty();
        }

        @Test
        void line_onlyCancelledOnesLeft_freesTheName() {
            Registration<String> held = a.register(NAME);
            b.registerWhenFree(NAME, null).cancel(true);
            held.unregister();
            assertThat(registry.find(NAME)).isNull();
            assertThat(registry.census().waiting()).isZero();
        }

        @Test
        void cancel_afterTheGrant_givesTheNameUpAgain() {
            ManualExecutor later = new ManualExecutor();
            try (Registry<String> slow =
                    Registry.<String>builder().executor(later).build()) {
                Owner<String> holder = slow.join("holder");
                Owner<String> waiter = slow.join("waiter");
                Owner<String> next = slow.join("next");
                holder.register(NAME);
                CompletableFuture<Registration<String>> cancelled = waiter.registerWhenFree(NAME, null);
                CompletableFuture<Registration<String>> served = next.registerWhenFree(NAME, null);
                holder.leave();
                assertThat(slow.find(NAME)).isEqualTo("waiter");
                assertThat(cancelled.cancel(true)).isTrue();
                later.runAll();
                assertThat(slow.find(NAME)).isEqualTo("next");
                assertThat(served).isCompleted();
                assertThat(waiter.registrations()).isEmpty();
                assertThat(slow.audit()).isEmpty();
            }
        }

        @Test
        void registerWhenFree_completedByItsCaller_leavesTheLine() {
            a.register(NAME);
            CompletableFuture<Registration<String>> waiting = b.registerWhenFree(NAME, null);
            waiting.complete(null);
            assertThat(registry.census().waiting()).isZero();
            a.leave();
            assertThat(registry.find(NAME)).isNull();
        }

        @Test
        void line_withOnesOwnSecondPlace_failsItAtTheEnd() {
            Registration<String> held = a.register(NAME);
            b.registerWhenFree(NAME, 1);
            CompletableFuture<Registration<String>> second = b.registerWhenFree(NAME, 2);
            held.unregister();
            b.leave();
            assertThat(second).isCompletedExceptionally();
            assertThatThrownBy(second::join).hasCauseInstanceOf(OwnerEndedException.class);
            assertThat(registry.find(NAME)).isNull();
        }

        @Test
        void line_movedWhileAWaiterEnds_failsThatWaiter() {
            a.register(NAME);
            CompletableFuture<Registration<String>> waiting = b.registerWhenFree(NAME, null);
            registry.monitor(b, down -> a.leave());
            b.leave();
            assertThat(waiting).isCompletedExceptionally();
            assertThatThrownBy(waiting::join).hasCauseInstanceOf(OwnerEndedException.class);
        }

        @Test
        void line_movedByTheCancelItself_skipsTheCancelledOne() {
            ManualExecutor later = new ManualExecutor();
            try (Registry<String> slow =
                    Registry.<String>builder().executor(later).build()) {
                Registration<String> held = slow.join("holder").register(NAME);
                CompletableFuture<Registration<String>> cancelled =
                        slow.join("cancels").registerWhenFree(NAME, null);
                slow.join("next").registerWhenFree(NAME, null);
                cancelled.whenComplete((granted, error) -> held.unregister());
                cancelled.cancel(true);
                assertThat(slow.find(NAME)).isEqualTo("next");
            }
        }

        @Test
        void registerWhenFree_twiceByOneOwner_holdsTwoPlaces() {
            Registration<String> held = a.register(NAME);
            CompletableFuture<Registration<String>> one = b.registerWhenFree(NAME, 1);
            CompletableFuture<Registration<String>> two = b.registerWhenFree(NAME, 2);
            held.unregister();
            assertThat(one).isCompleted();
            assertThat(two).isNotDone();
            one.join().unregister();
            assertThat(two.join().value()).isEqualTo(2);
        }

        @Test
        void waiter_reentersFromItsGrant_takesItsTurnAgain() {
            a.register(NAME);
            b.registerWhenFree(NAME, null).thenAccept(granted -> {
                granted.unregister();
                b.registerWhenFree(NAME, "again");
            });
            a.leave();
            assertThat(registry.entry(NAME).orElseThrow().value()).isEqualTo("again");
        }
    }

    @Nested
    class RegisterProperty {
        @Test
        void register_again_isAnEnsureWithTheNewValue() {
            Registration<String> first = a.register(ROOM, 1);
            Registration<String> again = a.register(ROOM, 2);
            assertThat(again).isSameAs(first);
            assertThat(first.value()).isEqualTo(2);
            assertThat(registry.count(ROOM)).isOne();
        }

        @Test
        void register_twice_isOneMembershipThatOneUnregisterEnds() {
            a.register(Property.of("room"));
            Registration<String> held = a.register(Property.of("room"));
            assertThat(registry.count(Property.of("room"))).isOne();
            assertThat(held.unregister()).isTrue();
            assertThat(held.unregister()).isFalse();
            assertThat(registry.members(Property.of("room"))).isEmpty();
        }

        @Test
        void register_manyProperties_findsEachAgain() {
            List<Registration<String>> all = new ArrayList<>();
            for (int i = 0; i < 40; i++) { // beyond the length up to which a list is walked
                all.add(a.register(Property.of(i), i));
            }
            for (int i = 0; i < 40; i++) {
                assertThat(a.registration(Property.of(i))).containsSame(all.get(i));
                assertThat(a.register(Property.of(i))).isSameAs(all.get(i));
            }
            all.get(20).unregister();
            assertThat(a.registration(Property.of(20))).isEmpty();
            assertThat(a.register(Property.of(20))).isNotSameAs(all.get(20));
        }

        @Test
        void register_throughAnEndedOwner_throws() {
            a.leave();
            assertThatThrownBy(() -> a.register(ROOM)).isInstanceOf(OwnerEndedException.class);
            assertThat(registry.census().properties()).isZero();
        }
    }

    @Nested
    class Registrations {
        @Test
        void registration_ofAKey_answersOnlyOnesOwn() {
            Registration<String> name = a.register(NAME);
            Registration<String> room = a.register(ROOM);
            assertThat(a.registration(NAME)).containsSame(name);
            assertThat(a.registration(ROOM)).containsSame(room);
            assertThat(b.registration(NAME)).isEmpty();
            assertThat(b.registration(ROOM)).isEmpty();
            a.leave();
            assertThat(a.registration(NAME)).isEmpty();
            assertThat(a.registration(ROOM)).isEmpty();
        }

        @Test
        void registration_null_throws() {
            assertThatNullPointerException().isThrownBy(() -> a.registration(null));
        }

        @Test
        void registrations_ofAnOwner_areItsOwnOldestFirst() {
            Registration<String> name = a.register(NAME);
            Registration<String> room = a.register(ROOM);
            Registration<String> other = a.register(Name.of("other"));
            b.register(ROOM);
            List<Registration<String>> before = a.registrations();
            room.unregister();
            assertThat(before).containsExactly(name, room, other);
            assertThat(a.registrations()).containsExactly(name, other);
            a.leave();
            assertThat(a.registrations()).isEmpty();
        }
    }

    @Nested
    class Leave {
        @Test
        void leave_twice_isTrueOnce() {
            assertThat(a.leave()).isTrue();
            assertThat(a.leave(Reason.of("again"))).isFalse();
            assertThat(a.endReason()).contains(Reason.LEFT);
        }

        @Test
        void leave_withACause_keepsIt() {
            Exception cause = new Exception("reset");
            a.leave(new Reason("io", cause));
            assertThat(a.endReason().orElseThrow().cause()).isSameAs(cause);
            assertThat(a.endReason().orElseThrow()).hasToString("io (java.lang.Exception: reset)");
        }

        @Test
        void close_ofAnOwner_leaves() {
            a.close();
            assertThat(a.endReason()).contains(Reason.LEFT);
        }

        @Test
        void endReason_ofALivingOwner_isEmpty() {
            assertThat(a.endReason()).isEmpty();
        }

        @Test
        void leave_fromItsOwnDown_isFalse() {
            registry.monitor(a, down -> events.add("again " + a.leave()));
            a.leave();
            assertThat(events).containsExactly("again false");
        }

        @Test
        void ended_completesAfterEntriesAndDownsAndLines() {
            a.register(NAME);
            b.registerWhenFree(NAME, null).thenAccept(granted -> events.add("line"));
            registry.monitor(a, down -> events.add("down"));
            a.ended().thenAccept(reason -> events.add("ended " + reason + " " + registry.census()));
            assertThat(events).isEmpty();
            a.leave();
            assertThat(events).containsExactly("down", "line", "ended left " + new Census(2, 1, 0, 0, 0, 0, 0));
        }

        @Test
        void listener_ofAnOwnerTaken_hearsOfTheLossFirstAndOfTheEndLastAndOnce() {
            Owner<String> owner = registry.join("x", new OwnerListener<>() {
                @Override
                public void displaced(Name name, Owner<String> by) {
                    events.add("lost " + name + " to " + by.subject());
                }

                @Override
                public void ended(Owner<String> ended, Reason reason) {
                    events.add(ended.subject() + " ended: " + reason + ", holder " + registry.find(NAME));
                }
            });
            owner.register(NAME);
            registry.monitor(owner, down -> events.add("down"));
            b.takeOver(NAME, null, Displaced.END);
            owner.leave();
            assertThat(events).containsExactly("down", "lost alice to b", "x ended: taken, holder b");
        }

        @Test
        void ended_askedInsideADown_completesOnce() {
            registry.monitor(a, down -> a.ended().thenAccept(reason -> events.add("ended")));
            a.leave();
            assertThat(events).containsExactly("ended");
        }

        @Test
        void ended_askedAfterwards_completesToo() {
            a.leave(Reason.of("eof"));
            a.ended().thenAccept(reason -> events.add(reason.word()));
            assertThat(events).containsExactly("eof");
        }

        @Test
        void ended_copyCompletedByItsUser_changesNothing() {
            a.ended().toCompletableFuture().complete(Reason.LEFT);
            assertThat(a.endReason()).isEmpty();
            a.ended().thenAccept(reason -> events.add(reason.word()));
            assertThat(events).isEmpty();
        }
    }

    @Nested
    class PlaceInLine {
        @Test
        void placeInLine_countsThoseBefore_untilServed() {
            a.register(NAME);
            assertThat(a.placeInLine(NAME)).isZero();
            CompletableFuture<Registration<String>> waiting = b.registerWhenFree(NAME);
            c.registerWhenFree(NAME);
            assertThat(b.placeInLine(NAME)).isEqualTo(1);
            assertThat(c.placeInLine(NAME)).isEqualTo(2);
            waiting.cancel(false);
            assertThat(b.placeInLine(NAME)).isZero();
            assertThat(c.placeInLine(NAME)).isEqualTo(1);
            a.leave();
            assertThat(c.placeInLine(NAME)).isZero();
        }
    }
}
