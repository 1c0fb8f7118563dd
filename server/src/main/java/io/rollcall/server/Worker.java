package io.rollcall.server;

/**
 * What an application writes: it takes the messages of one connection, one at a time, in order.
 *
 * <p>With {@link WorkerThreads#LOOP} a worker runs on its connection's event loop and must not block; with
 * {@link WorkerThreads#POOL} it may. Either way one worker is never called by two threads at once, and sees what it did
 * in the call before. A worker that throws is answered for with {@code -CRASHED}; everything its connection had
 * registered is released, and a new worker is made for the same connection.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface Worker {
    /**
     * Takes one message. The next is taken when this one is complete: when this method has returned, or, after
     * {@link Reply#later()}, when that is completed.
     *
     * @param message one line from the peer that is not a command
     * @param reply takes the lines of the answer, none included
     * @throws Exception to be replaced by a new worker
     */
    void receive(Line message, Reply reply) throws Exception;
}
