package io.rollcall.server;

import java.util.concurrent.TimeUnit;

/**
 * Allows so many things a second, and a number of them at once after a pause. It keeps one instant: that at which it is
 * full again. Times are of one nanosecond clock, which only its owner reads. Confined to one thread, or guarded.
 */
final class TokenBucket {
    private final long nanosEach;
    private final long nanosFull;
    private long fullAt;

    /** Makes a full bucket. */
    TokenBucket(long perSecond, long burst, long now) {
        this.nanosEach = Math.max(1, TimeUnit.SECONDS.toNanos(1) / perSecond);
        this.nanosFull = nanosEach * burst;
        this.fullAt = now;
    }

    /** Returns how many nanoseconds it takes until there is a token; 0 where there is one. */
    long nanosToNext(long now) {
        return Math.max(0, missing(now) + nanosEach - nanosFull);
    }

    /** Takes a token, also where there is none: then the next comes later. */
    void take(long now) {
        fullAt = now + missing(now) + nanosEach;
    }

    boolean isFull(long now) {
        return missing(now) == 0;
    }

    private long missing(long now) {
        return Math.max(0, fullAt - now);
    }
}
