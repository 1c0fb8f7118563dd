package io.rollcall.server;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Counts how often a worker was replaced lately: at most 3 times in 5 s. Confined to one thread. */
final class Crashes {
    private static final int MOST = 3;
    private static final long WITHIN_NANOS = 5_000_000_000L;

    private final LongSupplier nanoClock;
    private @Nullable Deque<Long> times;
    /** How many there were; an observer reads it as it finds it, a moment old at worst. */
    private int all;

    Crashes() {
        this(System::nanoTime);
    }

    Crashes(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** Notes a crash; false if there were too many lately for another start. */
    boolean allowAnother() {
        all++;
        long now = nanoClock.getAsLong();
        Deque<Long> recent = times == null ? new ArrayDeque<>(MOST) : times;
        times = recent;
        while (!recent.isEmpty() && now - recent.peekFirst() >= WITHIN_NANOS) {
            recent.removeFirst();
        }
        if (recent.size() == MOST) {
            return false;
        }
        recent.addLast(now);
        return true;
    }

    /** Returns how many there were in all. Any thread may ask. */
    int all() {
        return all;
    }
}
