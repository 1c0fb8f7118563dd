package io.rollcall.server;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides which connections may come in: so many at a time and in a second, from one origin and from all.
 *
 * <p>Who is refused costs nothing: no row, no token. A row of the table goes when its origin has no connection left and
 * a full bucket, so there are at most as many as connections are open and were taken in a second. Safe for any thread;
 * the lock is held for a look at a table.
 */
final class Admission {
    private static final int[] WARN_PERCENT = {80, 90};
    private static final int CALM_PERCENT = 75;
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private volatile Limits limits;
    private volatile long most;
    private final LimitCounts counts;
    private final ServerEvents events;
    private final LongSupplier nanoClock;

    private final Map<Origin, Row> rows = new HashMap<>(); // guarded by this
    /** Origins that have no connection left, but no full bucket yet, in the order in which they will have one. */
    private final Queue<Left> left = new ArrayDeque<>(); // guarded by this

    private TokenBucket accepts; // guarded by this
    private long open; // guarded by this
    private int warned; // guarded by this

    /** Makes it for so many connections as the limits say, or fewer where the process cannot hold them. */
    Admission(Limits limits, long most, LimitCounts counts, ServerEvents events, LongSupplier nanoClock) {
        this.limits = limits;
        this.most = most;
        this.counts = counts;
        this.events = events;
        this.nanoClock = nanoClock;
        this.accepts = bucket(Limit.ACCEPTS, nanoClock.getAsLong());
    }

    /** Has other limits hold for who comes from now on; an address that is in the table keeps its pace. */
    synchronized void change(Limits changed, long changedMost) {
        boolean samePace = changed.get(Limit.ACCEPTS) == limits.get(Limit.ACCEPTS);
        limits = changed;
        most = changedMost;
        if (!samePace) {
            accepts = bucket(Limit.ACCEPTS, nanoClock.getAsLong());
        }
    }

    private record Left(Origin origin, long at) {}

    /** What is known of one origin. */
    private static final class Row {
        private final @Nullable TokenBucket accepts;
        private long open;

        Row(@Nullable TokenBucket accepts) {
            this.accepts = accepts;
        }

        boolean isFull(long now) {
            return accepts == null || accepts.isFull(now);
        }
    }

    private TokenBucket bucket(Limit limit, long now) {
        return new TokenBucket(limits.get(limit), limits.get(limit), now);
    }

    /**
     * Takes a connection in, or says which limit is against it.
     *
     * @param origin where it comes from; null for one that only the limits for all hold for
     * @return null if it is in, and has to {@link #leave}
     */
    @Nullable Limit admit(@Nullable Origin origin) {
        long now = nanoClock.getAsLong();
        Limit against;
        long nowOpen;
        int percent;
        synchronized (this) {
            forget(now);
            against = against(origin, now);
            if (against == null) {
                take(origin, now);
            }
            nowOpen = open;
            percent = warning();
        }
        if (against != null) {
            counts.note(against);
        }
        if (percent > 0) {
            events.connectionsNearLimit(nowOpen, most, percent);
        }
        return against;
    }

    /**
     * Takes a connection that is in already for one origin too, as it came through a proxy, or says which limit is against it.
     *
     * @param origin where it comes from
     * @return null if it is in, and has to {@link #leave} with this origin
     */
    @Nullable Limit identify(Origin origin) {
        long now = nanoClock.getAsLong();
        Limit against;
        synchronized (this) {
            forget(now);
            against = againstOrigin(origin, now);
            if (against == null) {
                takeOrigin(origin, now);
            }
        }
        if (against != null) {
            counts.note(against);
        }
        return against;
    }

    private @Nullable Limit against(@Nullable Origin origin, long now) {
        if (open >= most) {
            return Limit.CONNECTIONS;
        }
        Limit ofOrigin = origin == null ? null : againstOrigin(origin, now);
        if (ofOrigin != null) {
            return ofOrigin;
        }
        return accepts.nanosToNext(now) > 0 ? Limit.ACCEPTS : null;
    }

    private @Nullable Limit againstOrigin(Origin origin, long now) {
        Row row = rows.get(origin);
        if (row != null && row.open >= limits.get(Limit.CONNECTIONS_PER_ADDRESS)) {
            return Limit.CONNECTIONS_PER_ADDRESS;
        }
        if (row != null && row.accepts != null && row.accepts.nanosToNext(now) > 0) {
            return Limit.ACCEPTS_PER_ADDRESS;
        }
        return null;
    }

    private void take(@Nullable Origin origin, long now) {
        open++;
        accepts.take(now);
        if (origin != null) {
            takeOrigin(origin, now);
        }
    }

    private void takeOrigin(Origin origin, long now) {
        Row row = rows.computeIfAbsent(
                origin, from -> new Row(from.loopback() ? null : bucket(Limit.ACCEPTS_PER_ADDRESS, now)));
        row.open++;
        if (row.accepts != null) {
            row.accepts.take(now);
        }
    }

    /** Returns the percentage that was just reached for the first time since it was calm; 0 for none. */
    private int warning() {
        if (warned < WARN_PERCENT.length && open * 100 >= most * WARN_PERCENT[warned]) {
            warned++;
            return WARN_PERCENT[warned - 1];
        }
        return 0;
    }

    /** Notes that a connection which was taken in has closed. */
    synchronized void leave(@Nullable Origin origin) {
        open--;
        if (open * 100 < most * CALM_PERCENT) {
            warned = 0;
        }
        long now = nanoClock.getAsLong();
        forget(now);
        Row row = origin == null ? null : rows.get(origin);
        if (origin == null || row == null || --row.open > 0) {
            return;
        }
        if (row.isFull(now)) {
            rows.remove(origin);
        } else {
            left.add(new Left(origin, now)); // a bucket is full again after a second at the most
        }
    }

    private void forget(long now) {
        for (Left oldest = left.peek(); oldest != null && now - oldest.at() >= SECOND; oldest = left.peek()) {
            left.remove();
            Row row = rows.get(oldest.origin());
            if (row != null && row.open == 0 && row.isFull(now)) {
                rows.remove(oldest.origin());
            }
        }
    }

    /** Returns how many connections there may be. */
    long most() {
        return most;
    }

    /** Returns how many origins are in the table. */
    synchronized int origins() {
        return rows.size();
    }

    /** Returns how many connections are in. */
    synchronized long open() {
        return open;
    }
}
