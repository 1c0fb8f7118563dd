package io.rollcall.cluster;

/**
 * Answers a send to a name: what is known of it at once. A message is delivered once or not at all.
 *
 * @since 0.1
 */
public enum Sent {
    /** The holder is on this node and took it. */
    DELIVERED,
    /** It is on its way to the holder's node. It is dropped there if the holder has lost the name, has ended or refuses. */
    UNDER_WAY,
    /** Nobody holds the name, as far as this node knows. */
    NOBODY,
    /** The holder is on this node and refused it, or its node cannot be reached. */
    REFUSED
}
