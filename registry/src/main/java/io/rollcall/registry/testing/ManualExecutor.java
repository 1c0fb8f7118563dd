package io.rollcall.registry.testing;

import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;

/**
 * Keeps what it is given to run until the test runs it, in the test's own thread.
 *
 * <p>Any thread may give it tasks, which run in the order in which they came; one thread at a time may run them. It never
 * refuses a task.
 *
 * @since 0.1
 */
public final class ManualExecutor implements Executor {
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();

    /** Makes an executor with nothing to run. */
    public ManualExecutor() {}

    @Override
    public void execute(Runnable task) {
        tasks.add(Objects.requireNonNull(task, "task"));
    }

    /**
     * Counts the tasks that have not begun.
     *
     * @return how many wait
     */
    public int pending() {
        return tasks.size();
    }

    /**
     * Runs the task that has waited longest. What it throws reaches the caller.
     *
     * @return false if there was none
     */
    public boolean runNext() {
        Runnable next = tasks.poll();
        if (next == null) {
            return false;
        }
        next.run();
        return true;
    }

    /**
     * Runs what waits, and what that gives it to run, until nothing waits. What a task throws reaches the caller, and the
     * tasks behind it go on waiting.
     *
     * @return how many ran
     */
    public int runAll() {
        int ran = 0;
        while (runNext()) {
            ran++;
        }
        return ran;
    }
}
