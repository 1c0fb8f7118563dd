package io.rollcall.server;

import java.io.IOException;

/** Tells that a server could not enter its cluster. */
final class ClusterEntryException extends IOException {
    private static final long serialVersionUID = 1L;

    ClusterEntryException(ClusterSettings settings, IOException cause) {
        super(
                "cannot enter cluster " + settings.cluster() + " as " + settings.nodeId() + ": " + cause.getMessage(),
                cause);
    }
}
