package io.rollcall.cluster;

import io.rollcall.registry.Pool;
import io.rollcall.registry.SharedKey;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * Hands each message to one of the members of a shared key, on whatever node. Whoever registers the key is in the pool; there
 * is nothing else to set up. First a node is picked, by how many of the members it has as this node knows it, then a member on
 * that node, by the same strategy. Members of this node are counted at once, and are handed messages without the network; a
 * node that cannot be reached is passed over, and the next one tried.
 *
 * <p>A message is delivered once or not at all, and in order for each two nodes; nothing is promised of the order in which
 * different members have theirs. It is dropped, and not sent on, if the node that was picked has no member any more when it
 * arrives, or if the member there refuses it.
 *
 * <p>There is neither a least loaded member nor a claim across nodes, as no node knows how much another's members have to do;
 * the local {@link Pool} has both.
 *
 * <p>Safe for use by any thread. A send costs time in proportion to the nodes that have members, not to the members, but for
 * routing keys, which cost that too on the node picked. No call blocks; a turn of round robin takes a lock for the time that
 * it takes to pick a node, and no message is handed on under it.
 *
 * @param <T> what the local registry looks up
 * @since 0.1
 */
public final class ClusterPool<T> {
    private final Messages<T> messages;
    private final SharedKey key;
    private final PoolStrategy strategy;
    private final Pool<T> here;
    private final Turns turns = new Turns();

    ClusterPool(Messages<T> messages, SharedKey key, PoolStrategy strategy, Pool<T> here) {
        this.messages = messages;
        this.key = key;
        this.strategy = strategy;
        this.here = here;
    }

    /**
     * Hands a message to one member, by the pool's strategy.
     *
     * @param message the message; not to be changed any more
     * @return what is known of it at once: {@link Sent#NOBODY} if there is no member anywhere, {@link Sent#REFUSED} if none of
     *     the nodes that have members can be reached, or the member picked is on this node and refused it
     * @throws io.rollcall.registry.RegistryClosedException if the registry of this node's members is closed
     */
    public Sent send(byte[] message) {
        return send(new Pick(strategy, null), message);
    }

    /**
     * Hands a message to the member that a routing key belongs to, by rendezvous hashing and whatever the pool's strategy:
     * whichever node sends them, messages with equal keys go to one member for as long as the members stay. When members come
     * to a node or go from it, keys move to that node or from it, and among its own members; no others do. The keys of a node
     * that cannot be reached are the others' meanwhile.
     *
     * @param routingKey any text of 16,384 chars at most
     * @param message the message; not to be changed any more
     * @return what is known of it at once, as {@link #send(byte[])} says
     * @throws IllegalArgumentException if the routing key is longer
     * @throws io.rollcall.registry.RegistryClosedException if the registry of this node's members is closed
     */
    public Sent send(String routingKey, byte[] message) {
        return send(new Pick(strategy, Keys.checkedRoutingKey(routingKey)), message);
    }

    private Sent send(Pick pick, byte[] message) {
        Node self = messages.self();
        Map<Node, Integer> counts = messages.counts(key, self);
        Sent answer = Sent.NOBODY;
        while (!counts.isEmpty()) {
            Node node = node(pick.routingKey(), counts);
            if (!node.equals(self)) {
                if (messages.send(node, key, pick, message)) {
                    return Sent.UNDER_WAY;
                }
                answer = Sent.REFUSED;
            } else {
                Optional<T> member = pick.from(here);
                if (member.isPresent()) {
                    return messages.hands(member.get(), message) ? Sent.DELIVERED : Sent.REFUSED;
                }
            }
            counts.remove(node); // not reached, or its members have just gone
        }
        return answer;
    }

    private Node node(@Nullable String routingKey, Map<Node, Integer> counts) {
        if (routingKey != null) {
            return Rendezvous.node(routingKey, counts);
        }
        return strategy == PoolStrategy.RANDOM ? random(counts) : turns.next(counts);
    }

    private static Node random(Map<Node, Integer> counts) {
        long all = counts.values().stream().mapToLong(Integer::longValue).sum();
        long left = ThreadLocalRandom.current().nextLong(all);
        Node picked = counts.keySet().iterator().next();
        for (Map.Entry<Node, Integer> each : counts.entrySet()) {
            picked = each.getKey();
            left -= each.getValue();
            if (left < 0) {
                break;
            }
        }
        return picked;
    }
}
