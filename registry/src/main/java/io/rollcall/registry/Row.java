package io.rollcall.registry;

import java.time.Instant;
import java.util.Objects;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One entry, being its token, the link in its owner's list, and what the tables point at, all in one object. */
abstract sealed class Row<T> implements Registration<T> permits NameRow, MemberRow {
    final LocalOwner<T> owner;
    private volatile long sinceMillis;
    private volatile @Nullable Object value; // written with the owner locked

    // Links of the owner's list, guarded by the owner; frozen once it has ended.
    @Nullable Row<T> older;

    @Nullable Row<T> newer;

    volatile boolean linked;

    Row(LocalOwner<T> owner, @Nullable Object value, long sinceMillis) {
        this.owner = owner;
        this.value = value;
        this.sinceMillis = sinceMillis;
    }

    /** Counts from now on. Call before anybody can look the row up. */
    final void restart(long nowMillis) {
        sinceMillis = nowMillis;
    }

    @Override
    public final LocalOwner<T> owner() {
        return owner;
    }

    @Override
    public final boolean isHeld() {
        return linked && !owner.hasEnded();
    }

    @Override
    public final Entry<T> entry() {
        return new Entry<>(key(), owner, value, Instant.ofEpochMilli(sinceMillis));
    }

    @Override
    public final @Nullable Object value() {
        return value;
    }

    @Override
    public final boolean setValue(@Nullable Object changed) {
        synchronized (owner) {
            if (!isHeld()) {
                return false;
            }
            value = changed;
            return true;
        }
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // equals is the user's, and would run under a lock
    public final boolean update(UnaryOperator<@Nullable Object> change) {
        Objects.requireNonNull(change, "change");
        while (true) {
            Object before = value;
            Object after = change.apply(before);
            synchronized (owner) {
                if (!isHeld()) {
                    return false;
                }
                if (value == before) {
                    value = after;
                    return true;
                }
            }
        }
    }

    @Override
    public final String toString() {
        return key() + " of owner " + owner.id();
    }
}
