package io.rollcall.registry.testing;

import java.util.concurrent.Callable;
import java.util.concurrent.Delayed;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RunnableScheduledFuture;
import java.util.concurrent.TimeUnit;

/** One task of a {@link ManualTimer}, with when it is due. */
final class ManualTask<V> extends FutureTask<V> implements RunnableScheduledFuture<V> {
    private final ManualTimer timer;
    private final long period;
    private final long number;
    /** Written while the task is not in the timer's queue; guarded by the timer. */
    private long due;

    ManualTask(ManualTimer timer, Callable<V> callable, long due, long period, long number) {
        super(callable);
        this.timer = timer;
        this.due = due;
        this.period = period;
        this.number = number;
    }

    long due() {
        synchronized (timer) {
            return due;
        }
    }

    long number() {
        return number;
    }

    @Override
    public void run() {
        if (!isPeriodic()) {
            super.run();
        } else if (runAndReset()) {
            synchronized (timer) {
                due += period;
                timer.enter(this);
            }
        }
    }

    @Override
    public boolean cancel(boolean mayInterrupt) {
        boolean cancelled = super.cancel(mayInterrupt);
        timer.remove(this);
        return cancelled;
    }

    @Override
    public long getDelay(TimeUnit unit) {
        return unit.convert(due() - timer.elapsed(), TimeUnit.NANOSECONDS);
    }

    @Override
    public int compareTo(Delayed other) {
        return Long.compare(getDelay(TimeUnit.NANOSECONDS), other.getDelay(TimeUnit.NANOSECONDS));
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    @Override
    public boolean isPeriodic() {
        return period > 0;
    }
}
