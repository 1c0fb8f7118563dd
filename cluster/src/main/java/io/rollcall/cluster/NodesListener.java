package io.rollcall.cluster;

/**
 * Hears which nodes come and go, and whether this one may act. Calls come one at a time and in order, on the cluster
 * registry's executor, and under no lock. What they throw is reported and harms nobody.
 *
 * @since 0.1
 */
public interface NodesListener {
    /**
     * Tells that a run of a node is taken in: also of this one's own. Once this node is taken in for the first time, it is
     * told of all that are, in the order in which they came; of none before.
     *
     * @param node the run
     */
    default void joined(Node node) {}

    /**
     * Tells that a run of a node is over, and all that it held is free. The same node may come again, as another run.
     *
     * @param node the run
     */
    default void gone(Node node) {}

    /**
     * Tells that this node may not act as an owner for the time being, and claims nothing. It begins so, untold.
     *
     * @param why a few words for people
     */
    default void suspended(String why) {}

    /** Tells that this node may act as an owner. */
    default void resumed() {}
}
