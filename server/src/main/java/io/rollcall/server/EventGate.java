package io.rollcall.server;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Through which a connection hears of what it waits for and watches: one thing at a time, on its event loop, and never
 * while one of its commands is being carried out on another thread, so that no event comes before the reply of the
 * command that caused it. What is watched waits besides while the peer takes nothing: the registry makes less of it. Where more
 * comes than goes, others on the loop have their turn all the same.
 *
 * <p>Safe for use by any thread; guarded by itself. Tasks run without its lock.
 */
final class EventGate implements Executor {
    /** How long one connection's events may keep the event loop before others have their turn. */
    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    private final Executor loop;
    private final Executor behindOthers;
    private final BooleanSupplier paused;
    private final Consumer<Throwable> faults;
    private final Queue<Runnable> tasks = new ArrayDeque<>(0);
    private final Queue<Runnable> watched = new ArrayDeque<>(0);
    /** How many have it held: one may let go when another has begun to. */
    private int holds;

    private boolean scheduled;
    private boolean closed;
    /** The peer took nothing while something of what is watched waited, some of which still does. */
    private boolean late;

    /**
     * Makes an open gate.
     *
     * @param loop runs a task on the event loop, later; it may drop it when that has ended
     * @param behindOthers does so once that loop has looked at its sockets
     * @param paused tells whether the peer takes nothing; whoever changes that to false calls {@link #wake}
     * @param faults hears what a task throws
     */
    EventGate(Executor loop, Executor behindOthers, BooleanSupplier paused, Consumer<Throwable> faults) {
        this.loop = loop;
        this.behindOthers = behindOthers;
        this.paused = paused;
        this.faults = faults;
    }

    @Override
    public void execute(Runnable task) {
        add(tasks, task);
    }

    /** Runs a task when the peer takes what it is sent. */
    void executeUnlessSlow(Runnable task) {
        add(watched, task);
    }

    private void add(Queue<Runnable> queue, Runnable task) {
        synchronized (this) {
            if (closed) {
                return;
            }
            queue.add(task);
        }
        wake();
    }

    /** Lets nothing through until {@link #release}; what runs at this moment was caused before. */
    synchronized void hold() {
        holds++;
    }

    /** Lets things through again where nobody else has it held, once the reply is on its way. */
    void release() {
        synchronized (this) {
            holds--;
        }
        wake();
    }

    /** Looks whether something may go through now. */
    void wake() {
        synchronized (this) {
            if (scheduled || !hasNext()) {
                return;
            }
            scheduled = true;
        }
        loop.execute(this::run);
    }

    /** Runs all that may not be skipped, as the last words are next. Call on the loop. */
    void finish() {
        Runnable task;
        while ((task = takeTask()) != null) {
            run(task);
        }
    }

    /** Drops what waits, and all that comes. */
    synchronized void close() {
        closed = true;
        tasks.clear();
        watched.clear();
    }

    private void run() {
        long began = System.nanoTime();
        Runnable next;
        while ((next = next()) != null) {
            run(next);
            if (System.nanoTime() - began >= SLICE_NANOS) {
                behindOthers.execute(this::run);
                return;
            }
        }
    }

    private void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException thrown) {
            faults.accept(thrown);
        }
    }

    /** Tells whether what is watched, and is let through now, has waited for the peer. */
    synchronized boolean isLate() {
        return late;
    }

    private boolean hasNext() {
        return holds == 0 && (!tasks.isEmpty() || hasNextWatched());
    }

    private boolean hasNextWatched() {
        boolean waits = !watched.isEmpty() && paused.getAsBoolean();
        late |= waits;
        return !watched.isEmpty() && !waits;
    }

    private synchronized @Nullable Runnable next() {
        if (watched.isEmpty()) {
            late = false;
        }
        if (!hasNext()) {
            scheduled = false;
            return null;
        }
        Runnable task = tasks.poll();
        return task != null ? task : watched.poll();
    }

    private synchronized @Nullable Runnable takeTask() {
        return tasks.poll();
    }
}
