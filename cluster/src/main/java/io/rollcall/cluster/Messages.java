package io.rollcall.cluster;

import io.rollcall.registry.Receipt;
import io.rollcall.registry.Registry;
import io.rollcall.registry.SharedKey;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Messages to the holder of a name, to the members of a shared key and to one of them, on any node. Safe for use by any
 * thread, but for what comes from other nodes, which is delivered by one at a time.
 */
final class Messages<T> {
    private final Member member;
    private final Post post;
    private final Map<Long, ClusterOwner<T>> owners;
    private final Registry<T> members;
    private final BiPredicate<? super T, byte[]> delivery;
    /** Confined to who delivers what comes from other nodes. */
    private final Pools<T> pools;

    Messages(
            Member member,
            Post post,
            Map<Long, ClusterOwner<T>> owners,
            Registry<T> members,
            BiPredicate<? super T, byte[]> delivery) {
        this.member = member;
        this.post = post;
        this.owners = owners;
        this.members = members;
        this.delivery = delivery;
        this.pools = new Pools<>(members);
    }

    Sent send(Holding holding, byte[] message) {
        if (holding.node().equals(member.me())) {
            return hands(holding.worker(), holding.token(), message) ? Sent.DELIVERED : Sent.REFUSED;
        }
        return post.send(holding.node(), Frame.toHolder(holding, message)) ? Sent.UNDER_WAY : Sent.REFUSED;
    }

    private boolean hands(long worker, long token, byte[] message) {
        ClusterOwner<T> owner = owners.get(worker);
        return owner != null
                && owner.owner().endReason().isEmpty()
                && owner.holds(token)
                && hands(owner.owner().subject(), message);
    }

    /** Hands a message to a subject of this node; false if that refused it. */
    boolean hands(T subject, byte[] message) {
        return delivery.test(subject, message);
    }

    /** This run of this node; one that never was while it is not taken in. */
    Node self() {
        Node me = member.me();
        return me == null ? new Node(member.id(), 0) : me;
    }

    /** Counts the members of a shared key on each node that has some, this one's as they are now; to be changed freely. */
    Map<Node, Integer> counts(SharedKey key, Node self) {
        Map<Node, Integer> counts = new LinkedHashMap<>();
        member.table().shares(key).forEach((node, share) -> {
            boolean isOther = !node.id().equals(self.id()); // an earlier run of this node has none
            if (isOther && share.count() > 0) { // a total of hidden ones alone is a share, too
                counts.put(node, share.count());
            }
        });
        int here = members.count(key);
        if (here > 0) {
            counts.put(self, here);
        }
        return counts;
    }

    /** Sends a message to one member of a shared key on another node; false if that cannot be reached. */
    boolean send(Node node, SharedKey key, Pick pick, byte[] message) {
        return post.send(node, Frame.toMember(node, key, pick, message));
    }

    ClusterReceipt broadcast(SharedKey key, byte[] message, @Nullable ClusterOwner<T> except) {
        Node me = member.me();
        int nodes = 0;
        for (Node node : member.table().shares(key).keySet()) {
            if (!node.equals(me) && post.send(node, Frame.toMembers(node, key, message))) {
                nodes++;
            }
        }
        Receipt here = members.broadcast(
                key,
                except == null ? null : except.members(),
                subject -> true,
                subject -> delivery.test(subject, message));
        return new ClusterReceipt(here, nodes);
    }

    /** Delivers what came from another node. */
    void deliver(Frame frame) {
        if (frame.kind() == Frame.Kind.HOLDER) {
            hands(frame.number(), frame.stamp(), frame.body());
        } else if (frame.kind() == Frame.Kind.MEMBER) {
            frame.pick().from(pools.of(frame.shared())).ifPresent(subject -> hands(subject, frame.body()));
        } else {
            members.broadcast(frame.shared(), subject -> delivery.test(subject, frame.body()));
        }
    }
}
