package io.rollcall.registry;

import org.jspecify.annotations.Nullable;

/** A name that an owner holds, or would hold: it counts only while the table points at it. */
final class NameRow<T> extends Row<T> {
    final Name name;

    NameRow(LocalOwner<T> owner, Name name, @Nullable Object value) {
        super(owner, value, owner.registry.nowMillis());
        this.name = name;
    }

    @Override
    public Name key() {
        return name;
    }

    @Override
    public boolean unregister() {
        return owner.registry.names.unregister(this);
    }
}
