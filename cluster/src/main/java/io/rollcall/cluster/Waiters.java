package io.rollcall.cluster;

import io.rollcall.registry.Name;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who waits for one thing to become of names, on this node. Guarded by the member's lock. */
final class Waiters<V> {
    private final Member member;
    private final ScheduledExecutorService timer;
    private final String awaited;
    private final Map<Name, List<CompletableFuture<V>>> waiters = new HashMap<>();

    /** What is awaited is said to people as in "was not held". */
    Waiters(Member member, ScheduledExecutorService timer, String awaited) {
        this.member = member;
        this.timer = timer;
        this.awaited = awaited;
    }

    /** Checks that a time-out is positive, and returns it. */
    static Duration checked(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a time-out is positive, given was " + timeout);
        }
        return timeout;
    }

    /**
     * Opens a wait, without a limit where there is no time-out.
     *
     * @param atOnce is asked with the lock held: completes the wait where nothing must be waited for, else null
     */
    CompletableFuture<V> open(
            Name name, @Nullable Duration timeout, Supplier<@Nullable Consumer<CompletableFuture<V>>> atOnce) {
        long nanos = timeout == null ? 0 : checked(timeout).toNanos();
        CompletableFuture<V> waiter = new CompletableFuture<>();
        member.locked(() -> {
            String closed = member.closed();
            Consumer<CompletableFuture<V>> completion = closed == null ? atOnce.get() : failing(closed);
            if (completion != null) {
                member.later(() -> completion.accept(waiter));
            } else {
                waiters.computeIfAbsent(name, any -> new ArrayList<>(1)).add(waiter);
            }
        });
        ScheduledFuture<?> late = timeout == null || waiter.isDone()
                ? null
                : timer.schedule(
                        () -> member.locked(() -> member.later(() -> waiter.completeExceptionally(
                                new TimeoutException(name + " was not " + awaited + " within " + timeout)))),
                        nanos,
                        TimeUnit.NANOSECONDS);
        waiter.whenComplete((value, error) -> {
            if (late != null) {
                late.cancel(false);
            }
            member.locked(() -> forget(name));
        });
        return waiter;
    }

    private static <V> Consumer<CompletableFuture<V>> failing(String why) {
        return waiter -> waiter.completeExceptionally(new ClusterClosedException(why));
    }

    /** Completes who waits for a name. */
    void complete(Name name, Consumer<CompletableFuture<V>> completion) {
        List<CompletableFuture<V>> waiting = waiters.remove(name);
        if (waiting != null) {
            waiting.forEach(each -> member.later(() -> completion.accept(each)));
        }
    }

    /** Forgets who waits no more. */
    private void forget(Name name) {
        List<CompletableFuture<V>> waiting = waiters.get(name);
        if (waiting != null && waiting.removeIf(CompletableFuture::isDone) && waiting.isEmpty()) {
            waiters.remove(name);
        }
    }

    /** Fails all who wait. */
    void close(String why) {
        Consumer<CompletableFuture<V>> failing = failing(why);
        waiters.values().forEach(waiting -> waiting.forEach(each -> member.later(() -> failing.accept(each))));
        waiters.clear();
    }
}
