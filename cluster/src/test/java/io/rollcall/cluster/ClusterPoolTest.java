package io.rollcall.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.Counter;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Pools whose members are on several nodes; a member's subject is its node's id and a letter, as in {@code n1a}. */
class ClusterPoolTest extends FakeClusterTest {
    private static final Property ROOM = Property.of("room");
    private static final Counter JOBS = Counter.of("jobs");

    @Test
    void send_roundRobin_givesEachMemberOnAnyNodeItsTurn() {
        startWith(3, 2, 1);
        ClusterPool<String> pool = pool(2, PoolStrategy.ROUND_ROBIN);
        for (int turns = 1; turns <= 10; turns++) {
            for (int i = 0; i < 6; i++) {
                assertThat(pool.send(bytes("x"))).isIn(Sent.UNDER_WAY, Sent.DELIVERED);
            }
            settle();
            assertThat(received()).hasSize(6).containsOnlyKeys("n1a", "n1b", "n1c", "n2a", "n2b", "n3a");
            assertThat(received().values()).containsOnly(turns);
        }
    }

    @Test
    void send_roundRobin_doesNotGiveANodeItsTurnsInARow() {
        startWith(0, 3, 3);
        ClusterPool<String> pool = pool(2, PoolStrategy.ROUND_ROBIN);
        Sent last = pool.send(bytes("x"));
        for (int i = 0; i < 5; i++) {
            Sent next = pool.send(bytes("x"));
            assertThat(next).as("here and there").isNotEqualTo(last);
            last = next;
        }
    }

    @Test
    void send_random_goesToNodesInProportion() {
        startWith(3, 2, 1);
        ClusterPool<String> pool = pool(1, PoolStrategy.RANDOM);
        for (int i = 0; i < 6_000; i++) {
            assertThat(pool.send(bytes("x"))).isIn(Sent.UNDER_WAY, Sent.DELIVERED);
        }
        settle();
        assertThat(received()).hasSize(6);
        assertThat(received().values()).allSatisfy(each -> assertThat(each).isBetween(700, 1_300)); // ten deviations
    }

    @Test
    void send_byKey_goesToOneMemberFromWhateverNodeAndInProportion() {
        startWith(3, 2, 1);
        for (int i = 1; i <= 3; i++) {
            assertThat(sendKeys(pool(i, PoolStrategy.RANDOM), 1_200)).containsOnly(Sent.UNDER_WAY, Sent.DELIVERED);
        }
        settle();
        Map<String, List<String>> membersOf = membersOfKeys();
        assertThat(membersOf).hasSize(1_200);
        assertThat(membersOf.values()).allMatch(members -> members.size() == 3);
        assertThat(membersOf.values())
                .allMatch(members -> members.stream().distinct().count() == 1);
        assertThat(received()).hasSize(6);
        assertThat(received().values()).allSatisfy(each -> assertThat(each).isBetween(450, 750)); // of 600
    }

    @Test
    void send_byKeyWhenAMemberComesAndGoes_movesKeysToItsNodeAndBackOnly() {
        startWith(2, 2, 2);
        ClusterPool<String> pool = pool(1, PoolStrategy.ROUND_ROBIN);
        Map<String, String> before = whoHasKeys(pool);
        Owner<String> more = member(3, "c");
        settle();
        Map<String, String> after = whoHasKeys(pool);
        List<String> moved = before.keySet().stream()
                .filter(key -> !before.get(key).equals(after.get(key)))
                .toList();
        assertThat(moved).hasSizeBetween(50, 400); // of 1,000: some come to n3, and a third of those there move
        assertThat(moved).allMatch(key -> after.get(key).startsWith("n3"));
        more.leave();
        settle();
        assertThat(whoHasKeys(pool)).isEqualTo(before);
    }

    @Test
    void send_byKeyToANodeThatComesBack_findsItsKeysThere() {
        startWith(2, 2, 2);
        ClusterPool<String> pool = pool(1, PoolStrategy.ROUND_ROBIN);
        Map<String, String> before = nodesOf(whoHasKeys(pool));
        network.kill("n3");
        network.advance(20_000);
        Map<String, String> without = nodesOf(whoHasKeys(pool));
        assertThat(without).doesNotContainValue("n3");
        assertThat(before).allSatisfy((key, node) -> {
            if (!node.equals("n3")) {
                assertThat(without).containsEntry(key, node);
            }
        });
        nodes.add(new FakeNode(network, "n3"));
        network.advance(10_000);
        member(4, "a");
        member(4, "b");
        settle();
        assertThat(nodesOf(whoHasKeys(pool))).isEqualTo(before);
    }

    @ParameterizedTest
    @EnumSource
    void send_nodeGone_goesToTheOthers(PoolStrategy strategy) {
        startWith(1, 1, 1);
        ClusterPool<String> pool = pool(1, strategy);
        network.kill("n3");
        network.advance(20_000);
        for (int i = 0; i < 100; i++) {
            assertThat(pool.send(bytes("x"))).isIn(Sent.UNDER_WAY, Sent.DELIVERED);
        }
        settle();
        assertThat(received()).containsOnlyKeys("n1a", "n2a");
        assertThat(received().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(100);
    }

    @ParameterizedTest
    @EnumSource
    void send_nodesNotReached_passesThemOver(PoolStrategy strategy) {
        startWith(1, 2, 2);
        cutOff();
        ClusterPool<String> pool = pool(1, strategy);
        assertThat(node(1).cluster.nodes(ROOM)).as("as far as it knows").hasSize(3);
        for (int i = 0; i < 20; i++) {
            assertThat(pool.send(bytes("x"))).isEqualTo(Sent.DELIVERED);
            assertThat(pool.send("k" + i, bytes("x"))).isEqualTo(Sent.DELIVERED);
        }
        assertThat(received()).isEqualTo(Map.of("n1a", 40));
        mend();
    }

    @Test
    void send_noneOfTheNodesReached_isRefused() {
        startWith(0, 1, 1);
        cutOff();
        ClusterPool<String> pool = pool(1, PoolStrategy.ROUND_ROBIN);
        assertThat(pool.send(bytes("x"))).isEqualTo(Sent.REFUSED);
        assertThat(pool.send("key", bytes("x"))).isEqualTo(Sent.REFUSED);
        mend();
        assertThat(pool.send(bytes("x"))).isEqualTo(Sent.UNDER_WAY);
    }

    @ParameterizedTest
    @EnumSource
    void send_noMembers_isForNobody(PoolStrategy strategy) {
        startWith(1, 0, 0);
        ClusterPool<String> pool = node(2).cluster.pool(Property.of("empty"), strategy);
        assertThat(pool.send(bytes("x"))).isEqualTo(Sent.NOBODY);
        assertThat(pool.send("key", bytes("x"))).isEqualTo(Sent.NOBODY);
        settle();
        assertThat(received()).isEmpty();
    }

    @Test
    void send_membersGoneOnArrival_isDroppedAndNotSentOn() {
        startWith(0, 0, 0);
        ClusterOwner<String> only = node(2).join("n2a");
        get(only.register(ROOM, null));
        settle();
        assertThat(pool(1, PoolStrategy.ROUND_ROBIN).send(bytes("x"))).isEqualTo(Sent.UNDER_WAY);
        only.owner().leave();
        member(3, "a");
        settle();
        assertThat(received()).isEmpty();
    }

    @Test
    void send_allMembersOfANodeHidden_passesItsTotalOver() {
        start(3, ClusterBuilder::sharing);
        Owner<String> owner = node(2).local.join("n2a");
        owner.register(JOBS, 5);
        owner.hide();
        settle();
        assertThat(node(1).cluster.total(JOBS)).isEqualTo(5);
        assertThat(node(1).cluster.pool(JOBS, PoolStrategy.RANDOM).send(bytes("x")))
                .isEqualTo(Sent.NOBODY);
    }

    @ParameterizedTest
    @EnumSource
    void send_sharing_goesToMembersOfTheLocalRegistries(PoolStrategy strategy) {
        start(3, ClusterBuilder::sharing);
        node(1).local.join("n1a").register(ROOM);
        node(2).local.join("n2a").register(ROOM);
        settle();
        for (int i = 1; i <= 3; i++) {
            ClusterPool<String> pool = pool(i, strategy);
            for (int j = 0; j < 50; j++) {
                assertThat(pool.send(bytes("x"))).isIn(Sent.UNDER_WAY, Sent.DELIVERED);
                assertThat(pool.send("k" + j, bytes("k" + j))).isIn(Sent.UNDER_WAY, Sent.DELIVERED);
            }
        }
        settle();
        assertThat(received()).containsOnlyKeys("n1a", "n2a");
        assertThat(received().values().stream().mapToInt(Integer::intValue).sum())
                .isEqualTo(300);
    }

    @Test
    void send_routingKeyOfMostChars_isTakenAndALongerOneIsNot() {
        startWith(0, 1, 0);
        ClusterPool<String> pool = pool(1, PoolStrategy.RANDOM);
        assertThat(pool.send("\uffff".repeat(16_384), bytes("x"))).isEqualTo(Sent.UNDER_WAY);
        settle();
        assertThat(received()).isEqualTo(Map.of("n2a", 1));
        assertThatThrownBy(() -> pool.send("k".repeat(16_385), bytes("x")))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pool_keyNotOfAString_throws() {
        startWith(0, 0, 0);
        assertThatThrownBy(() -> node(1).cluster.pool(Property.of(5), PoolStrategy.RANDOM))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** Starts three nodes with so many members of the room each. */
    private void startWith(int... counts) {
        start(counts.length);
        for (int i = 1; i <= counts.length; i++) {
            for (int j = 0; j < counts[i - 1]; j++) {
                member(i, String.valueOf((char) ('a' + j)));
            }
        }
        settle();
    }

    private Owner<String> member(int i, String letter) {
        ClusterOwner<String> owner = node(i).join(node(i).id() + letter);
        get(owner.register(ROOM, null));
        return owner.owner();
    }

    /** Has the first node see nobody; what it knows stays as it is. */
    private void cutOff() {
        network.cut("n1", 1);
        network.advance(9_000);
    }

    private void mend() {
        network.heal();
        network.advance(20_000);
    }

    private ClusterPool<String> pool(int i, PoolStrategy strategy) {
        return node(i).cluster.pool(ROOM, strategy);
    }

    /** Sends so many keys, each as its own message. */
    private static List<Sent> sendKeys(ClusterPool<String> pool, int count) {
        List<Sent> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(pool.send("k" + i, bytes("k" + i)));
        }
        return answers;
    }

    /** Finds out who has which of a thousand keys. */
    private Map<String, String> whoHasKeys(ClusterPool<String> pool) {
        nodes.forEach(node -> node.delivered.clear());
        sendKeys(pool, 1_000);
        settle();
        Map<String, String> whose = new HashMap<>();
        membersOfKeys().forEach((key, members) -> {
            assertThat(members).hasSize(1);
            whose.put(key, members.get(0));
        });
        assertThat(whose).hasSize(1_000);
        return whose;
    }

    private static Map<String, String> nodesOf(Map<String, String> members) {
        return members.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, each -> each.getValue().substring(0, 2)));
    }

    /** Who was handed each key, once for each time. */
    private Map<String, List<String>> membersOfKeys() {
        Map<String, List<String>> members = new HashMap<>();
        for (String delivered : delivered()) {
            String[] words = delivered.split(" ", -1);
            members.computeIfAbsent(words[1], any -> new ArrayList<>()).add(words[0]);
        }
        return members;
    }

    /** How many messages each member was handed. */
    private Map<String, Integer> received() {
        return delivered().stream()
                .map(delivered -> delivered.split(" ", -1)[0])
                .collect(Collectors.toMap(Function.identity(), any -> 1, Integer::sum));
    }

    private List<String> delivered() {
        return nodes.stream().flatMap(node -> node.delivered.stream()).toList();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
