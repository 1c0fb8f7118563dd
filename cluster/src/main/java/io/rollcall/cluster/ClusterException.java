package io.rollcall.cluster;

/**
 * Tells why a call that needed the cluster was not answered.
 *
 * @since 0.1
 */
public abstract sealed class ClusterException extends RuntimeException
        permits SuspendedException,
                OutcomeUnknownException,
                ClusterClosedException,
                NameHeldException,
                NodeUnreachableException,
                AnswerFailedException {
    private static final long serialVersionUID = 1;

    ClusterException(String message) {
        super(message);
    }
}
