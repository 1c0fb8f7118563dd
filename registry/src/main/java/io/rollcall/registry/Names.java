package io.rollcall.registry;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * How names get and lose their holder. Locks in the order owners (the lower id first), then name.
 *
 * <p>An ended owner's rows stay in the table until somebody takes them out: the {@code leave} that ended it, or any
 * call that meets one. Whoever does first {@linkplain Departure#queueDown queues} the notices of the owner's monitors,
 * before anybody can see the next holder.
 */
final class Names<T> {
    final NameTable<T> table = new NameTable<>();
    final Moves<T> moves;
    private final LocalRegistry<T> registry;
    private final Awaits<T> awaits;

    Names(LocalRegistry<T> registry, ScheduledExecutorService timer) {
        this.registry = registry;
        awaits = new Awaits<>(registry, this, timer);
        moves = new Moves<>(registry, this);
    }

    Awaits<T> awaits() {
        return awaits;
    }

    /** Finds the row of a living holder; one that has ended is cleared away, or its heir found, first. */
    @Nullable NameRow<T> find(Name name) {
        while (true) {
            NameRow<T> row = table.get(name);
            if (row == null || !row.owner.hasEnded()) {
                return row;
            }
            clear(row);
        }
    }

    /** Registers a row if its name is free; answers with the row that stands then, itself or another. */
    NameRow<T> register(NameRow<T> row) {
        return register(row, null);
    }

    /**
     * Registers a row if its name is free; else gets in line for it with a place, if one is given and the name is
     * another's. Answers with the row that stands then.
     */
    NameRow<T> register(NameRow<T> row, @Nullable Place<T> place) {
        while (true) {
            NameRow<T> holder;
            synchronized (row.owner) {
                if (place != null && place.granted) {
                    return row; // and perhaps lost again since, which is no reason to take it twice
                }
                if (row.owner.hasEnded()) {
                    break; // to throw without a lock, as the exception asks the subject for its text
                }
                synchronized (table.lock(row.name)) {
                    holder = enter(row, place);
                    if (holder != null && !holder.owner.hasEnded()) {
                        line(place, holder);
                        return holder;
                    }
                }
                if (holder == null) {
                    row.owner.rows.add(row);
                }
            }
            if (holder == null) {
                registry.watches.tell();
                return row;
            }
            clear(holder);
        }
        throw row.owner.ending();
    }

    /** Enters a row if the name is free, and answers null; else with the row in its way. Call with both locks held. */
    private @Nullable NameRow<T> enter(NameRow<T> row, @Nullable Place<T> place) {
        if (row.owner.attachments.isLimited() && table.get(row.name) == null) {
            row.owner.attachments.takeQuota(row.name, place);
        }
        NameRow<T> holder = table.putIfAbsent(row);
        if (holder == null) {
            if (place != null) {
                table.remove(place); // a take-over that found the name free at last
            }
            awaits.noteHeld(row);
            note(row.name, null, row, Reason.REGISTERED);
        }
        return holder;
    }

    /** Has a place stand in line behind a holder, unless that is its own owner. Call with both locks held. */
    private void line(@Nullable Place<T> place, NameRow<T> holder) {
        if (place == null) {
            return;
        }
        LocalOwner<T> owner = place.row.owner;
        if (holder.owner != owner) {
            owner.attach(place, Quota.Kind.NAMES);
            table.add(place);
        } else { // refused, and so not to be granted after that
            table.remove(place);
            owner.detach(place, Quota.Kind.NAMES);
        }
    }

    boolean unregister(NameRow<T> row) {
        while (true) {
            Place<T> next;
            synchronized (row.owner) {
                if (!row.isHeld()) {
                    return false;
                }
                synchronized (table.lock(row.name)) {
                    next = table.first(row);
                    if (next == null) {
                        takeOut(row, Reason.DROPPED);
                        row.owner.unlink(row);
                    }
                }
            }
            if (next == null) {
                registry.watches.tell();
                return true;
            }
            if (moves.hand(row, next, false)) {
                return true;
            }
        }
    }

    /** Takes the row of an ended owner out of the table, or gives the name to the first living one in line. */
    void clear(NameRow<T> row) {
        row.owner.departure.queueDown();
        while (true) {
            Place<T> next;
            synchronized (table.lock(row.name)) {
                if (table.get(row.name) != row) {
                    return;
                }
                next = table.first(row);
                if (next == null) {
                    takeOut(row, row.owner.endedWith());
                }
            }
            if (next == null) {
                registry.watches.tell();
                return;
            }
            if (moves.hand(row, next, true)) {
                return;
            }
        }
    }

    private void takeOut(NameRow<T> row, Reason reason) {
        table.remove(row.name);
        awaits.noteFree(row.name);
        note(row.name, row, null, reason);
    }

    /** Has those who watch a name hear that its row changed. Call with its lock held; {@code tell} must follow. */
    void note(Name name, @Nullable NameRow<T> before, @Nullable NameRow<T> after, Reason reason) {
        if (isWatched(name)) {
            note(name, before == null ? null : before.entry(), after == null ? null : after.entry(), reason);
        }
    }

    boolean isWatched(Name name) {
        return !registry.watches.isQuiet(name) || !table.watches(name).isEmpty();
    }

    void note(Name name, @Nullable Entry<T> before, @Nullable Entry<T> after, Reason reason) {
        registry.watches.note(
                table.watches(name),
                name,
                List.of(Change.between(before, after, reason)),
                () -> after == null ? List.of() : List.of(after));
    }

    /** Leaves the line; false if the place was granted or gone before. */
    boolean abandon(Place<T> place) {
        synchronized (place.row.owner) {
            place.row.owner.detach(place, Quota.Kind.NAMES);
            synchronized (table.lock(place.row.name)) {
                return table.remove(place);
            }
        }
    }

    int placeInLine(Name name, LocalOwner<T> owner) {
        synchronized (table.lock(name)) {
            return table.rank(name, owner);
        }
    }

    void watch(Name name, Watch<T> watch) {
        synchronized (table.lock(name)) {
            registry.requireOpen(); // here, as the close takes this lock once more after it has begun
            table.add(name, watch);
        }
    }

    void unwatch(Name name, Watch<T> watch) {
        synchronized (table.lock(name)) {
            table.remove(name, watch);
        }
    }

    /** Takes a name into a snapshot; an ended holder's is cleared away, or handed on, first. Call with no lock held. */
    void include(Name name, Watch<T> watch) {
        while (true) {
            NameRow<T> row = find(name);
            synchronized (table.lock(name)) {
                if (table.get(name) == row && (row == null || !row.owner.hasEnded())) {
                    watch.include(name, () -> row == null ? List.of() : List.of(row.entry()));
                    return;
                }
            }
        }
    }

    void includeAll(Watch<T> watch) {
        table.forEach((name, row) -> {
            if (watch.scope().covers(name)) {
                include(name, watch);
            }
        });
    }

    /** Stands in line; completes when the name is had. */
    CompletableFuture<Registration<T>> registerWhenFree(NameRow<T> row) {
        Promise<Registration<T>> waiter = new Promise<>();
        Place<T> place = new Place<>(row, waiter);
        NameRow<T> holder = register(row, place);
        if (holder == row) {
            waiter.complete(row);
        } else if (holder.owner == row.owner) {
            throw new NameTakenException(row.name, holder.owner);
        } else {
            waiter.onLeave(() -> abandon(place));
        }
        return waiter;
    }
}
