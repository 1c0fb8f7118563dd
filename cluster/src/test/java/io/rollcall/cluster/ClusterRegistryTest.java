package io.rollcall.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.Counter;
import io.rollcall.registry.CounterRegistration;
import io.rollcall.registry.Displaced;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.OwnerEndedException;
import io.rollcall.registry.Property;
import io.rollcall.registry.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user of one node, and of three, is promised; on a network that loses nothing. */
class ClusterRegistryTest extends FakeClusterTest {
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");
    private static final Counter JOBS = Counter.of("jobs");

    @Test
    void register_oneNode_worksAsALocalOneDoes() {
        FakeNetwork alone = new FakeNetwork(1, 1);
        FakeNode node = new FakeNode(alone, "n1");
        alone.advance(5_000);
        CompletableFuture<ClusterRegistration> token =
                node.join("a").register(NAME, "v").toCompletableFuture();
        alone.advance(1_000);
        assertThat(token.join().isHeld()).isTrue();
        assertThat(node.cluster.find(NAME)).isEqualTo(token.join().holding());
        assertThat(token.join().holding().value()).isEqualTo("v");
    }

    @Test
    void register_onThreeNodesAtOnce_grantsOneAndNamesItToTheOthers() {
        start(3);
        List<CompletableFuture<ClusterClaim>> claims = new ArrayList<>();
        for (FakeNode node : nodes) {
            claims.add(node.join(node.id()).tryRegister(NAME, null).toCompletableFuture());
        }
        settle();
        assertThat(claims).filteredOn(claim -> claim.join().granted()).hasSize(1);
        assertThat(claims.stream().map(claim -> claim.join().holding()).distinct())
                .hasSize(1);
        assertThat(nodes).allMatch(node -> node.cluster.whereIs(NAME).isPresent());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void register_confirmed_isSeenHereAtOnce(int on) {
        start(3);
        for (int i = 0; i < 50; i++) {
            Name name = Name.of("n" + i);
            ClusterOwner<String> owner = node(on).join("a");
            CompletableFuture<Boolean> seen = owner.register(name)
                    .thenApply(token -> token.holding().equals(node(on).cluster.find(name)))
                    .toCompletableFuture();
            assertThat(get(seen)).isTrue();
        }
    }

    @Test
    void register_heldByOneself_isGrantedWithTheSameToken() {
        start(3);
        ClusterOwner<String> owner = node(2).join("a");
        assertThat(get(owner.register(NAME))).isSameAs(get(owner.register(NAME)));
    }

    @Test
    void register_heldByAnother_failsWithItsHolder() {
        start(3);
        ClusterRegistration first = get(node(1).join("a").register(NAME));
        assertThat(failure(node(2).join("b").register(NAME)))
                .isInstanceOfSatisfying(
                        NameHeldException.class,
                        held -> assertThat(held.holding()).isEqualTo(first.holding()));
    }

    @Test
    void ready_beforeAndAfterASuspension_completesOnceItMayClaim() {
        start(3);
        assertThat(get(node(1).cluster.ready()))
                .isEqualTo(node(1).cluster.member().me());
        network.cut("n1", 1);
        network.advance(9_000);
        CompletableFuture<Node> ready = node(1).cluster.ready();
        assertThat(ready).isNotDone();
        network.heal();
        network.advance(20_000);
        assertThat(ready).isCompletedWithValueMatching(node -> node.id().equals("n1"));
    }

    @Test
    void ready_closed_fails() {
        start(3);
        node(3).cluster.close();
        assertThat(failure(node(3).cluster.ready())).isInstanceOf(ClusterClosedException.class);
    }

    @Test
    void register_eachGrant_hasAGreaterToken() {
        start(3);
        long last = 0;
        for (int i = 0; i < 20; i++) {
            ClusterRegistration token = get(node(1 + i % 3).join("a").register(NAME));
            assertThat(token.token()).isGreaterThan(last);
            last = token.token();
            assertThat(get(token.unregister())).isTrue();
            assertThat(token.isHeld()).isFalse();
        }
    }

    @Test
    void register_localName_isAnotherThanTheGlobalOne() {
        start(3);
        node(1).local.join("a").register(NAME);
        assertThat(node(1).cluster.whereIs(NAME)).isEmpty();
        get(node(2).join("b").register(NAME));
        settle();
        assertThat(node(1).local.find(NAME)).isEqualTo("a");
    }

    @Test
    void leave_holder_isGoneHereAtOnceAndThereSoon() {
        start(3);
        ClusterOwner<String> owner = node(1).join("a");
        ClusterRegistration token = get(owner.register(NAME));
        owner.owner().leave();
        assertThat(node(1).cluster.whereIs(NAME)).isEmpty();
        assertThat(token.isHeld()).isFalse();
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.whereIs(NAME).isEmpty());
        assertThat(failure(owner.register(NAME))).isInstanceOf(OwnerEndedException.class);
    }

    @Test
    void leave_claimUnderWay_leavesNothingBehind() {
        start(3);
        ClusterOwner<String> owner = node(2).join("a");
        CompletionStage<ClusterRegistration> claim = owner.register(NAME);
        owner.owner().leave();
        get(claim);
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.whereIs(NAME).isEmpty());
        assertThat(node(1).cluster.status().names()).isZero();
    }

    @Test
    void registerWhenFree_servedByEndAndUnregister_isFirstComeFirstServed() {
        start(3);
        ClusterOwner<String> first = node(1).join("a");
        get(first.register(NAME));
        CompletableFuture<ClusterRegistration> second = node(2).join("b").registerWhenFree(NAME, "2");
        settle();
        CompletableFuture<ClusterRegistration> third = node(3).join("c").registerWhenFree(NAME, "3");
        settle();
        assertThat(second).isNotDone();
        List<ClusterChange> seen = new ArrayList<>();
        node(1).cluster.watch(NAME::equals, seen::add);
        first.owner().leave();
        ClusterRegistration granted = get(second);
        assertThat(granted.holding().value()).isEqualTo("2");
        assertThat(third).isNotDone();
        get(granted.unregister());
        assertThat(get(third).isHeld()).isTrue();
        settle();
        assertThat(seen).extracting(ClusterChange::reason).containsExactly(Reason.GRANTED, Reason.GRANTED);
    }

    @Test
    void registerWhenFree_cancelled_leavesTheLine() {
        start(3);
        ClusterRegistration first = get(node(1).join("a").register(NAME));
        CompletableFuture<ClusterRegistration> second = node(2).join("b").registerWhenFree(NAME, null);
        settle();
        second.cancel(false);
        settle();
        get(first.unregister());
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.whereIs(NAME).isEmpty());
    }

    @Test
    void takeOver_ofAnotherNodesName_tellsAndEndsTheHolder() {
        start(3);
        List<Holding> lost = new ArrayList<>();
        ClusterOwner<String> old = node(1).cluster.join(node(1).local.join("a"), new ClusterListener() {
            @Override
            public void lost(Holding holding, Reason reason, @Nullable Holding by) {
                lost.add(holding);
            }
        });
        ClusterRegistration first = get(old.register(NAME));
        ClusterRegistration second = get(node(2).join("b").takeOver(NAME, null, Displaced.END));
        settle();
        assertThat(lost).containsExactly(first.holding());
        assertThat(first.isHeld()).isFalse();
        assertThat(second.isHeld()).isTrue();
        assertThat(old.owner().endReason()).contains(Reason.TAKEN);
        assertThat(node(3).cluster.find(NAME)).isEqualTo(second.holding());
    }

    @Test
    void setValue_ofAGrant_isSeenEverywhere() {
        start(3);
        ClusterRegistration token = get(node(1).join("a").register(NAME, "old"));
        assertThat(get(token.setValue("new"))).isTrue();
        assertThat(token.holding().value()).isEqualTo("new");
        settle();
        assertThat(nodes).allMatch(node -> token.holding().equals(node.cluster.find(NAME)));
        get(token.unregister());
        assertThat(get(token.setValue("late"))).isFalse();
    }

    @Test
    void read_afterAnothersConfirmedClaim_findsIt() {
        start(3);
        for (int i = 0; i < 20; i++) {
            Name name = Name.of("n" + i);
            ClusterRegistration token = get(node(1).join("a").register(name));
            assertThat(get(node(3).cluster.read(name))).contains(token.holding());
        }
    }

    @Test
    void await_nameOfAnotherNode_completesOnceOrTimesOut() {
        start(3);
        CompletableFuture<Holding> found = node(3).cluster.await(NAME, Duration.ofSeconds(5));
        CompletableFuture<Holding> late = node(3).cluster.await(Name.of("nobody"), Duration.ofSeconds(5));
        ClusterRegistration token = get(node(1).join("a").register(NAME));
        settle();
        assertThat(found).isCompletedWithValue(token.holding());
        assertThat(get(node(3).cluster.await(NAME, Duration.ofSeconds(5)))).isEqualTo(token.holding());
        assertThat(failure(late)).isInstanceOf(TimeoutException.class);
    }

    @Test
    void watch_onEachNode_tellsTheSameChangesInOneOrder() {
        start(3);
        List<List<ClusterChange>> seen = new ArrayList<>();
        for (FakeNode node : nodes) {
            List<ClusterChange> changes = new ArrayList<>();
            seen.add(changes);
            node.cluster.watch(name -> true, changes::add);
        }
        for (int i = 0; i < 30; i++) {
            ClusterOwner<String> owner = node(1 + i % 3).join("a");
            owner.tryRegister(Name.of("n" + i % 4), "v");
            network.advance(10);
            if (i % 5 < 3) {
                owner.owner().leave();
            }
        }
        settle();
        assertThat(seen.get(0)).hasSizeGreaterThan(5);
        assertThat(seen).allMatch(seen.get(0)::equals);
    }

    @Test
    void watch_begun_tellsWhatIsThereFirst() {
        start(3);
        ClusterRegistration token = get(node(1).join("a").register(NAME));
        settle();
        List<Object> told = new ArrayList<>();
        var watch = node(2).cluster.watch(NAME::equals, new ClusterWatcher() {
            @Override
            public void snapshot(List<Holding> holdings) {
                told.addAll(holdings);
            }

            @Override
            public void changed(ClusterChange change) {
                told.add(change);
            }
        });
        assertThat(told).containsExactly(token.holding());
        get(token.unregister());
        settle();
        assertThat(told)
                .containsExactly(token.holding(), new ClusterChange(NAME, token.holding(), null, Reason.DROPPED));
        watch.close();
        get(node(1).join("b").register(NAME));
        settle();
        assertThat(told).hasSize(2);
    }

    @Test
    void count_membersOnEachNode_isTheirSumEverywhere() {
        start(3);
        List<ClusterOwner<String>> owners = new ArrayList<>();
        for (FakeNode node : nodes) {
            for (int i = 0; i < 3; i++) {
                ClusterOwner<String> owner = node.join("a");
                owners.add(owner);
                get(owner.register(ROOM, null));
            }
        }
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.count(ROOM) == 9);
        assertThat(nodes).allMatch(node -> node.cluster.sharedKeys().equals(Set.of(ROOM)));
        owners.get(0).owner().leave();
        assertThat(node(1).cluster.count(ROOM)).isEqualTo(8);
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.count(ROOM) == 8);
        owners.forEach(owner -> owner.owner().leave());
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.nodes(ROOM).isEmpty());
        assertThat(nodes).allMatch(node -> node.cluster.sharedKeys().isEmpty());
    }

    @Test
    void total_numbersOnEachNode_isTheirSumEverywhere() {
        start(3);
        CounterRegistration<String> number = get(node(1).join("a").register(JOBS, 5));
        get(node(2).join("b").register(JOBS, 7));
        number.add(10);
        assertThat(node(1).cluster.total(JOBS)).isEqualTo(22);
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.total(JOBS) == 22);
        assertThat(nodes).allMatch(node -> node.cluster.count(JOBS) == 2);
    }

    @Test
    void send_toANameAnywhere_isDeliveredInOrder() {
        start(3);
        get(node(1).join("a").register(NAME));
        settle();
        for (int i = 0; i < 20; i++) {
            assertThat(node(2).cluster.send(NAME, ("" + i).getBytes(UTF_8))).isEqualTo(Sent.UNDER_WAY);
        }
        assertThat(node(1).cluster.send(NAME, "here".getBytes(UTF_8))).isEqualTo(Sent.DELIVERED);
        settle();
        assertThat(node(1).delivered).hasSize(21).startsWith("a here").endsWith("a 19");
        assertThat(node(1).delivered.subList(1, 21))
                .isSortedAccordingTo(
                        (x, y) -> Integer.compare(Integer.parseInt(x.substring(2)), Integer.parseInt(y.substring(2))));
        assertThat(node(3).cluster.send(Name.of("nobody"), new byte[0])).isEqualTo(Sent.NOBODY);
    }

    @Test
    void send_nameMovedMeanwhile_isNotDeliveredToTheNextHolder() {
        start(3);
        ClusterRegistration first = get(node(1).join("a").register(NAME));
        settle();
        get(first.unregister());
        get(node(1).join("b").register(NAME));
        assertThat(node(2).cluster.send(first.holding(), "late".getBytes(UTF_8)))
                .isEqualTo(Sent.UNDER_WAY);
        settle();
        assertThat(node(1).delivered).isEmpty();
    }

    @Test
    void send_asSoonAsAnyNodeSeesTheName_isDelivered() {
        start(3);
        for (FakeNode node : nodes) {
            node.cluster.watch(name -> true, change -> {
                if (change.after() != null) {
                    node.cluster.send(change.after(), node.id().getBytes(UTF_8));
                }
            });
        }
        for (int i = 0; i < 30; i++) {
            get(node(3).join("a" + i).register(Name.of("n" + i)));
        }
        settle();
        assertThat(node(3).delivered).hasSize(90);
    }

    @Test
    void send_moreThanMayWait_isDroppedAndCounted() {
        start(3);
        ClusterRegistration token = get(node(1).join("a").register(NAME));
        settle();
        node(1).hold();
        for (int i = 0; i < Inbox.MOST + 7; i++) {
            node(2).cluster.send(token.holding(), new byte[0]);
        }
        settle();
        node(1).letGo();
        assertThat(node(1).delivered).hasSize(Inbox.MOST);
        assertThat(node(1).cluster.status().dropped()).isEqualTo(7);
        node(2).cluster.send(token.holding(), "after".getBytes(UTF_8));
        settle();
        assertThat(node(1).delivered).endsWith("a after");
    }

    @Test
    void broadcast_membersOnTwoNodes_isOneMessageToEachNode() {
        start(3);
        ClusterOwner<String> sender = node(1).join("a");
        get(sender.register(ROOM, null));
        get(node(1).join("b").register(ROOM, null));
        get(node(2).join("c").register(ROOM, null));
        get(node(2).join("d").register(ROOM, null));
        settle();
        ClusterReceipt receipt = node(1).cluster.broadcast(ROOM, "x".getBytes(UTF_8), sender);
        assertThat(receipt.here().delivered()).isOne();
        assertThat(receipt.nodes()).isOne();
        settle();
        assertThat(node(1).delivered).containsExactly("b x");
        assertThat(node(2).delivered).containsExactlyInAnyOrder("c x", "d x");
        assertThat(node(3).delivered).isEmpty();
    }

    @Test
    void kill_ofANode_freesItsNamesInOneEntry() {
        start(3);
        ClusterOwner<String> owner = node(3).join("a");
        for (int i = 0; i < 200; i++) {
            get(owner.register(Name.of("n" + i)));
        }
        get(owner.register(ROOM, null));
        settle();
        int before = network.log.size();
        network.kill("n3");
        network.advance(5_000);
        assertThat(node(1).cluster.status().names()).isZero();
        assertThat(node(2).cluster.count(ROOM)).isZero();
        assertThat(network.log.subList(before, network.log.size()).stream().map(Command::of))
                .as("what frees them, and perhaps a second time")
                .filteredOn(command -> command instanceof Command.Purge)
                .hasSizeBetween(1, 2);
    }

    @Test
    void cut_minority_refusesClaimsAndComesBackWithoutItsNames() {
        start(3);
        List<String> told = new ArrayList<>();
        ClusterOwner<String> owner = node(3).cluster.join(node(3).local.join("a"), new ClusterListener() {
            @Override
            public void lost(Holding lost, Reason reason, @Nullable Holding by) {
                told.add("lost");
            }

            @Override
            public void suspended(String why) {
                told.add("suspended");
            }

            @Override
            public void resumed() {
                told.add("resumed");
            }
        });
        ClusterRegistration token = get(owner.register(NAME));
        get(owner.register(ROOM, null));
        network.cut("n3", 1);
        network.advance(9_000);
        assertThat(told).containsExactly("suspended");
        assertThat(token.isHeld()).isFalse();
        assertThat(failure(owner.register(Name.of("other")))).isInstanceOf(SuspendedException.class);
        assertThat(node(3).cluster.status().suspended()).isPresent();
        network.advance(5_000);
        ClusterRegistration second = get(node(1).join("b").register(NAME));
        assertThat(second.token()).isGreaterThan(token.token());
        network.heal();
        network.advance(15_000);
        assertThat(told).containsExactly("suspended", "lost", "resumed");
        assertThat(node(3).cluster.find(NAME)).isEqualTo(second.holding());
        assertThat(nodes).allMatch(node -> node.cluster.count(ROOM) == 1);
        assertThat(nodes).allMatch(FakeNode::isReady);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void part_nodeDoesNotHearTheLeader_refusesClaimsAlthoughItSeesAMajority(boolean takenForDead) {
        start(3);
        String leader = node(1).cluster.status().leader().orElseThrow();
        FakeNode lone = node(leader.equals("n3") ? 2 : 3);
        FakeNode third = nodes.stream()
                .filter(node -> node != lone && !node.id().equals(leader))
                .findFirst()
                .orElseThrow();
        ClusterRegistration token = get(lone.join("a").register(NAME));
        network.part(leader, lone.id(), takenForDead);
        network.advance(9_000);
        assertThat(lone.cluster.status().members()).hasSize(3);
        assertThat(token.isHeld()).isFalse();
        assertThat(failure(lone.join("b").register(NAME))).isInstanceOf(SuspendedException.class);
        assertThat(get(third.join("c").tryRegister(NAME, null)).granted()).isEqualTo(takenForDead);
        network.heal();
        network.advance(15_000);
        assertThat(lone.isReady()).isTrue();
        assertThat(token.isHeld()).isEqualTo(!takenForDead);
    }

    @Test
    void status_idle_staysReadyWithoutAnyCall() {
        start(3);
        for (int i = 0; i < 60; i++) {
            network.advance(1_000);
            assertThat(nodes).allMatch(FakeNode::isReady);
        }
    }

    @Test
    void pause_pastTheOthersPatience_suspendsBeforeAnythingElse() {
        start(3);
        ClusterRegistration token = get(node(3).join("a").register(NAME));
        settle();
        network.pause("n3");
        network.advance(20_000);
        assertThat(node(1).cluster.whereIs(NAME)).isEmpty();
        assertThat(token.isHeld()).as("the first that it is asked").isFalse();
        network.resume("n3");
        assertThat(token.isHeld()).isFalse();
        network.advance(20_000);
        assertThat(token.isHeld()).isFalse();
        assertThat(node(3).isReady()).isTrue();
    }

    @Test
    void register_nobodyAnswers_failsInTimeAndARepeatSettlesIt() {
        start(3);
        ClusterOwner<String> owner = node(2).join("a");
        network.lost = 100;
        assertThat(failure(owner.register(NAME))).isInstanceOf(OutcomeUnknownException.class);
        network.lost = 0;
        network.advance(3_000);
        assertThat(get(owner.register(NAME)).isHeld()).isTrue();
    }

    @Test
    void apply_unknownVersionOrType_stopsTheNode() {
        start(3);
        CompletableFuture<Holding> waiting = node(1).cluster.await(NAME, Duration.ofSeconds(100));
        Engine.Replica replica = node(1).engine.replica();
        assertThatThrownBy(() -> replica.apply(new byte[] {2, 1})).isInstanceOf(UnknownCommandException.class);
        assertThat(failure(node(1).join("a").register(NAME))).isInstanceOf(ClusterClosedException.class);
        assertThat(waiting).isCompletedExceptionally();
        assertThatThrownBy(() -> replica.apply(new byte[] {1, 1})).isInstanceOf(IllegalStateException.class);
        assertThat(network.engines).as("it has left").doesNotContainKey("n1");
    }

    @Test
    void watch_ofOneName_tellsWhoHoldsItThenEachChangeOfIt() {
        start(2);
        get(node(1).join("a").register(NAME, "v"));
        settle();
        List<String> told = new ArrayList<>();
        var watch = node(2).cluster.watch(NAME, new ClusterWatcher() {
            @Override
            public void snapshot(List<Holding> holdings) {
                holdings.forEach(held -> told.add("there " + held.value()));
            }

            @Override
            public void changed(ClusterChange change) {
                told.add(change.reason().word());
            }
        });
        get(node(1).join("b").register(Name.of("another")));
        settle();
        get(node(2).join("c").takeOver(NAME, null, Displaced.KEEP));
        settle();
        watch.close();
        get(node(1).join("d").takeOver(NAME, null, Displaced.KEEP));
        settle();
        assertThat(told).containsExactly("there v", "taken");
    }

    @Test
    void end_reason_isToldOnOtherNodes() {
        start(2);
        ClusterOwner<String> owner = node(1).join("a");
        get(owner.register(NAME));
        settle();
        List<String> told = new ArrayList<>();
        node(2).cluster.watch(NAME, change -> told.add(change.reason().word()));
        settle();
        owner.owner().leave(Reason.of("quit"));
        settle();
        assertThat(told).containsExactly("quit");
    }

    @Test
    void join_underANumberOfItsOwn_isKnownByThatAndFreeAgainOnceLeft() {
        start(2);
        Owner<String> first = node(1).local.join("a");
        ClusterOwner<String> joined = node(1).cluster.join(first, 42, new ClusterListener() {});
        get(joined.register(NAME));
        settle();
        assertThat(node(2).cluster.find(NAME).worker()).isEqualTo(42);
        assertThatThrownBy(() -> node(1).cluster.join(node(1).local.join("b"), 42, new ClusterListener() {}))
                .isInstanceOf(IllegalStateException.class);
        first.leave();
        joined.leave();
        ClusterOwner<String> again = node(1).cluster.join(node(1).local.join("b"), 42, new ClusterListener() {});
        ClusterRegistration token = get(again.register(NAME));
        settle();
        assertThat(token.isHeld()).isTrue();
        assertThat(node(2).cluster.find(NAME)).isEqualTo(token.holding());
    }

    @Test
    void awaitFree_heldThenGivenUp_completesOnceNobodyWaits() {
        start(3);
        ClusterRegistration first = get(node(1).join("a").register(NAME));
        settle();
        CompletableFuture<Void> free = node(2).cluster.awaitFree(NAME, Duration.ofSeconds(30));
        CompletableFuture<Void> late = node(2).cluster.awaitFree(NAME, Duration.ofMillis(1_500));
        CompletableFuture<ClusterRegistration> next = node(3).join("c").registerWhenFree(NAME, null);
        settle();
        get(first.unregister());
        ClusterRegistration second = get(next);
        settle();
        assertThat(free).isNotDone();
        assertThat(failure(late)).isInstanceOf(TimeoutException.class);
        get(second.unregister());
        settle();
        assertThat(free).isCompleted();
        assertThat(node(1).cluster.awaitFree(NAME, null)).isCompleted();
        node(1).cluster.close();
        assertThat(failure(node(1).cluster.awaitFree(NAME, null))).isInstanceOf(ClusterClosedException.class);
    }

    @Test
    void names_pageByPage_areAllInOrder() {
        start(3);
        ClusterOwner<String> owner = node(1).join("a");
        List<String> expected = new ArrayList<>();
        for (String text : List.of("b:2", "b:1", "b:", "a", "c", "b:1\uD83D\uDE00", "b:10", "b")) {
            ClusterRegistration token = get(owner.register(Name.of(text)));
            if (text.startsWith("b:")) {
                expected.add(text);
            }
            assertThat(node(1).cluster.names(text, null, 1)).containsExactly(token.holding());
        }
        expected.sort(null);
        settle();
        for (FakeNode node : nodes) {
            List<String> found = new ArrayList<>();
            List<Holding> page = node.cluster.names("b:", null, 2);
            while (!page.isEmpty()) {
                page.forEach(holding -> found.add(holding.name().toString()));
                page = node.cluster.names("b:", found.get(found.size() - 1), 2);
            }
            assertThat(found).isEqualTo(expected);
            assertThat(node.cluster.names("", null, 100)).hasSize(8);
            assertThat(node.cluster.names("b:", "a", 1))
                    .extracting(Holding::name)
                    .containsExactly(Name.of("b:"));
            assertThat(node.cluster.names("b:", "b:2", 5)).isEmpty();
            assertThat(node.cluster.names("d", null, 5)).isEmpty();
        }
        owner.owner().leave();
        assertThat(node(1).cluster.names("", null, 100)).isEmpty();
        settle();
        assertThat(node(2).cluster.names("", null, 100)).isEmpty();
        assertThatThrownBy(() -> node(1).cluster.names("", null, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void names_confirmedHere_areListedAtOnce() {
        start(3);
        for (int i = 0; i < 50; i++) {
            Name name = Name.of("n" + i);
            ClusterOwner<String> owner = node(2).join("a");
            CompletionStage<List<Holding>> seen =
                    owner.register(name).thenApply(token -> node(2).cluster.names(name.toString(), null, 1));
            assertThat(get(seen)).extracting(Holding::name).containsExactly(name);
            CompletionStage<List<Holding>> gone = owner.registration(name)
                    .orElseThrow()
                    .unregister()
                    .thenApply(done -> node(2).cluster.names("", null, 1));
            assertThat(get(gone)).isEmpty();
        }
    }

    @Test
    void status_positionsInTheLog_areTheEngines() {
        start(3);
        get(node(1).join("a").register(NAME));
        settle();
        ClusterStatus status = node(2).cluster.status();
        assertThat(status.term()).isEqualTo(network.term()).isPositive();
        assertThat(status.committed()).isEqualTo(network.log.size()).isPositive();
        assertThat(status.applied()).isEqualTo(node(2).engine.applied());
    }

    @Test
    void nodes_fromTheStartOn_areToldInOrder() {
        List<String> told = new ArrayList<>();
        NodesListener listener = new NodesListener() {
            @Override
            public void joined(Node node) {
                told.add("joined " + node);
            }

            @Override
            public void gone(Node node) {
                told.add("gone " + node);
            }

            @Override
            public void suspended(String why) {
                told.add("suspended");
            }

            @Override
            public void resumed() {
                told.add("resumed");
            }
        };
        start(2);
        Node first = node(1).run();
        nodes.add(new FakeNode(network, "n3", builder -> builder.nodes(listener)));
        network.advance(10_000);
        Node second = node(2).run();
        Node third = node(3).run();
        assertThat(told).endsWith("joined " + third, "resumed").contains("joined " + first, "joined " + second);
        assertThat(told).hasSize(4);
        told.clear();
        network.kill("n2");
        network.advance(5_000);
        assertThat(told).containsExactly("gone " + second);
        told.clear();
        nodes.add(new FakeNode(network, "n4"));
        network.advance(10_000);
        assertThat(told).containsExactly("joined " + node(4).run());
        told.clear();
        network.cut("n3", 1);
        network.advance(20_000);
        network.heal();
        network.advance(30_000);
        assertThat(told).startsWith("suspended").endsWith("resumed");
        assertThat(told).containsSubsequence("gone " + third, "joined " + node(3).run());
    }
}
