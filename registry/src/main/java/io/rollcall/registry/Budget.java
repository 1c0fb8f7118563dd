package io.rollcall.registry;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many entries all owners of one registry may have, and how many they have, the first few of each not counted. Safe
 * for use by any thread.
 */
final class Budget {
    private static final long CHANGE = 1L << 32;

    private final int most;
    private final int uncounted;
    /** How many they have, in the lower half; in the upper one, how often that was changed. */
    private final AtomicLong state = new AtomicLong();

    Budget(int most, int uncounted) {
        this.most = most;
        this.uncounted = uncounted;
    }

    /** Returns how many of one owner's entries are counted. */
    int counted(int entries) {
        return Math.max(0, entries - uncounted);
    }

    /** Takes room for so many, which may be negative, or throws and takes none. */
    void take(int entries) {
        long before = state.getAndUpdate(now -> (int) now + entries > most ? now : now + CHANGE + entries);
        if ((int) before + entries > most) {
            throw new LimitExceededException("all owners'", LimitExceededException.ENTRIES, most);
        }
    }

    /** Returns what is the same only as long as no owner gets or loses an entry. */
    long stamp() {
        return state.get();
    }

    /** Returns how many they have. */
    int used() {
        return (int) state.get();
    }
}
