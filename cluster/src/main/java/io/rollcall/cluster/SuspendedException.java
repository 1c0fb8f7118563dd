package io.rollcall.cluster;

/**
 * Tells that this node may not claim anything now: it sees no majority, was paused, or has yet to be taken in. Nothing was
 * done.
 *
 * @since 0.1
 */
public final class SuspendedException extends ClusterException {
    private static final long serialVersionUID = 1;

    SuspendedException(String why) {
        super("this node is suspended: " + why);
    }
}
