package io.rollcall.registry;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Runs one watcher's callbacks one at a time, in the order in which they were added. Adding is allowed under a lock and
 * fixes the order; submitting is not, since a same-thread executor runs them there and then. Whoever submits waits for no
 * other that may be doing the same: once it returns, what was added before has run, or is run by a thread at it, or is
 * with the executor.
 */
final class SerialQueue {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();
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
        if (!waiting.isEmpty()) {
            callbacks.execute(executor, this::drain); // refused: what waits goes with the next
        }
    }

    private void drain() {
        while (!waiting.isEmpty() && running.compareAndSet(false, true)) {
            Runnable next;
            while ((next = waiting.poll()) != null) {
                callbacks.run(next);
            }
            running.set(false); // and another look, for what was added after the last poll
        }
    }
}
