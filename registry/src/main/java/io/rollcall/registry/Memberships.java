package io.rollcall.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Which owners share which key. Locks in the order owners (the lower id first), then members. */
final class Memberships<T> {
    private final LocalRegistry<T> registry;
    private final Map<SharedKey, Members<T>> table = new ConcurrentHashMap<>();

    Memberships(LocalRegistry<T> registry) {
        this.registry = registry;
    }

    MemberRow<T> register(LocalOwner<T> owner, SharedKey key, @Nullable Object value) {
        long nowMillis = registry.nowMillis();
        MemberRow<T> row = null;
        synchronized (owner) {
            if (!owner.hasEnded()) {
                row = ensure(owner, key, value, nowMillis);
            }
        }
        if (row == null) {
            throw owner.ending();
        }
        registry.watches.tell();
        return row;
    }

    private MemberRow<T> ensure(LocalOwner<T> owner, SharedKey key, @Nullable Object value, long nowMillis) {
        MemberRow<T> held = update(owner, key, value);
        if (held != null) {
            return held;
        }
        owner.attachments.takeQuota(key);
        boolean entered = false;
        try {
            MemberRow<T> row = enter(owner, key, value, nowMillis);
            entered = true;
            return row;
        } finally {
            if (!entered) {
                owner.attachments.releaseQuota(key); // the key is the user's, and may throw when it is compared
            }
        }
    }

    /** Sets the value of a membership if it is there, else answers null. Call with the owner locked, and living. */
    @Nullable MemberRow<T> update(LocalOwner<T> owner, SharedKey key, @Nullable Object value) {
        MemberRow<T> held = owner.rows.membership(key);
        if (held instanceof CounterRow<T> counter) {
            counter.begin(CounterRow.number(value));
            return held;
        }
        if (held != null) {
            held.store(value);
        }
        return held;
    }

    /** Adds a membership that is counted. Call with the owner locked, and living. */
    MemberRow<T> enter(LocalOwner<T> owner, SharedKey key, @Nullable Object value, long nowMillis) {
        MemberRow<T> row = add(owner, key, value, nowMillis);
        owner.rows.add(row);
        return row;
    }

    private MemberRow<T> add(LocalOwner<T> owner, SharedKey key, @Nullable Object value, long nowMillis) {
        while (true) {
            Members<T> members = members(key);
            MemberRow<T> row;
            if (key instanceof Counter) {
                long number = CounterRow.number(value);
                row = new CounterRow<>(owner, members, number, number, nowMillis);
            } else {
                row = new MemberRow<>(owner, members, value, nowMillis);
            }
            synchronized (members) {
                if (members.add(row, Reason.REGISTERED)) {
                    return row;
                }
            }
        }
    }

    private Members<T> members(SharedKey key) {
        Members<T> members = table.get(key);
        return members != null ? members : table.computeIfAbsent(key, each -> new Members<>(each, registry.watches));
    }

    boolean unregister(MemberRow<T> row) {
        synchronized (row.owner) {
            if (!row.isHeld()) {
                return false;
            }
            remove(row, Reason.DROPPED);
            row.owner.unlink(row);
        }
        registry.watches.tell();
        return true;
    }

    /** Takes a row out of its key's members; harmless when done already. {@code tell} must follow. */
    void remove(MemberRow<T> row, Reason reason) {
        Members<T> members = row.members;
        synchronized (members) {
            members.remove(row, reason);
            dropIfVacant(members);
        }
    }

    private void dropIfVacant(Members<T> members) {
        if (members.retire()) {
            table.remove(members.key, members);
        }
    }

    /** Hands a membership to another owner. */
    Optional<Registration<T>> give(MemberRow<T> row, LocalOwner<T> receiver) {
        long nowMillis = registry.nowMillis();
        MemberRow<T> by = null;
        boolean taken = false;
        synchronized (LocalOwner.first(row.owner, receiver)) {
            synchronized (LocalOwner.second(row.owner, receiver)) {
                if (!row.isHeld()) {
                    return Optional.empty();
                }
                if (!receiver.hasEnded()) {
                    taken = receiver.rows.membership(row.key()) != null;
                    by = taken ? null : moved(row, receiver, nowMillis);
                }
            }
        }
        if (taken) {
            throw new IllegalStateException(receiver + " holds " + row.key() + " already");
        }
        if (by == null) {
            throw receiver.ending();
        }
        registry.watches.tell();
        receiver.submitEvents();
        return Optional.of(by);
    }

    private MemberRow<T> moved(MemberRow<T> row, LocalOwner<T> receiver, long nowMillis) {
        receiver.attachments.receive(row.key(), row.owner.attachments);
        MemberRow<T> by;
        synchronized (row.members) {
            by = row.forOwner(receiver, nowMillis);
            row.members.give(row, by);
        }
        row.owner.rows.remove(row);
        receiver.rows.add(by);
        receiver.addGiven(by, row.owner);
        return by;
    }

    /** Takes a row out of sight, or back into it. Call with its owner locked; {@code tell} must follow. */
    void setHidden(MemberRow<T> row, boolean hidden) {
        synchronized (row.members) {
            if (hidden) {
                row.members.hide(row);
            } else {
                row.members.show(row);
            }
        }
    }

    @Nullable Members<T> find(SharedKey key) {
        return table.get(key);
    }

    int count(SharedKey key) {
        Members<T> members = table.get(key);
        return members == null ? 0 : members.count();
    }

    long total(Counter counter) {
        Members<T> members = table.get(counter);
        if (members == null) {
            return 0;
        }
        synchronized (members) {
            return members.total();
        }
    }

    void forEach(SharedKey key, Consumer<? super MemberRow<T>> action) {
        Members<T> members = table.get(key);
        if (members != null) {
            members.forEach(action);
        }
    }

    void forEachSubject(SharedKey key, Consumer<? super T> action) {
        Members<T> members = table.get(key);
        if (members != null) {
            members.forEachSubject(action);
        }
    }

    void watch(SharedKey key, Watch<T> watch) {
        boolean added = false;
        while (!added) {
            Members<T> members = members(key);
            synchronized (members) {
                if (registry.isClosed()) { // here, as the close takes this lock once more after it has begun
                    dropIfVacant(members);
                    throw new RegistryClosedException();
                }
                added = members.add(watch);
            }
        }
    }

    void unwatch(SharedKey key, Watch<T> watch) {
        Members<T> members = table.get(key);
        if (members != null) {
            synchronized (members) {
                members.remove(watch);
                dropIfVacant(members);
            }
        }
    }

    /** Takes a shared key into a snapshot; members that have ended are taken out of it first. Call with no lock held. */
    void include(SharedKey key, Watch<T> watch) {
        Members<T> members = table.get(key);
        while (members != null) {
            List<LocalOwner<T>> ended;
            synchronized (members) {
                ended = members.ended();
                if (ended.isEmpty()) {
                    members.include(watch);
                    return;
                }
            }
            ended.forEach(owner -> owner.departure.settle());
            registry.watches.tell();
        }
    }

    void includeAll(Watch<T> watch) {
        table.forEach((key, members) -> {
            if (watch.scope().covers(key)) {
                include(key, watch);
            }
        });
    }

    /** Forgets who watches, when the registry closes. */
    void closeWatches() {
        for (Members<T> members : table.values()) {
            synchronized (members) {
                members.forgetWatches();
                dropIfVacant(members);
            }
        }
    }

    /** The table itself, for the census and the audit. */
    Map<SharedKey, Members<T>> table() {
        return table;
    }
}
