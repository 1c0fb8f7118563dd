package io.rollcall.server;

import java.util.Locale;

/**
 * Says where workers run.
 *
 * @since 0.1
 */
public enum WorkerThreads {
    /** On the connection's event loop: fastest, for workers that never block. One that stalls its loop is reported. */
    LOOP,
    /** On a thread of its own while it has something to do: a worker that blocks delays nobody but itself. */
    POOL;

    /**
     * Returns the name in lower case, as options and logs have it.
     *
     * @return such as {@code loop}
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
