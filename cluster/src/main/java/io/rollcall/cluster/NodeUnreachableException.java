package io.rollcall.cluster;

/**
 * Tells that a node cannot be asked: that run of it is not known or is over, or its process is not seen any more. Whether it
 * heard a question that was under way is not known.
 *
 * @since 0.1
 */
public final class NodeUnreachableException extends ClusterException {
    private static final long serialVersionUID = 1;

    private final transient Node node;

    NodeUnreachableException(Node node) {
        super(node + " cannot be reached");
        this.node = node;
    }

    /**
     * Returns who was asked.
     *
     * @return the run of a node
     */
    public Node node() {
        return node;
    }
}
