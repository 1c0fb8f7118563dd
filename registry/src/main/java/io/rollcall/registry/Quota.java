package io.rollcall.registry;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** How much of its limits one owner has used up. Guarded by the owner; one without limits has none. */
final class Quota {
    private final Limits limits;
    private final Map<Kind, Integer> used = new EnumMap<>(Kind.class);

    Quota(Limits limits) {
        this.limits = limits;
    }

    /** What is counted. */
    enum Kind {
        NAMES,
        PROPERTIES,
        COUNTERS,
        WATCHES,
        AWAITS;

        static Kind of(Key key) {
            return key instanceof Name ? NAMES : key instanceof Property ? PROPERTIES : COUNTERS;
        }

        static Kind of(Attachment attachment) {
            boolean waits = attachment instanceof Await || attachment instanceof LocalClaim;
            return attachment instanceof Place ? NAMES : waits ? AWAITS : WATCHES;
        }
    }

    private int limit(Kind kind) {
        return switch (kind) {
            case NAMES -> limits.names();
            case PROPERTIES -> limits.properties();
            case COUNTERS -> limits.counters();
            case WATCHES -> limits.watches();
            case AWAITS -> limits.awaits();
        };
    }

    /** Throws if so many more would be too many. */
    void require(Kind kind, int more) {
        if (more > limit(kind) - used(kind)) {
            throw new LimitExceededException(kind.name().toLowerCase(Locale.ROOT), limit(kind));
        }
    }

    void take(Kind kind) {
        require(kind, 1);
        used.merge(kind, 1, Integer::sum);
    }

    void release(Kind kind) {
        used.merge(kind, -1, Integer::sum);
    }

    int used(Kind kind) {
        return used.getOrDefault(kind, 0);
    }
}
