package io.rollcall.registry;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs one watcher's callbacks one at a time, in the order in which they were added. Adding is allowed under a lock and
 * fixes the order; submitting is not, since a same-thread executor runs them there and then.
 */
final class SerialQueue {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean submitted = new AtomicBoolean();
    private final Callbacks callbacks;
    private final Executor executor;

    SerialQueue(Callbacks callbacks, Executor executor) {
        this.callbacks = callbacks;
        this.executor = executor;
    }

    void add(Runnable callback) {
        waiting.add(callback);
    }

    void submit() {
        if (!waiting.isEmpty() && submitted.compareAndSet(false, true) && !callbacks.execute(executor, this::drain)) {
            submitted.set(false); // refused: what waits goes with the next
        }
    }

    private void drain() {
        Runnable next;
        while ((next = waiting.poll()) != null) {
            callbacks.run(next);
        }
        submitted.set(false);
        submit(); // what was added after the last poll and before the flag fell
    }
}
