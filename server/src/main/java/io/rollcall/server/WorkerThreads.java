package io.rollcall.server;

/**
 * Says where workers run.
 *
 * @since 0.1
 */
public enum WorkerThreads {
    /** On the connection's event loop: fastest, for workers that never block. One that stalls its loop is reported. */
    LOOP,
    /** On a thread of its own while it has something to do: a worker that blocks delays nobody but itself. */
    POOL
}
