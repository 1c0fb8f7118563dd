package io.rollcall.registry;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Runs what users hand in, so that nothing they throw reaches the registry or another user. Never under a lock, and on
 * one thread never one within another: with a same-thread executor a chain of them would use up the stack.
 */
final class Callbacks {
    /** What is to run on this thread once what runs there now is done; null while nothing runs. */
    @SuppressWarnings("ThreadLocalUsage") // of this registry alone, and removed after each use
    private final ThreadLocal<@Nullable Queue<Runnable>> queued = new ThreadLocal<>();

    private final Executor executor;
    private final Consumer<Throwable> reporter;

    Callbacks(Executor executor, Consumer<Throwable> reporter) {
        this.executor = executor;
        this.reporter = reporter;
    }

    Executor or(@Nullable Executor given) {
        return given == null ? executor : given;
    }

    /** Runs a callback on an executor; one that the executor refuses, in whatever way, is reported: false. */
    boolean execute(Executor on, Runnable callback) {
        try {
            on.execute(() -> enter(callback));
            return true;
        } catch (RuntimeException | Error refused) { // an error is a thread that could not be started
            report(refused);
            return false;
        }
    }

    /** Completes a future on an executor, or here if that refuses: a future must not stay open. */
    void complete(Executor on, Runnable completion) {
        try {
            on.execute(() -> enter(completion));
        } catch (RuntimeException | Error refused) {
            report(refused);
            enter(completion);
        }
    }

    /** Runs an action; callbacks that it causes on this very thread run when it is done, one after the other. */
    void together(Runnable action) {
        if (queued.get() != null) {
            action.run();
            return;
        }
        Queue<Runnable> queue = new ArrayDeque<>();
        queued.set(queue);
        try {
            action.run();
        } finally {
            drain(queue);
        }
    }

    private void drain(Queue<Runnable> queue) {
        try {
            Runnable next;
            while ((next = queue.poll()) != null) {
                run(next);
            }
        } finally {
            queued.remove();
        }
    }

    /** Runs a callback on the executor's thread, or after the one that runs there and caused it. */
    private void enter(Runnable callback) {
        Queue<Runnable> queue = queued.get();
        if (queue != null) {
            queue.add(callback);
        } else {
            together(() -> run(callback));
        }
    }

    /** Runs a callback here; what it throws goes to the reporter, an error too, since its thread is not ours. */
    void run(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable thrown) {
            report(thrown);
        }
    }

    /** Tells the reporter; one that throws itself must not stop what is under way. */
    void report(Throwable thrown) {
        try {
            reporter.accept(thrown);
        } catch (Throwable broken) { // whatever it is
            LoggerFactory.getLogger(Registry.class).error("reporter-failed", broken);
        }
    }
}
