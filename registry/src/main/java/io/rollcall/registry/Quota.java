package io.rollcall.registry;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much one owner has used up of its limits, and of what all may have. Guarded by the owner; there is none where
 * neither is limited.
 */
final class Quota {
    private final Limits limits;
    private final @Nullable Budget budget;
    private int names;
    private int properties;
    private int counters;
    private int watches;
    private int awaits;

    Quota(Limits limits, @Nullable Budget budget) {
        this.limits = limits;
        this.budget = budget;
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

        /** Whether it counts among the entries of all owners. */
        boolean isEntry() {
            return this != WATCHES && this != AWAITS;
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
        if (kind.isEntry()) {
            reserve(1);
        }
        count(kind);
    }

    void release(Kind kind) {
        add(kind, -1);
        if (kind.isEntry() && budget != null) {
            budget.take(counted(0) - counted(1));
        }
    }

    /** Takes room for entries that are to be {@linkplain #count counted} after that. */
    void reserve(int entries) {
        if (budget != null) {
            budget.take(counted(entries) - counted(0));
        }
    }

    /** Counts one that has its room. */
    void count(Kind kind) {
        add(kind, 1);
    }

    /** Counts an entry that another one gives up, with its room. */
    void receive(Kind kind, Quota giver) {
        require(kind, 1);
        if (budget != null) {
            budget.take(counted(1) - counted(0) + giver.counted(-1) - giver.counted(0));
        }
        count(kind);
        giver.add(kind, -1);
    }

    /** Gives up the room of all entries there are. */
    void releaseBudget() {
        if (budget != null) {
            budget.take(-counted(0));
        }
    }

    /** Returns how many entries count among all owners'; with so many more than there are. */
    int counted(int more) {
        int entries = used(Kind.NAMES) + used(Kind.PROPERTIES) + used(Kind.COUNTERS);
        return budget == null ? 0 : budget.counted(entries + more);
    }

    int used(Kind kind) {
        return switch (kind) {
            case NAMES -> names;
            case PROPERTIES -> properties;
            case COUNTERS -> counters;
            case WATCHES -> watches;
            case AWAITS -> awaits;
        };
    }

    private void add(Kind kind, int more) {
        switch (kind) {
            case NAMES -> names += more;
            case PROPERTIES -> properties += more;
            case COUNTERS -> counters += more;
            case WATCHES -> watches += more;
            case AWAITS -> awaits += more;
        }
    }
}
