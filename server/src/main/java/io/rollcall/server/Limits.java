package io.rollcall.server;

import java.time.Duration;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a server allows its peers, each {@link Limit} with its number. Immutable; start from {@link #defaults()}.
 *
 * @since 0.1
 */
public final class Limits {
    private static final Limits DEFAULTS = new Limits(Map.of());

    private final Map<Limit, Long> values = new EnumMap<>(Limit.class);

    private Limits(Map<Limit, Long> given) {
        for (Limit limit : Limit.values()) {
            values.put(limit, given.getOrDefault(limit, limit.preset()));
        }
    }

    /**
     * Returns the limits of a server that is told nothing else.
     *
     * @return each limit's {@link Limit#preset()}
     */
    public static Limits defaults() {
        return DEFAULTS;
    }

    /**
     * Returns these limits with another number for one.
     *
     * @param limit the limit
     * @param value from {@link Limit#least()} to {@link Limit#most()}
     * @return a copy
     * @throws IllegalArgumentException if the number is out of range; the message names it, its range and what was given
     */
    public Limits with(Limit limit, long value) {
        if (value < limit.least() || value > limit.most()) {
            throw new IllegalArgumentException(limit + " must be "
                    + limit.unit().show(limit.least()) + " to " + limit.unit().show(limit.most()) + ", given was "
                    + limit.unit().show(value));
        }
        Map<Limit, Long> changed = new EnumMap<>(values);
        changed.put(limit, value);
        return new Limits(changed);
    }

    /**
     * Returns these limits with another time for one.
     *
     * @param limit a limit whose unit is {@link Limit.Unit#MILLIS}
     * @param time as {@link #with(Limit, long)}, in whole milliseconds
     * @return a copy
     * @throws IllegalArgumentException if the limit is no time, or the time is out of range
     */
    public Limits with(Limit limit, Duration time) {
        if (limit.unit() != Limit.Unit.MILLIS) {
            throw new IllegalArgumentException(limit + " is not a time, given was " + time);
        }
        return with(limit, time.toMillis());
    }

    /**
     * Returns the number of one limit.
     *
     * @param limit the limit
     * @return its number, in its unit
     */
    public long get(Limit limit) {
        return Objects.requireNonNull(values.get(limit));
    }

    /** Returns the number of a limit that is no more than an {@code int} holds. */
    int intOf(Limit limit) {
        return Math.toIntExact(get(limit));
    }

    /**
     * Returns all limits and their numbers.
     *
     * @return all of them, in the order of their declaration; cannot be changed
     */
    public Map<Limit, Long> asMap() {
        return Collections.unmodifiableMap(values);
    }

    /**
     * Tells whether something is limits with the same numbers.
     *
     * @param other anything or null
     * @return true if all numbers are equal
     */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Limits limits && values.equals(limits.values);
    }

    /**
     * Returns a hash of the numbers.
     *
     * @return the hash
     */
    @Override
    public int hashCode() {
        return values.hashCode();
    }

    /**
     * Returns all limits and their numbers.
     *
     * @return for people
     */
    @Override
    public String toString() {
        return values.toString();
    }
}
