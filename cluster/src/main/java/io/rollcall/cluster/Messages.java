package io.rollcall.cluster;

import io.rollcall.registry.Receipt;
import io.rollcall.registry.Registry;
import io.rollcall.registry.SharedKey;
import java.util.Map;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/** Messages to the holder of a name and to the members of a shared key, on any node. Safe for use by any thread. */
final class Messages<T> {
    private final Member member;
    private final Post post;
    private final Map<Long, ClusterOwner<T>> owners;
    private final Registry<T> members;
    private final BiPredicate<? super T, byte[]> delivery;

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
                && delivery.test(owner.owner().subject(), message);
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
        } else {
            members.broadcast(frame.shared(), subject -> delivery.test(subject, frame.body()));
        }
    }
}
