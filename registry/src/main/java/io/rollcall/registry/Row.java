package io.rollcall.registry;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One entry, being its token, the link in its owner's list, and what the tables point at, all in one object. */
abstract sealed class Row<T> implements Registration<T> permits NameRow, MemberRow {
    private static final VarHandle OLDER;

    static {
        try {
            OLDER = MethodHandles.lookup().findVarHandle(Row.class, "older", Row.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final LocalOwner<T> owner;
    private long sinceMillis; // written before anybody can look the row up
    private volatile @Nullable Object value; // written with the owner and the key locked

    // Links of the owner's list, guarded by the owner; frozen once it has ended.
    /**
     * Null while in no list, which is free to read; of the oldest, itself. Written without a fence, as the lock that is
     * let go of next has one.
     */
    private volatile @Nullable Row<T> older;

    @Nullable Row<T> newer;

    Row(LocalOwner<T> owner, @Nullable Object value, long sinceMillis) {
        this.owner = owner;
        this.sinceMillis = sinceMillis;
        if (value != null) { // as a volatile write is not for nothing
            this.value = value;
        }
    }

    final boolean isLinked() {
        return older != null;
    }

    final @Nullable Row<T> older() {
        Row<T> next = older;
        return next == this ? null : next;
    }

    /** Puts this row after another in its owner's list, or at the list's old end. */
    final void linkAfter(@Nullable Row<T> row) {
        OLDER.setRelease(this, row == null ? this : row);
    }

    final void unlink() {
        OLDER.setRelease(this, null);
        newer = null;
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
        return isLinked() && !owner.hasEnded();
    }

    @Override
    public final Entry<T> entry() {
        return new Entry<>(key(), owner, value(), Instant.ofEpochMilli(sinceMillis));
    }

    @Override
    public @Nullable Object value() {
        return value;
    }

    /** Checks a value that is to be stored, and brings it into the form that is. */
    @Nullable Object checked(@Nullable Object changed) {
        return changed;
    }

    /** Tells whether the value is the one that was read before, not merely equal: equals is the user's. */
    @SuppressWarnings("ReferenceEquality")
    boolean isStill(@Nullable Object before) {
        return value == before;
    }

    /** Replaces the value, and notes it for those who watch. Call with the owner locked, and {@code tell} after it. */
    abstract void store(@Nullable Object changed);

    /** Stores a value as {@link #store} does, if the present one is still that which was read before. */
    boolean storeIfStill(@Nullable Object before, @Nullable Object after) {
        if (!isStill(before)) {
            return false;
        }
        store(after);
        return true;
    }

    void replaceValue(@Nullable Object changed) {
        value = changed;
    }

    @Override
    public final boolean setValue(@Nullable Object changed) {
        Object checked = checked(changed);
        synchronized (owner) {
            if (!isHeld()) {
                return false;
            }
            store(checked);
        }
        owner.registry.watches.tell();
        return true;
    }

    @Override
    public final boolean update(UnaryOperator<@Nullable Object> change) {
        Objects.requireNonNull(change, "change");
        while (isHeld()) {
            Object before = value();
            Object after = checked(change.apply(before));
            boolean stored;
            synchronized (owner) {
                stored = isHeld() && storeIfStill(before, after);
            }
            if (stored) {
                owner.registry.watches.tell();
                return true;
            }
        }
        return false;
    }

    @Override
    public final Optional<Registration<T>> giveTo(Owner<T> other) {
        LocalOwner<T> receiver = owner.registry.own(other);
        if (receiver == owner) {
            return isHeld() ? Optional.of(this) : Optional.empty();
        }
        return give(receiver);
    }

    /** Hands the entry to another owner. Call with no lock held. */
    abstract Optional<Registration<T>> give(LocalOwner<T> receiver);

    @Override
    public final String toString() {
        return key() + " of owner " + owner.id();
    }
}
