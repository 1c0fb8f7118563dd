package io.rollcall.registry.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A clock and a timer whose time stands still until the test {@linkplain #advance(Duration) moves it on}.
 *
 * <p>One object is both what a registry reads its time from ({@code clock}) and what measures its time-outs
 * ({@code timer}), so that the two agree. Time begins at {@link Instant#EPOCH}. Nothing runs but in the thread that
 * advances: a task without a delay waits for the next advance, of {@link Duration#ZERO} at least.
 *
 * <p>Safe for use by any thread, but that one at a time may advance.
 *
 * @since 0.1
 */
public final class ManualTimer extends AbstractExecutorService implements ScheduledExecutorService, InstantSource {
    /** What waits, by when it is due and then by when it was scheduled; guarded by this. */
    private final PriorityQueue<ManualTask<?>> tasks = new PriorityQueue<>(
            Comparator.<ManualTask<?>>comparingLong(ManualTask::due).thenComparingLong(ManualTask::number));

    /** Nanoseconds since the beginning; guarded by this. */
    private long now;
    /** How many tasks were ever scheduled; guarded by this. */
    private long scheduled;
    /** Guarded by this. */
    private boolean shutdown;

    /** Makes a timer on which no time has passed. */
    public ManualTimer() {}

    /**
     * Moves time on, from one task that is due to the next, and runs each at its own instant: those due at the same one in
     * the order in which they were scheduled, and what they schedule within the time too.
     *
     * @param by how far, not negative; zero runs what is due now
     * @throws IllegalArgumentException if the time is negative
     * @throws ArithmeticException if it comes to more than 292 years
     */
    public void advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("time moves on by zero or more, given was " + by);
        }
        long until = Math.addExact(elapsed(), by.toNanos());
        ManualTask<?> next;
        while ((next = take(until)) != null) {
            next.run();
        }
        setElapsed(until);
    }

    private synchronized @Nullable ManualTask<?> take(long until) {
        ManualTask<?> first = tasks.peek();
        if (first == null || first.due() > until) {
            return null;
        }
        now = Math.max(now, first.due());
        return tasks.poll();
    }

    private synchronized void setElapsed(long nanos) {
        now = Math.max(now, nanos); // a task may have moved it on further
    }

    synchronized long elapsed() {
        return now;
    }

    synchronized void enter(ManualTask<?> task) {
        if (!shutdown && !task.isCancelled()) {
            tasks.add(task);
        }
    }

    synchronized void remove(ManualTask<?> task) {
        tasks.remove(task);
    }

    /**
     * Counts the tasks that wait for their time.
     *
     * @return how many were neither run nor cancelled; a periodic one counts until it is cancelled
     */
    public synchronized int pending() {
        return tasks.size();
    }

    /** Returns the beginning and the time that was advanced since. */
    @Override
    public Instant instant() {
        return Instant.EPOCH.plusNanos(elapsed());
    }

    @Override
    public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
        return add(Executors.callable(command), unit.toNanos(delay), 0);
    }

    @Override
    public <V> ScheduledFuture<V> schedule(Callable<V> callable, long delay, TimeUnit unit) {
        return add(callable, unit.toNanos(delay), 0);
    }

    @Override
    public ScheduledFuture<?> scheduleAtFixedRate(Runnable command, long first, long period, TimeUnit unit) {
        return addPeriodic(command, first, period, unit);
    }

    /** Schedules as {@link #scheduleAtFixedRate} does: a task takes no time here. */
    @Override
    public ScheduledFuture<?> scheduleWithFixedDelay(Runnable command, long first, long delay, TimeUnit unit) {
        return addPeriodic(command, first, delay, unit);
    }

    private ScheduledFuture<?> addPeriodic(Runnable command, long first, long period, TimeUnit unit) {
        if (period <= 0) {
            throw new IllegalArgumentException("a period is positive, given was " + period + " " + unit);
        }
        return add(Executors.callable(command), unit.toNanos(first), unit.toNanos(period));
    }

    private synchronized <V> ManualTask<V> add(Callable<V> callable, long delay, long period) {
        if (shutdown) {
            throw new RejectedExecutionException("the timer is shut down");
        }
        long due = now + Math.min(Math.max(0, delay), Long.MAX_VALUE - now);
        ManualTask<V> task = new ManualTask<>(this, callable, due, period, scheduled++);
        tasks.add(task);
        return task;
    }

    @Override
    public void execute(Runnable command) {
        add(Executors.callable(command), 0, 0);
    }

    /** Drops what waits, and refuses what is scheduled from now on. */
    @Override
    public void shutdown() {
        shutdownNow();
    }

    @Override
    public synchronized List<Runnable> shutdownNow() {
        shutdown = true;
        List<Runnable> dropped = List.copyOf(tasks);
        tasks.clear();
        return dropped;
    }

    @Override
    public synchronized boolean isShutdown() {
        return shutdown;
    }

    @Override
    public boolean isTerminated() {
        return isShutdown();
    }

    /** Answers at once: nothing runs but in the thread that advances. */
    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
        return isShutdown();
    }
}
