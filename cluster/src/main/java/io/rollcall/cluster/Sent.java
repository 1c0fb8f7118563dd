package io.rollcall.cluster;

/**
 * Answers a send to a name, or to one member of a {@link ClusterPool}: what is known of it at once. A message is delivered once or not at all.
 *
 * @since 0.1
 */
public enum Sent {
    /** The holder, or the member that was picked, is on this node and took it. */
    DELIVERED,
    /**
     * It is on its way to another node. It is dropped there if the holder has lost the name, has ended or refuses; of a pool,
     * if no member is there any more, or the one picked refuses.
     */
    UNDER_WAY,
    /** Nobody holds the name, or is a member, as far as this node knows. */
    NOBODY,
    /**
     * The holder, or the member that was picked, is on this node and refused it; or the holder's node, or each node that has
     * members, cannot be reached.
     */
    REFUSED
}
