package io.rollcall.registry;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An owner's membership of a shared key. */
sealed class MemberRow<T> extends Row<T> permits CounterRow {
    static final int OUT = -1;
    static final int HIDDEN = -2;

    final Members<T> members;
    /** Where the members' array has it, or one of the two above; guarded by the members. */
    int slot = OUT;

    MemberRow(LocalOwner<T> owner, Members<T> members, @Nullable Object value, long sinceMillis) {
        super(owner, value, sinceMillis);
        this.members = members;
    }

    @Override
    public final SharedKey key() {
        return members.key;
    }

    /** What this row adds to its key's total. Call with the members locked. */
    long share() {
        return 0;
    }

    @Override
    final void store(@Nullable Object changed) {
        synchronized (members) {
            Entry<T> before = members.isWatched() ? entry() : null;
            replaceValue(changed);
            if (before != null) {
                members.noteSet(this, before);
            }
        }
    }

    /** The same membership for another owner, with the same value. Call with both owners and the members locked. */
    MemberRow<T> forOwner(LocalOwner<T> other, long nowMillis) {
        return new MemberRow<>(other, members, value(), nowMillis);
    }

    @Override
    public final boolean unregister() {
        return owner.registry.memberships.unregister(this);
    }

    @Override
    final Optional<Registration<T>> give(LocalOwner<T> receiver) {
        return owner.registry.memberships.give(this, receiver);
    }
}
