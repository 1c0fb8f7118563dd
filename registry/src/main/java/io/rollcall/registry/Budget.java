package io.rollcall.registry;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many entries all owners of one registry may have, and how many they have, the first few of each not counted. Safe
 * for use by any thread.
 */
final class Budget {
    private final int most;
    private final int uncounted;
    private final AtomicLong used = new AtomicLong();

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
        long before = used.getAndUpdate(now -> now + entries > most ? now : now + entries);
        if (before + entries > most) {
            throw new LimitExceededException("all owners'", LimitExceededException.ENTRIES, most);
        }
    }

    long used() {
        return used.get();
    }
}
