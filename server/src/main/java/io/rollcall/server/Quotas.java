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
 * @param ofOwner what the registry is to hold an owner to; watches and awaits outlast the owner and are counted beside it
 */
record Quotas(int names, int properties, int counters, int watches, int awaits, int queues, int value, Limits ofOwner) {
    /** The id, and the shared property: a name and a property that are the server's. */
    static final int OWN = 1;

    static Quotas of(io.rollcall.server.Limits limits) {
        int names = limits.intOf(Limit.NAMES);
        int properties = limits.intOf(Limit.PROPERTIES);
        int counters = limits.intOf(Limit.COUNTERS);
        Limits ofOwner = Limits.NONE
                .withNames(names + OWN)
                .withProperties(properties + OWN)
                .withCounters(counters);
        return new Quotas(
                names,
                properties,
                counters,
                limits.intOf(Limit.WATCHES),
                limits.intOf(Limit.AWAITS),
                limits.intOf(Limit.QUEUES),
                limits.intOf(Limit.VALUE),
                ofOwner);
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
