package io.rollcall.benchmarks.registry;

import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what receivers have got, on any threads, and lets the one sender wait for the last. */
final class Received {
    private final Semaphore all = new Semaphore(0);
    private final AtomicLong missing = new AtomicLong();

    /** Says how many are about to be sent. */
    void expect(int messages) {
        missing.set(messages);
    }

    void one() {
        if (missing.decrementAndGet() == 0) {
            all.release();
        }
    }

    void awaitAll() {
        all.acquireUninterruptibly();
    }
}
