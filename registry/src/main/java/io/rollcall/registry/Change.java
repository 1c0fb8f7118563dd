package io.rollcall.registry;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One change of one entry, as a {@linkplain Watcher watcher} hears of it.
 *
 * @param <T> what the registry looks up
 * @param kind what became of the entry
 * @param key the key of the entry
 * @param before the entry before the change; null if there was none
 * @param after the entry after the change; null if there is none any more
 * @param reason why: one of the constants of {@link Reason}, or that with which the owner ended
 * @param skipped how many changes this watcher was not told of since the last call, being too slow; mostly 0. That a
 *     shared key became empty does not count
 * @since 0.1
 */
public record Change<T>(
        Kind kind,
        Key key,
        @Nullable Entry<T> before,
        @Nullable Entry<T> after,
        Reason reason,
        long skipped) {
    /** What can become of an entry. */
    public enum Kind {
        /** It is there now: a name got a holder, a shared key a member. */
        UP,
        /**
         * It went from one owner to another, and was never free in between; unless changes were skipped, when it may have
         * been.
         */
        MOVED,
        /** Its value changed. */
        SET,
        /** It is gone. */
        DOWN,
        /** A shared key lost its last member; comes after that one's {@link #DOWN}, without entries. */
        EMPTY
    }

    /** Makes the change between two states of one entry, of which there must be at least one. */
    static <T> Change<T> between(@Nullable Entry<T> before, @Nullable Entry<T> after, Reason reason) {
        if (before == null) {
            return new Change<>(Kind.UP, Objects.requireNonNull(after).key(), null, after, reason, 0);
        }
        Kind kind = after == null ? Kind.DOWN : before.owner().equals(after.owner()) ? Kind.SET : Kind.MOVED;
        return new Change<>(kind, before.key(), before, after, reason, 0);
    }

    static <T> Change<T> empty(SharedKey key, Reason reason) {
        return new Change<>(Kind.EMPTY, key, null, null, reason, 0);
    }

    Change<T> afterSkipping(long missed) {
        return missed == 0 ? this : new Change<>(kind, key, before, after, reason, missed);
    }

    /**
     * Returns the holder before the change.
     *
     * @return the owner
     * @throws NullPointerException if there was none, or the kind is {@link Kind#EMPTY}
     */
    public Owner<T> from() {
        return Objects.requireNonNull(before, "nobody held it before").owner();
    }

    /**
     * Returns the holder after the change.
     *
     * @return the owner
     * @throws NullPointerException if there is none
     */
    public Owner<T> to() {
        return Objects.requireNonNull(after, "nobody holds it any more").owner();
    }
}
