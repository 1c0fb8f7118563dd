package io.rollcall.cluster;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Whether this node may act as an owner of names, and why not. It may not from the instant at which it sees no majority, or
 * finds that it stood still for longer than the others wait for it; and not until an entry of its own, proposed after that,
 * has been applied here.
 *
 * <p>Changed under the member's lock, asked by any thread.
 */
final class Suspension {
    private final LongSupplier ticker;
    private final long mostStill;
    private volatile @Nullable String why = "it has yet to be taken in";
    private volatile long lastTick;
    private long number = 1;

    /** The ticker is monotonic and in nanoseconds, as is how long the node may stand still. */
    Suspension(LongSupplier ticker, long mostStill) {
        this.ticker = ticker;
        this.mostStill = mostStill;
        this.lastTick = ticker.getAsLong();
    }

    /** Why the node is suspended; null if it is not. Finds a pause at once, also before the next tick. */
    @Nullable String why() {
        String known = why;
        return known != null ? known : isStill(ticker.getAsLong()) ? "it stood still" : null;
    }

    private boolean isStill(long now) {
        return now - lastTick > mostStill;
    }

    /** Looks at the time; true if that begins a suspension. */
    boolean tick(long now) {
        boolean begins = isStill(now) && suspend("it stood still");
        lastTick = now;
        return begins;
    }

    /** Suspends, or invalidates what would end a suspension; true if it was not suspended before. */
    boolean suspend(String reason) {
        boolean begins = why == null;
        why = reason;
        number++;
        return begins;
    }

    /** The number that a check which ends the present suspension carries. */
    long number() {
        return number;
    }

    /** Ends the suspension if a check is of the present one; true if so. */
    boolean resume(long checked) {
        if (why == null || checked != number || isStill(ticker.getAsLong())) {
            return false;
        }
        why = null;
        return true;
    }
}
