package io.rollcall.server;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * Lets so many events of a kind into the log in a second, and counts the others, so that no peer writes it full. A
 * second begins with the first event after the last one. Safe for any thread.
 */
final class LogFlood {
    static final int MOST = 20;
    private static final long SECOND = 1_000_000_000L;

    private final LongSupplier nanoClock;
    private final Later later;
    private final Map<String, Kind> kinds = new ConcurrentHashMap<>();

    /** Has something done when a second is over. */
    @FunctionalInterface
    interface Later {
        void inASecond(Runnable task);
    }

    /** Says how many events of a kind were left out. */
    @FunctionalInterface
    interface Summary {
        void suppressed(String kind, long count);
    }

    LogFlood(LongSupplier nanoClock, Later later) {
        this.nanoClock = nanoClock;
        this.later = later;
    }

    /** Owned by its own lock. */
    private static final class Kind {
        private long began;
        private long seen;
    }

    /** Tells whether an event may be logged; if not, it is in a summary at the end of the second. */
    boolean allows(String event, Summary summary) {
        Kind kind = kinds.computeIfAbsent(event, each -> new Kind());
        long seen;
        synchronized (kind) {
            long now = nanoClock.getAsLong();
            if (kind.seen == 0 || (kind.seen <= MOST && now - kind.began >= SECOND)) {
                kind.began = now;
                kind.seen = 0;
            }
            seen = ++kind.seen;
        }
        if (seen == MOST + 1) {
            later.inASecond(() -> sum(event, kind, summary));
        }
        return seen <= MOST;
    }

    private static void sum(String event, Kind kind, Summary summary) {
        long count;
        synchronized (kind) {
            count = kind.seen - MOST;
            kind.seen = 0;
        }
        summary.suppressed(event, count);
    }
}
