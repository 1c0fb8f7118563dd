package io.rollcall.registry;

import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The token of one entry. Only it, or its owner's end, removes that entry: an older registration can never remove a
 * newer one of the same key.
 *
 * <p>Safe for use by any thread.
 *
 * @param <T> what the registry looks up
 * @since 0.1
 */
public interface Registration<T> extends AutoCloseable {
    /**
     * Returns the key that is held.
     *
     * @return the key
     */
    Key key();

    /**
     * Returns who holds it, also after the entry is gone.
     *
     * @return the owner
     */
    Owner<T> owner();

    /**
     * Tells whether the entry stands. The answer may be out of date as soon as it is given.
     *
     * @return false once it was unregistered, taken over, or its owner ended
     */
    boolean isHeld();

    /**
     * Returns the entry as it is now; the last value if it is gone.
     *
     * @return a snapshot
     */
    Entry<T> entry();

    /**
     * Returns the value kept with the key.
     *
     * @return the value, or null where there is none
     */
    @Nullable Object value();

    /**
     * Returns the value as the type that was stored.
     *
     * @param <V> the type expected
     * @param type the class expected
     * @return the value, or empty where there is none
     * @throws ClassCastException if the value is of another type
     */
    default <V> Optional<V> value(Class<V> type) {
        return Optional.ofNullable(type.cast(value()));
    }

    /**
     * Replaces the value of this entry, and of no other.
     *
     * @param value the new value, or null for none
     * @return true if the entry stood and has the value now; false if it is gone and nothing changed
     */
    boolean setValue(@Nullable Object value);

    /**
     * Replaces the value by a function of it, as one atomic step.
     *
     * @param change from the old value to the new; runs in the caller under no lock, and again if another thread
     *     changed the value meanwhile; not called if the entry is gone
     * @return true if the entry stood and has the new value; false if it is gone and nothing changed
     */
    boolean update(UnaryOperator<@Nullable Object> change);

    /**
     * Hands the entry to another owner, in one atomic step: nobody sees the key without a holder in between, the value
     * and a counter's number go along, watchers stay and see it moved. The receiver's listener is told. A receiver that
     * stands in line for the name leaves the line, its waiter being granted. Handing it to its present owner changes
     * nothing.
     *
     * @param receiver an owner of the same registry
     * @return the receiver's token, with which this one is spent; empty if the entry was gone, and nothing changed
     * @throws OwnerEndedException if the receiver has ended; nothing changes
     * @throws LimitExceededException if the receiver may hold no more of the kind; nothing changes
     * @throws IllegalStateException if the receiver holds the same shared key already; nothing changes
     * @throws IllegalArgumentException if the receiver is an owner of another registry
     */
    Optional<Registration<T>> giveTo(Owner<T> receiver);

    /**
     * Removes the entry. A name with a waiting line goes to the first living owner in it, and nobody sees it free in
     * between. Idempotent.
     *
     * @return true for the call that removed it
     */
    boolean unregister();

    /** Removes the entry, as {@link #unregister()} does. */
    @Override
    default void close() {
        unregister();
    }
}
