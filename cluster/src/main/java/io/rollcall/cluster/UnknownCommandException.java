package io.rollcall.cluster;

/**
 * Tells that the log holds what this version does not know. A node that met it stops: what it would skip, others have done.
 *
 * @since 0.1
 */
public final class UnknownCommandException extends RuntimeException {
    private static final long serialVersionUID = 1;

    UnknownCommandException(String what) {
        super("a log entry cannot be understood, " + what);
    }
}
