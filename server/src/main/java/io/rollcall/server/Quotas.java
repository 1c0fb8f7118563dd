package io.rollcall.server;

import io.rollcall.registry.LimitExceededException;
import io.rollcall.registry.Limits;

/**
 * How much one connection may hold, watch and wait for, beside what the server itself registers for it.
 *
 * @param names names held and places in line
 * @param properties properties joined
 * @param counters counters added to
 * @param watches watches open
 * @param awaits awaits open
 * @param queues places in line
 * @param value bytes of a value
 */
record Quotas(int names, int properties, int counters, int watches, int awaits, int queues, int value) {
    /** The id, and the shared property: a name and a property that are the server's. */
    private static final int OWN = 1;

    static Quotas of(io.rollcall.server.Limits limits) {
        return new Quotas(
                limits.intOf(Limit.NAMES),
                limits.intOf(Limit.PROPERTIES),
                limits.intOf(Limit.COUNTERS),
                limits.intOf(Limit.WATCHES),
                limits.intOf(Limit.AWAITS),
                limits.intOf(Limit.QUEUES),
                limits.intOf(Limit.VALUE));
    }

    /** What the registry is to hold an owner to. Watches and awaits outlast the owner, so they are counted beside it. */
    Limits ofOwner() {
        return Limits.NONE
                .withNames(names + OWN)
                .withProperties(properties + OWN)
                .withCounters(counters);
    }

    static void check(Limit limit, int value, int open) throws Refused {
        if (open >= value) {
            throw Refused.by(limit, String.valueOf(value));
        }
    }

    /** Says which limit the registry keeps, and its value without what is the server's. */
    Refused refusal(LimitExceededException exceeded) {
        return switch (exceeded.limit()) {
            case "names" -> Refused.by(Limit.NAMES, String.valueOf(names));
            case "properties" -> Refused.by(Limit.PROPERTIES, String.valueOf(properties));
            case "counters" -> Refused.by(Limit.COUNTERS, String.valueOf(counters));
            case "entries" -> Refused.by(Limit.ENTRIES, String.valueOf(exceeded.value()));
            default -> new Refused("LIMIT", exceeded.limit() + " " + exceeded.value());
        };
    }
}
