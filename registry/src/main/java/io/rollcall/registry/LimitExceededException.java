package io.rollcall.registry;

/**
 * Thrown when an owner would go beyond one of the {@link Limits} it joined with, or too many wait for a member of a
 * {@link Pool}. Nothing was stored.
 *
 * @since 0.1
 */
public final class LimitExceededException extends RuntimeException {
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
     *     {@code awaits}; or {@code waiting claims}
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
