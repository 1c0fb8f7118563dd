package io.rollcall.registry;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Runs what users hand in, so that nothing they throw reaches the registry or another user. Never under a lock. */
final class Callbacks {
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
            on.execute(() -> run(callback));
            return true;
        } catch (RuntimeException | Error refused) { // an error is a thread that could not be started
            reporter.accept(refused);
            return false;
        }
    }

    /** Completes a future on an executor, or here if that refuses: a future must not stay open. */
    void complete(Executor on, Runnable completion) {
        try {
            on.execute(() -> run(completion));
        } catch (RuntimeException | Error refused) {
            reporter.accept(refused);
            run(completion);
        }
    }

    /** Runs a callback here; what it throws goes to the reporter, an error too, since its thread is not ours. */
    void run(Runnable callback) {
        try {
            callback.run();
        } catch (Throwable thrown) {
            reporter.accept(thrown);
        }
    }

    void report(Throwable thrown) {
        reporter.accept(thrown);
    }
}
