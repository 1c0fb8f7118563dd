package io.rollcall.server;

/**
 * Says where a server is in its one life.
 *
 * @since 0.1
 */
public enum ServerStatus {
    /** Made, not started. */
    NEW,
    /** Binding its listener. */
    STARTING,
    /** Serving. */
    STARTED,
    /** Finishing accepted lines. */
    STOPPING,
    /** Ended, or could not start: whatever it took is given back. */
    STOPPED
}
