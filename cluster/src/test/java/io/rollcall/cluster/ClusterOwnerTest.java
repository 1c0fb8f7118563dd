package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Displaced;
import io.rollcall.registry.Name;
import io.rollcall.registry.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What becomes of names that go from one worker to another, and of who waits for them. */
class ClusterOwnerTest extends FakeClusterTest {
    private static final Name NAME = Name.of("alice");

    /** Writes down what it hears. */
    private static final class Heard implements ClusterListener {
        private final List<Holding> lost = new ArrayList<>();
        private final List<Holding> given = new ArrayList<>();
        private final List<Holding> before = new ArrayList<>();

        @Override
        public void lost(Holding holding, Reason reason, @Nullable Holding by) {
            lost.add(holding);
        }

        @Override
        public void given(Holding now, Holding holding) {
            given.add(now);
            before.add(holding);
        }
    }

    private final Heard giver = new Heard();
    private final Heard receiver = new Heard();

    @Test
    void giveTo_workerOfAnotherNode_movesTheNameWithItsValueAndANewToken() {
        start(3);
        ClusterOwner<String> from = node(1).join("a", giver);
        ClusterOwner<String> to = node(2).join("b", receiver);
        ClusterRegistration token = get(from.register(NAME, "v"));
        settle();
        List<ClusterChange> seen = new ArrayList<>();
        node(3).cluster.watch(NAME::equals, seen::add);
        assertThat(get(token.giveTo(node(2).run(), to.id()))).isTrue();
        assertThat(token.isHeld()).isFalse();
        assertThat(from.registration(NAME)).isEmpty();
        settle();
        ClusterRegistration now = to.registration(NAME).orElseThrow();
        assertThat(now.isHeld()).isTrue();
        assertThat(now.token()).isGreaterThan(token.token());
        assertThat(now.holding().value()).isEqualTo("v");
        assertThat(nodes).allMatch(node -> now.holding().equals(node.cluster.find(NAME)));
        assertThat(seen).containsExactly(new ClusterChange(NAME, token.holding(), now.holding(), Reason.GIVEN));
        assertThat(receiver.given).containsExactly(now.holding());
        assertThat(receiver.before).containsExactly(token.holding());
        assertThat(giver.lost).isEmpty();
        assertThat(get(now.unregister())).isTrue();
    }

    @Test
    void giveTo_confirmed_isSeenByTheGiverAtOnce() {
        start(3);
        ClusterRegistration token = get(node(2).join("a").register(NAME));
        ClusterOwner<String> to = node(3).join("b");
        CompletionStage<Boolean> seen = token.giveTo(node(3).run(), to.id())
                .thenApply(given -> node(3).run()
                        .equals(node(2).cluster.whereIs(NAME).orElseThrow().node()));
        assertThat(get(seen)).isTrue();
    }

    @Test
    void giveTo_whoStandsInLine_grantsWhatItWaitsForAndKeepsTheRestOfTheLine() {
        start(3);
        ClusterRegistration token = get(node(1).join("a").register(NAME, "v"));
        CompletableFuture<ClusterRegistration> first = node(3).join("c").registerWhenFree(NAME, null);
        settle();
        ClusterOwner<String> to = node(2).join("b", receiver);
        CompletableFuture<ClusterRegistration> second = to.registerWhenFree(NAME, "other");
        settle();
        assertThat(get(token.giveTo(node(2).run(), to.id()))).isTrue();
        ClusterRegistration granted = get(second);
        assertThat(granted.holding().value()).isEqualTo("v");
        assertThat(receiver.given).containsExactly(granted.holding());
        assertThat(first).isNotDone();
        get(granted.unregister());
        assertThat(get(first).isHeld()).isTrue();
    }

    @Test
    void giveTo_workerThatNeverWas_isFreeAgain() {
        start(3);
        ClusterRegistration token = get(node(1).join("a").register(NAME));
        assertThat(get(token.giveTo(node(2).run(), 4711))).isTrue();
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.whereIs(NAME).isEmpty());
        assertThat(node(3).cluster.status().names()).isZero();
    }

    @Test
    void giveTo_workerThatHasEnded_goesToTheNextInLine() {
        start(3);
        ClusterRegistration token = get(node(1).join("a").register(NAME));
        CompletableFuture<ClusterRegistration> next = node(3).join("c").registerWhenFree(NAME, "next");
        settle();
        ClusterOwner<String> to = node(2).join("b", receiver);
        CompletionStage<Boolean> given = token.giveTo(node(2).run(), to.id());
        to.owner().leave();
        assertThat(get(given)).isTrue();
        assertThat(get(next).holding().value()).isEqualTo("next");
    }

    @Test
    void giveTo_answeredTooLate_isNoLossToTheGiver() {
        start(3);
        ClusterOwner<String> from = node(2).join("a", giver);
        ClusterRegistration token = get(from.register(NAME));
        ClusterOwner<String> to = node(3).join("b", receiver);
        Node run = node(3).run();
        settle();
        network.lost = 100;
        assertThat(failure(token.giveTo(run, to.id()))).isInstanceOf(OutcomeUnknownException.class);
        network.lost = 0;
        network.advance(3_000);
        assertThat(token.isHeld()).isFalse();
        assertThat(from.registration(NAME)).isEmpty();
        assertThat(giver.lost).isEmpty();
        assertThat(receiver.given).hasSize(1);
    }

    @Test
    void giveTo_receiverEndsLater_isFreeAgain() {
        start(3);
        ClusterRegistration token = get(node(1).join("a").register(NAME));
        ClusterOwner<String> to = node(2).join("b");
        get(token.giveTo(node(2).run(), to.id()));
        settle();
        to.owner().leave();
        settle();
        assertThat(node(1).cluster.status().names()).isZero();
    }

    @Test
    void giveTo_runThatIsNotJoined_isFalseAndChangesNothing() {
        start(3);
        ClusterRegistration token = get(node(1).join("a").register(NAME));
        assertThat(get(token.giveTo(new Node("n2", 4711), 1))).isFalse();
        assertThat(token.isHeld()).isTrue();
        assertThat(node(1).cluster.find(NAME)).isEqualTo(token.holding());
    }

    @Test
    void giveTo_oneself_changesNothing() {
        start(3);
        ClusterOwner<String> owner = node(1).join("a", giver);
        ClusterRegistration token = get(owner.register(NAME));
        assertThat(get(token.giveTo(node(1).run(), owner.id()))).isTrue();
        settle();
        assertThat(token.isHeld()).isTrue();
        assertThat(owner.registration(NAME)).containsSame(token);
        assertThat(giver.given).isEmpty();
    }

    @Test
    void giveTo_spentToken_isFalse() {
        start(3);
        ClusterRegistration token = get(node(1).join("a").register(NAME));
        ClusterOwner<String> to = node(2).join("b");
        get(token.unregister());
        assertThat(get(token.giveTo(node(2).run(), to.id()))).isFalse();
    }

    @Test
    void takeOver_expectedGrantStands_takesTheName() {
        start(3);
        ClusterOwner<String> old = node(1).join("a", giver);
        ClusterRegistration first = get(old.register(NAME, "v"));
        get(first.setValue("another value"));
        ClusterClaim claim = get(node(2).join("b").takeOver(NAME, "w", Displaced.END, first.holding()));
        assertThat(claim.granted()).isTrue();
        assertThat(claim.holding().value()).isEqualTo("w");
        settle();
        assertThat(giver.lost).hasSize(1);
        assertThat(old.owner().endReason()).contains(Reason.TAKEN);
    }

    @Test
    void takeOver_anotherThanExpectedHolds_isRefusedAndDisplacesNobody() {
        start(3);
        ClusterOwner<String> old = node(1).join("a", giver);
        ClusterRegistration first = get(old.register(NAME));
        get(first.unregister());
        ClusterRegistration second = get(old.register(NAME));
        ClusterOwner<String> taker = node(2).join("b");
        ClusterClaim late = get(taker.takeOver(NAME, null, Displaced.END, first.holding()));
        ClusterClaim onlyFree = get(taker.takeOver(NAME, null, Displaced.END, null));
        assertThat(late.granted()).isFalse();
        assertThat(late.holding()).isEqualTo(second.holding());
        assertThat(onlyFree.holding()).isEqualTo(second.holding());
        settle();
        assertThat(second.isHeld()).isTrue();
        assertThat(giver.lost).isEmpty();
    }

    @Test
    void takeOver_freeOrOnesOwn_isGrantedWhateverIsExpected() {
        start(3);
        ClusterOwner<String> owner = node(2).join("b");
        ClusterRegistration gone = get(node(1).join("a").register(NAME));
        get(gone.unregister());
        ClusterClaim first = get(owner.takeOver(NAME, null, Displaced.KEEP, gone.holding()));
        ClusterClaim again = get(owner.takeOver(NAME, null, Displaced.KEEP, null));
        assertThat(first.granted()).isTrue();
        assertThat(again.registration()).isEqualTo(first.registration());
    }

    @Test
    void takeOver_endLearntOfByASnapshot_endsTheHolder() {
        start(3);
        ClusterOwner<String> old = node(3).join("a", giver);
        ClusterRegistration first = get(old.register(NAME));
        ClusterOwner<String> another = node(3).join("other");
        get(another.register(Name.of("other")));
        settle();
        network.snapshots = 100;
        network.cut("n3", 1);
        ClusterOwner<String> taker = node(1).join("b");
        ClusterRegistration second = get(taker.takeOver(NAME, null, Displaced.END));
        for (int i = 0; i < 10; i++) {
            get(taker.register(Name.of("more" + i)));
        }
        get(second.unregister());
        network.heal();
        network.advance(20_000);
        assertThat(giver.lost).extracting(Holding::token).containsExactly(first.token());
        assertThat(old.owner().endReason()).contains(Reason.TAKEN);
        assertThat(another.owner().endReason()).isEmpty();
        assertThat(node(3).cluster.member().table().sessions())
                .allMatch(session -> session.doomed().isEmpty());
    }

    @Test
    void takeOver_whileTheHolderGivesTheNameUp_endsItIfItCameFirst() {
        start(3);
        int taken = 0;
        for (int i = 0; i < 100; i++) {
            Name name = Name.of("wanted" + i);
            ClusterOwner<String> holder = node(3).join("holder" + i, giver);
            ClusterRegistration held = get(holder.register(name));
            settle();
            CompletionStage<Boolean> givenUp = held.unregister();
            CompletionStage<ClusterRegistration> taking =
                    node(1).join("taker" + i).takeOver(name, null, Displaced.END);
            settle();
            assertThat(get(taking).isHeld()).isTrue();
            boolean wasTaken = !get(givenUp);
            taken += wasTaken ? 1 : 0;
            assertThat(holder.owner().endReason().isPresent())
                    .as(name.toString())
                    .isEqualTo(wasTaken);
        }
        assertThat(taken).isBetween(1, 99);
        assertThat(giver.lost).hasSize(taken);
    }

    @Test
    void standInLine_byAndBy_tellsThePosition() {
        start(3);
        ClusterOwner<String> first = node(1).join("a");
        ClusterPlace atOnce = get(first.standInLine(NAME, "1"));
        assertThat(atOnce.position()).isZero();
        assertThat(atOnce.granted())
                .isCompletedWithValueMatching(
                        token -> "1".equals(token.holding().value()));
        ClusterOwner<String> second = node(2).join("b");
        ClusterPlace next = get(second.standInLine(NAME, "2"));
        ClusterOwner<String> third = node(3).join("c");
        ClusterPlace last = get(third.standInLine(NAME, "3"));
        assertThat(next.position()).isOne();
        assertThat(last.position()).isEqualTo(2);
        assertThat(last.granted()).isSameAs(third.registerWhenFree(NAME, null)).isNotDone();
        get(atOnce.granted().join().unregister());
        assertThat(get(next.granted()).holding().value()).isEqualTo("2");
        ClusterPlace again = get(third.standInLine(NAME, null));
        assertThat(again.position()).isOne();
        assertThat(again.granted()).isSameAs(last.granted());
        second.owner().leave();
        assertThat(get(last.granted()).holding().value()).isEqualTo("3");
    }

    @Test
    void standInLine_whileSuspended_isRefusedAndKeepsNoPlace() {
        start(3);
        get(node(1).join("a").register(NAME));
        network.cut("n2", 1);
        network.advance(9_000);
        ClusterOwner<String> owner = node(2).join("b");
        assertThat(failure(owner.standInLine(NAME, null))).isInstanceOf(SuspendedException.class);
        assertThat(owner.leaveLine(NAME)).isFalse();
        network.heal();
        network.advance(20_000);
    }

    @Test
    void leaveLine_whereItStood_letsTheNextGoFirst() {
        start(3);
        ClusterRegistration token = get(node(1).join("a").register(NAME));
        ClusterOwner<String> second = node(2).join("b");
        ClusterPlace place = get(second.standInLine(NAME, null));
        CompletableFuture<ClusterRegistration> third = node(3).join("c").registerWhenFree(NAME, null);
        settle();
        assertThat(second.leaveLine(NAME)).isTrue();
        assertThat(second.leaveLine(NAME)).isFalse();
        assertThat(place.granted()).isCancelled();
        get(token.unregister());
        assertThat(get(third).isHeld()).isTrue();
    }

    @Test
    void leaveLine_grantOnItsWay_givesTheNameUp() {
        start(3);
        for (int i = 0; i < 30; i++) {
            Name name = Name.of("n" + i);
            ClusterOwner<String> owner = node(2).join("b");
            CompletableFuture<ClusterRegistration> granted = owner.registerWhenFree(name, null);
            network.advance(i % 6);
            boolean stood = owner.leaveLine(name);
            assertThat(stood).isEqualTo(granted.isCancelled());
            settle();
            assertThat(owner.registration(name).isPresent()).isEqualTo(!stood);
            assertThat(node(1).cluster.whereIs(name).isPresent()).isEqualTo(!stood);
        }
    }

    @Test
    void leaveLine_claimedAtOnceAfterwards_keepsTheClaim() {
        start(3);
        ClusterOwner<String> owner = node(2).join("b");
        owner.registerWhenFree(NAME, "in line");
        assertThat(owner.leaveLine(NAME)).isTrue();
        ClusterRegistration claimed = get(owner.register(NAME, "claimed"));
        CompletableFuture<ClusterRegistration> waiting = owner.registerWhenFree(NAME, null);
        assertThat(get(waiting)).isSameAs(claimed);
        settle();
        assertThat(claimed.isHeld()).isTrue();
        assertThat(claimed.holding().value()).isEqualTo("claimed");
        assertThat(node(1).cluster.find(NAME)).isEqualTo(claimed.holding());
    }

    @Test
    void leaveLine_takenAgainAtOnce_waitsAtTheEnd() {
        start(3);
        ClusterOwner<String> first = node(1).join("a");
        ClusterOwner<String> second = node(2).join("b");
        ClusterOwner<String> third = node(3).join("c");
        for (int i = 0; i < 50; i++) {
            Name name = Name.of("n" + i);
            ClusterRegistration token = get(first.register(name));
            get(second.standInLine(name, "old"));
            get(third.standInLine(name, null));
            token.unregister();
            second.leaveLine(name); // before the grant, or after it, or after another heard of it
            CompletableFuture<ClusterRegistration> anew = second.registerWhenFree(name, "new");
            settle();
            ClusterRegistration next = third.registration(name).orElseThrow();
            assertThat(anew).isNotDone();
            get(next.unregister());
            assertThat(get(anew).holding().value()).isEqualTo("new");
            assertThat(anew.join().isHeld()).isTrue();
        }
    }

    @Test
    void registration_whatIsAndWasHeld_isFoundByName() {
        start(3);
        ClusterOwner<String> owner = node(2).join("a");
        assertThat(owner.registration(NAME)).isEmpty();
        ClusterRegistration first = get(owner.register(NAME));
        ClusterRegistration other = get(owner.register(Name.of("other")));
        assertThat(owner.registration(NAME)).containsSame(first);
        assertThat(owner.registrations()).containsExactlyInAnyOrder(first, other);
        get(first.unregister());
        assertThat(owner.registration(NAME)).isEmpty();
        ClusterRegistration second = get(owner.register(NAME));
        settle();
        assertThat(owner.registration(NAME)).containsSame(second);
        owner.owner().leave();
        assertThat(owner.registration(NAME)).isEmpty();
    }

    @Test
    void registration_claimAnsweredTooLate_isFoundOnceItIsApplied() {
        start(3);
        ClusterOwner<String> owner = node(2).join("a", giver);
        network.lost = 100;
        assertThat(failure(owner.register(NAME))).isInstanceOf(OutcomeUnknownException.class);
        assertThat(owner.registration(NAME)).isEmpty();
        network.lost = 0;
        network.advance(3_000);
        ClusterRegistration late = owner.registration(NAME).orElseThrow();
        assertThat(late.isHeld()).isTrue();
        get(node(1).join("b").takeOver(NAME, null, Displaced.KEEP));
        settle();
        assertThat(giver.lost).containsExactly(late.holding());
    }

    @Test
    void registerWhenFree_answeredTooLate_leavesNobodyInLine() {
        start(3);
        ClusterRegistration token = get(node(1).join("a").register(NAME));
        settle();
        network.lost = 100;
        CompletableFuture<ClusterRegistration> waiting = node(2).join("b").registerWhenFree(NAME, null);
        assertThat(failure(waiting)).isInstanceOf(OutcomeUnknownException.class);
        network.lost = 0;
        network.advance(3_000);
        get(token.unregister());
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.whereIs(NAME).isEmpty());
    }
}
