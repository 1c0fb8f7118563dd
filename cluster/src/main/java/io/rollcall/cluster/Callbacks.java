package io.rollcall.cluster;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.LoggerFactory;

/**
 * Runs what users hand in, and the proposals of entries, one at a time and in the order in which they were added: adding is
 * allowed under a lock, submitting is not.
 */
final class Callbacks {
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean running = new AtomicBoolean();
    private final Executor executor;
    private final Consumer<Throwable> reporter;

    Callbacks(Executor executor, Consumer<Throwable> reporter) {
        this.executor = executor;
        this.reporter = reporter;
    }

    void add(Runnable callback) {
        waiting.add(callback);
    }

    void submit() {
        if (!waiting.isEmpty() && !running.get()) {
            try {
                executor.execute(this::drain);
            } catch (RuntimeException refused) { // what waits goes with the next
                report(refused);
            }
        }
    }

    private void drain() {
        while (!waiting.isEmpty() && running.compareAndSet(false, true)) {
            Runnable next;
            while ((next = waiting.poll()) != null) {
                run(next);
            }
            running.set(false); // and another look, for what was added after the last poll
        }
    }

    void run(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable thrown) { // a user's, of whatever kind
            report(thrown);
        }
    }

    void report(Throwable thrown) {
        try {
            reporter.accept(thrown);
        } catch (RuntimeException | Error broken) {
            LoggerFactory.getLogger(ClusterRegistry.class).error("reporter-failed", broken);
        }
    }
}
