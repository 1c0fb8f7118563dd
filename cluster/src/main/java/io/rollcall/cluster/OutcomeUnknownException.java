package io.rollcall.cluster;

/**
 * Tells that nobody knows whether a call took effect, or still will. The same call by the same owner settles it.
 *
 * @since 0.1
 */
public final class OutcomeUnknownException extends ClusterException {
    private static final long serialVersionUID = 1;

    OutcomeUnknownException(String why) {
        super("the outcome is unknown: " + why);
    }
}
