package io.rollcall.registry;

import org.jspecify.annotations.Nullable;

/** An owner's membership of a property. */
final class MemberRow<T> extends Row<T> {
    final Members<T> members;
    /** Where the members' array has it; guarded by the members, -1 while in none. */
    int slot = -1;

    MemberRow(LocalOwner<T> owner, Members<T> members, @Nullable Object value, long sinceMillis) {
        super(owner, value, sinceMillis);
        this.members = members;
    }

    @Override
    public Property key() {
        return members.property;
    }

    @Override
    public boolean unregister() {
        return owner.registry.memberships.unregister(this);
    }
}
