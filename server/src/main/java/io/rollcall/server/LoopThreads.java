package io.rollcall.server;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Makes the threads of event loops, and knows them, so that a worker which blocks one can be interrupted. A loop that ends
 * before it is {@linkplain #mayEnd() meant to} has taken its connections with it, of which Netty makes a line in the log: here
 * its thread ends with an exception.
 */
final class LoopThreads extends DefaultThreadFactory {
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    private volatile boolean mayEnd;

    /** Says that an event loop has ended, most likely for want of memory. */
    static final class LoopEndedException extends IllegalStateException {
        private static final long serialVersionUID = 1;

        private LoopEndedException() {
            super("an event loop has ended, with its connections");
        }
    }

    LoopThreads(String name) {
        super(name, true);
    }

    @Override
    protected Thread newThread(Runnable loop, String name) {
        Thread thread = super.newThread(() -> run(loop), name);
        threads.add(thread);
        return thread;
    }

    private void run(Runnable loop) {
        loop.run();
        if (!mayEnd) {
            throw new LoopEndedException();
        }
    }

    /** Lets event loops end, as they are about to be stopped. */
    void mayEnd() {
        mayEnd = true;
    }

    /** Interrupts those that have not ended. */
    void interrupt() {
        threads.forEach(Thread::interrupt);
    }
}
