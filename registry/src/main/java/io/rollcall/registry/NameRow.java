package io.rollcall.registry;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A name that an owner holds, or would hold: it counts only while the table points at it. */
final class NameRow<T> extends Row<T> {
    final Name name;

    NameRow(LocalOwner<T> owner, Name name, @Nullable Object value) {
        this(owner, name, value, owner.registry.nowMillis());
    }

    NameRow(LocalOwner<T> owner, Name name, @Nullable Object value, long sinceMillis) {
        super(owner, value, sinceMillis);
        this.name = Objects.requireNonNull(name, "name");
    }

    @Override
    public Name key() {
        return name;
    }

    @Override
    void store(@Nullable Object changed) {
        Names<T> names = owner.registry.names;
        synchronized (names.table.lock(name)) {
            Entry<T> before = names.isWatched(name) ? entry() : null;
            replaceValue(changed);
            if (before != null) {
                names.note(name, before, entry(), Reason.SET);
            }
        }
    }

    @Override
    public boolean unregister() {
        return owner.registry.names.unregister(this);
    }

    @Override
    Optional<Registration<T>> give(LocalOwner<T> receiver) {
        return owner.registry.names.moves.give(this, receiver);
    }
}
