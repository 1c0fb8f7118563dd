package io.rollcall.cluster;

/**
 * Tells that this node has left the cluster, or has stopped since it met an {@linkplain UnknownCommandException entry that
 * it does not know}.
 *
 * @since 0.1
 */
public final class ClusterClosedException extends ClusterException {
    private static final long serialVersionUID = 1;

    ClusterClosedException(String why) {
        super("this node is closed: " + why);
    }
}
