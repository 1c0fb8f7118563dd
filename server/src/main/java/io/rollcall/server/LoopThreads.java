package io.rollcall.server;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Makes the threads of event loops, and knows them, so that a worker which blocks one can be interrupted. */
final class LoopThreads extends DefaultThreadFactory {
    private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();

    LoopThreads(String name) {
        super(name, true);
    }

    @Override
    protected Thread newThread(Runnable loop, String name) {
        Thread thread = super.newThread(loop, name);
        threads.add(thread);
        return thread;
    }

    /** Interrupts those that have not ended. */
    void interrupt() {
        threads.forEach(Thread::interrupt);
    }
}
