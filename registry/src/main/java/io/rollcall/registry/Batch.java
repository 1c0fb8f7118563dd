package io.rollcall.registry;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Several keys that one owner registers in one step, all or none. All that can be refused is looked at first, with the
 * owner and every one of the names locked; what follows cannot fail.
 */
final class Batch<T> {
    private final LocalOwner<T> owner;
    private final LocalRegistry<T> registry;
    private final Map<Key, @Nullable Object> values = new LinkedHashMap<>();
    private final List<NameRow<T>> names = new ArrayList<>();
    /** The locks of the names, in the order in which to take them. */
    private final List<Object> locks;

    Batch(LocalOwner<T> owner, Map<? extends Key, ? extends @Nullable Object> keys) {
        this.owner = owner;
        this.registry = owner.registry;
        TreeMap<Integer, Object> sorted = new TreeMap<>();
        keys.forEach((key, value) -> {
            Objects.requireNonNull(key, "key");
            values.put(key, key instanceof Counter ? (Object) CounterRow.number(value) : value);
        });
        values.forEach((key, value) -> { // of which no two are equal, as those of an odd map may be
            if (key instanceof Name name) {
                names.add(new NameRow<>(owner, name, value));
                sorted.put(registry.names.table.stripe(name), registry.names.table.lock(name));
            }
        });
        locks = List.copyOf(sorted.values());
    }

    List<Registration<T>> register() {
        long nowMillis = registry.nowMillis();
        while (true) {
            NameRow<T> holder;
            List<Registration<T>> done = List.of();
            synchronized (owner) {
                if (owner.hasEnded()) {
                    break; // to throw without a lock, as the exception asks the subject for its text
                }
                holder = enterNames(0);
                if (holder == null) {
                    done = link(nowMillis);
                }
            }
            if (holder == null) {
                registry.watches.tell();
                return done;
            }
            if (!holder.owner.hasEnded()) {
                throw new NameTakenException(holder.name, holder.owner);
            }
            registry.names.clear(holder);
        }
        throw owner.ending();
    }

    /** Takes one lock after the other, then enters all names; or answers with the first row in the way of one. */
    private @Nullable NameRow<T> enterNames(int locked) {
        if (locked < locks.size()) {
            synchronized (locks.get(locked)) {
                return enterNames(locked + 1);
            }
        }
        for (NameRow<T> row : names) {
            NameRow<T> holder = registry.names.table.get(row.name);
            if (holder != null) {
                return holder;
            }
        }
        requireComparable();
        requireQuota();
        for (NameRow<T> row : names) {
            registry.names.table.putIfAbsent(row);
            registry.names.awaits().noteHeld(row);
            registry.names.note(row.name, null, row, Reason.REGISTERED);
        }
        return null;
    }

    /** Has the shared keys compared as they will be, so that one that throws does so before anything has changed. */
    private void requireComparable() {
        for (Key key : values.keySet()) {
            if (key instanceof SharedKey shared) {
                owner.rows.membership(shared);
                registry.memberships.find(shared);
            }
        }
    }

    private void requireQuota() {
        Quota quota = owner.attachments.quota();
        if (quota == null) {
            return;
        }
        Map<Quota.Kind, Integer> more = new EnumMap<>(Quota.Kind.class);
        for (Key key : values.keySet()) {
            if (key instanceof Name || owner.rows.membership((SharedKey) key) == null) {
                more.merge(Quota.Kind.of(key), 1, Integer::sum);
            }
        }
        more.forEach(quota::require);
        quota.reserve(more.values().stream().mapToInt(Integer::intValue).sum());
    }

    private List<Registration<T>> link(long nowMillis) {
        List<Registration<T>> done = new ArrayList<>();
        int nextName = 0;
        for (Map.Entry<Key, @Nullable Object> each : values.entrySet()) {
            if (each.getKey() instanceof SharedKey shared) {
                done.add(join(shared, each.getValue(), nowMillis));
            } else {
                NameRow<T> row = names.get(nextName++);
                owner.attachments.count(row.name);
                owner.rows.add(row);
                done.add(row);
            }
        }
        return List.copyOf(done);
    }

    private MemberRow<T> join(SharedKey key, @Nullable Object value, long nowMillis) {
        MemberRow<T> held = registry.memberships.update(owner, key, value);
        if (held != null) {
            return held;
        }
        owner.attachments.count(key);
        return registry.memberships.enter(owner, key, value, nowMillis);
    }
}
