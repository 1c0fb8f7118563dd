package io.rollcall.registry;

/**
 * Thrown when an owner would go beyond one of the {@link Limits} it joined with, or all together beyond
 * {@link RegistryBuilder#maxEntries(int, int)}, or too many wait for a member of a {@link Pool}. Nothing was stored.
 *
 * @since 0.1
 */
public final class LimitExceededException extends RuntimeException {
    /** The limit of a whole registry. */
    static final String ENTRIES = "entries";

    private static final long serialVersionUID = 1L;

    /** What {@link #limit()} answers. */
    private final String limit;
    /** What {@link #value()} answers. */
    private final int value;

    LimitExceededException(String limit, int value) {
        this("an owner's", limit, value);
    }

    LimitExceededException(String whose, String limit, int value) {
        super(whose + " " + limit + " are limited to " + value);
        this.limit = limit;
        this.value = value;
    }

    /**
     * Returns which limit.
     *
     * @return a component of {@link Limits}: {@code names}, {@code properties}, {@code counters}, {@code watches} or
     *     {@code awaits}; {@code entries} for those of all owners; or {@code waiting claims}
     */
    public String limit() {
        return limit;
    }

    /**
     * Returns the limit's value.
     *
     * @return how many are allowed
     */
    public int value() {
        return value;
    }
}
