package io.rollcall.server;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How often each limit of a server was met: somebody was refused, delayed or closed for it. Safe for any thread. */
final class LimitCounts {
    private final Map<Limit, LongAdder> counts = new EnumMap<>(Limit.class);

    LimitCounts() {
        for (Limit limit : Limit.values()) {
            counts.put(limit, new LongAdder());
        }
    }

    /** Notes that a limit was met. */
    void note(Limit limit) {
        of(limit).increment();
    }

    /** Returns how often a limit was met since the server was made. */
    long met(Limit limit) {
        return of(limit).sum();
    }

    private LongAdder of(Limit limit) {
        return Objects.requireNonNull(counts.get(limit));
    }
}
