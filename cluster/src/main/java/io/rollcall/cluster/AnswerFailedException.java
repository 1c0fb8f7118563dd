package io.rollcall.cluster;

/**
 * Tells that a node heard a question, and that its answerer failed. The message says why, in 1,024 chars at most.
 *
 * @since 0.1
 */
public final class AnswerFailedException extends ClusterException {
    private static final long serialVersionUID = 1;

    private final transient Node node;

    AnswerFailedException(Node node, String why) {
        super(node + " failed to answer: " + why);
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
