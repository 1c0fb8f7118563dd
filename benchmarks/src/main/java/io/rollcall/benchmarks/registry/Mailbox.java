package io.rollcall.benchmarks.registry;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/** What a receiver has without a registry: a queue, drained in one task for many messages. Safe for any thread. */
final class Mailbox implements Runnable {
    private final Queue<Object> messages = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final Executor executor;
    private final Received received;

    Mailbox(Executor executor, Received received) {
        this.executor = executor;
        this.received = received;
    }

    boolean offer(Object message) {
        messages.add(message);
        schedule();
        return true;
    }

    @Override
    public void run() {
        while (messages.poll() != null) {
            received.one();
        }
        scheduled.set(false);
        if (!messages.isEmpty()) { // added after the last poll, by one that saw this still scheduled
            schedule();
        }
    }

    private void schedule() {
        if (!scheduled.get() && scheduled.compareAndSet(false, true)) {
            executor.execute(this);
        }
    }
}
