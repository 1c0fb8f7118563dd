package io.rollcall.registry;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;

/** An executor that keeps its tasks until the test runs them. Confined to the test's thread. */
final class ManualExecutor implements Executor {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    int size() {
        return tasks.size();
    }

    /** Runs what is queued, and what that queues. */
    void runAll() {
        Runnable next;
        while ((next = tasks.poll()) != null) {
            next.run();
        }
    }
}
