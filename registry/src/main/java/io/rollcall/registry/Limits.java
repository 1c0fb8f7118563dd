package io.rollcall.registry;

/**
 * How much one owner may hold or have under way; the one beyond is refused with {@link LimitExceededException}.
 *
 * @param names names held and places in line, 0 or more
 * @param properties properties held, 0 or more
 * @param counters counters held, 0 or more
 * @param watches watches and monitors open in the owner's name, 0 or more
 * @param awaits awaits open and claims made in the owner's name, 0 or more
 * @since 0.1
 */
public record Limits(int names, int properties, int counters, int watches, int awaits) {
    /** No limits: what an owner joins with if nothing else is said. */
    public static final Limits NONE =
            new Limits(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE);

    /**
     * Checks the limits.
     *
     * @param names names held and places in line, 0 or more
     * @param properties properties held, 0 or more
     * @param counters counters held, 0 or more
     * @param watches watches and monitors open in the owner's name, 0 or more
     * @param awaits awaits open and claims made in the owner's name, 0 or more
     * @throws IllegalArgumentException if one is negative
     */
    public Limits {
        check("names", names);
        check("properties", properties);
        check("counters", counters);
        check("watches", watches);
        check("awaits", awaits);
    }

    private static void check(String limit, int value) {
        if (value < 0) {
            throw new IllegalArgumentException("a limit of " + limit + " is 0 or more, given was " + value);
        }
    }

    /**
     * Changes the limit of names.
     *
     * @param names names held and places in line, 0 or more
     * @return these limits but for that
     */
    public Limits withNames(int names) {
        return new Limits(names, properties, counters, watches, awaits);
    }

    /**
     * Changes the limit of properties.
     *
     * @param properties properties held, 0 or more
     * @return these limits but for that
     */
    public Limits withProperties(int properties) {
        return new Limits(names, properties, counters, watches, awaits);
    }

    /**
     * Changes the limit of counters.
     *
     * @param counters counters held, 0 or more
     * @return these limits but for that
     */
    public Limits withCounters(int counters) {
        return new Limits(names, properties, counters, watches, awaits);
    }

    /**
     * Changes the limit of watches.
     *
     * @param watches watches and monitors open in the owner's name, 0 or more
     * @return these limits but for that
     */
    public Limits withWatches(int watches) {
        return new Limits(names, properties, counters, watches, awaits);
    }

    /**
     * Changes the limit of awaits.
     *
     * @param awaits awaits open and claims made in the owner's name, 0 or more
     * @return these limits but for that
     */
    public Limits withAwaits(int awaits) {
        return new Limits(names, properties, counters, watches, awaits);
    }
}
