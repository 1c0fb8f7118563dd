package io.rollcall.registry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which owners share which property. Locks in the order owner, then members. */
final class Memberships<T> {
    private final Map<Property, Members<T>> table = new ConcurrentHashMap<>();

    MemberRow<T> register(LocalOwner<T> owner, Property property, @Nullable Object value) {
        long nowMillis = owner.registry.nowMillis();
        synchronized (owner) {
            if (!owner.hasEnded()) {
                MemberRow<T> held = owner.rows.membership(property);
                if (held != null) {
                    held.setValue(value);
                    return held;
                }
                MemberRow<T> row = add(owner, property, value, nowMillis);
                owner.rows.add(row);
                return row;
            }
        }
        throw owner.ending();
    }

    private MemberRow<T> add(LocalOwner<T> owner, Property property, @Nullable Object value, long nowMillis) {
        while (true) {
            Members<T> members = table.get(property);
            if (members == null) {
                members = table.computeIfAbsent(property, Members::new);
            }
            MemberRow<T> row = new MemberRow<>(owner, members, value, nowMillis);
            synchronized (members) {
                if (members.add(row)) {
                    return row;
                }
            }
        }
    }

    boolean unregister(MemberRow<T> row) {
        synchronized (row.owner) {
            if (!row.isHeld()) {
                return false;
            }
            remove(row);
            row.owner.rows.remove(row);
            return true;
        }
    }

    /** Takes a row out of its property; harmless when done already. */
    void remove(MemberRow<T> row) {
        Members<T> members = row.members;
        synchronized (members) {
            if (members.remove(row)) {
                table.remove(members.property, members);
            }
        }
    }

    int count(Property property) {
        Members<T> members = table.get(property);
        return members == null ? 0 : members.count();
    }

    void forEach(Property property, Consumer<? super MemberRow<T>> action) {
        Members<T> members = table.get(property);
        if (members != null) {
            members.forEach(action);
        }
    }

    void forEachSubject(Property property, Consumer<? super T> action) {
        Members<T> members = table.get(property);
        if (members != null) {
            members.forEachSubject(action);
        }
    }

    /** The table itself, for the census and the audit. */
    Map<Property, Members<T>> table() {
        return table;
    }
}
