package io.rollcall.registry;

/**
 * A member of a {@link Pool} that is claimed: nobody else's claim gets it until it is released.
 *
 * <p>Safe for use by any thread. It ends by {@link #release()}, or with its member or its claimer.
 *
 * @param <T> what the registry looks up
 * @since 0.1
 */
public interface Claimed<T> extends AutoCloseable {
    /**
     * Returns the member.
     *
     * @return its owner
     */
    Owner<T> owner();

    /**
     * Returns the member's own object.
     *
     * @return what was given to {@link Registry#join(Object)}
     */
    default T subject() {
        return owner().subject();
    }

    /**
     * Tells whether the claim stands. The answer may be out of date as soon as it is given.
     *
     * @return false once it was released, or its member or its claimer ended
     */
    boolean isHeld();

    /**
     * Releases the member, to the first who waits for one. Idempotent.
     *
     * @return true for the call that released it
     */
    boolean release();

    /** Releases the member, as {@link #release()} does. */
    @Override
    default void close() {
        release();
    }
}
