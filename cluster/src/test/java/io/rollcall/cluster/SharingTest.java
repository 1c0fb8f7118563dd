package io.rollcall.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Counter;
import io.rollcall.registry.CounterRegistration;
import io.rollcall.registry.LimitExceededException;
import io.rollcall.registry.Limits;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Processes whose local registries' own shared keys are counted across the cluster. */
class SharingTest extends FakeClusterTest {
    private static final Property ROOM = Property.of("room");
    private static final Counter JOBS = Counter.of("jobs");

    @BeforeEach
    void startThree() {
        start(3, ClusterBuilder::sharing);
    }

    @Test
    void register_byALocalOwner_isCountedByAll() {
        Owner<String> first = node(1).local.join("a"); // which never joins the cluster
        first.register(ROOM, "v");
        get(node(2).join("b").register(ROOM, null));
        assertThat(node(1).cluster.count(ROOM)).isPositive();
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.count(ROOM) == 2);
        assertThat(node(3).cluster.nodes(ROOM)).hasSize(2);
        first.leave();
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.count(ROOM) == 1);
    }

    @Test
    void register_byEither_isTheOneEntryOfTheLocalOwner() {
        ClusterOwner<String> owner = node(1).join("a");
        Registration<String> token = get(owner.register(ROOM, "v"));
        assertThat(owner.owner().registration(ROOM)).containsSame(token);
        assertThat(node(1).local.count(ROOM)).isOne();
        assertThat(node(1).cluster.members(ROOM)).containsExactly("a");
        assertThat(get(owner.register(ROOM, "w"))).isSameAs(token);
        settle();
        assertThat(node(2).cluster.count(ROOM)).isOne();
        token.unregister();
        settle();
        assertThat(node(2).cluster.count(ROOM)).isZero();
    }

    @Test
    void broadcast_ofAnotherNode_goesToLocalMembersOnce() {
        node(1).local.join("a").register(ROOM);
        ClusterOwner<String> sender = node(2).join("b");
        get(sender.register(ROOM, null));
        node(2).local.join("c").register(ROOM);
        settle();
        ClusterReceipt receipt = node(2).cluster.broadcast(ROOM, "x".getBytes(UTF_8), sender);
        settle();
        assertThat(receipt.here().delivered()).isOne();
        assertThat(receipt.nodes()).isOne();
        assertThat(node(1).delivered).containsExactly("a x");
        assertThat(node(2).delivered).containsExactly("c x");
    }

    @Test
    void total_ofLocalNumbers_isTheirSumEverywhere() {
        CounterRegistration<String> number = node(1).local.join("a").register(JOBS, 5);
        get(node(2).join("b").register(JOBS, 7));
        number.add(10);
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.total(JOBS) == 22);
    }

    @Test
    void register_namesAndKeysNotMadeOfStrings_stayLocal() {
        Owner<String> owner = node(1).local.join("a");
        Property number = Property.of(4711);
        owner.register(Name.of("alice"));
        owner.register(number);
        settle();
        assertThat(node(1).cluster.count(number)).isOne();
        assertThat(node(1).cluster.broadcast(number, "x".getBytes(UTF_8), null).nodes())
                .isZero();
        assertThat(node(1).delivered).containsExactly("a x");
        assertThat(node(2).cluster.count(number)).isZero();
        assertThat(node(2).cluster.whereIs(Name.of("alice"))).isEmpty();
    }

    @Test
    void hide_ofALocalOwner_takesItOutOfTheCountEverywhere() {
        Owner<String> owner = node(1).local.join("a");
        owner.register(ROOM);
        settle();
        owner.hide();
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.count(ROOM) == 0);
        owner.show();
        settle();
        assertThat(nodes).allMatch(node -> node.cluster.count(ROOM) == 1);
    }

    @Test
    void register_beyondTheOwnersLimit_failsItsStage() {
        Owner<String> owner = node(1).local.join("a", null, Limits.NONE.withProperties(0));
        assertThat(failure(node(1).cluster.join(owner).register(ROOM, null)))
                .isInstanceOf(LimitExceededException.class);
        settle();
        assertThat(node(2).cluster.count(ROOM)).isZero();
    }

    @Test
    void cut_untilItsRunIsOver_isCountedAgainAsTheNext() {
        node(3).local.join("a").register(ROOM);
        settle();
        network.cut("n3", 1);
        network.advance(20_000);
        assertThat(node(1).cluster.count(ROOM)).isZero();
        node(3).local.join("b").register(ROOM);
        network.heal();
        network.advance(20_000);
        assertThat(nodes).allMatch(node -> node.cluster.count(ROOM) == 2);
    }

    @Test
    void close_ofTheNode_leavesTheLocalRegistryAsItIs() {
        Owner<String> owner = node(1).local.join("a");
        owner.register(ROOM);
        settle();
        node(1).cluster.close();
        network.advance(5_000);
        assertThat(node(2).cluster.count(ROOM)).isZero();
        owner.register(JOBS);
        assertThat(node(1).local.count(ROOM)).isOne();
    }
}
