package io.rollcall.registry;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * How names get and lose their holder. Locks in the order owners (the lower id first), then name.
 *
 * <p>An ended owner's rows stay in the table until somebody takes them out: the {@code leave} that ended it, or any
 * call that meets one. Whoever does first {@linkplain LocalOwner#settle settles} the owner, so that its monitors'
 * notices are queued before anybody can see the next holder.
 */
final class Names<T> {
    final NameTable<T> table = new NameTable<>();
    private final Awaits<T> awaits;

    Names(LocalRegistry<T> registry, ScheduledExecutorService timer) {
        awaits = new Awaits<>(registry, this, timer);
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
            List<Await<T>> told;
            synchronized (row.owner) {
                if (place != null && place.granted) {
                    return row; // and perhaps lost again since, which is no reason to take it twice
                }
                if (row.owner.hasEnded()) {
                    break; // to throw without a lock, as the exception asks the subject for its text
                }
                synchronized (table.lock(row.name)) {
                    holder = table.putIfAbsent(row);
                    if (holder != null && !holder.owner.hasEnded()) {
                        if (place != null && holder.owner != row.owner) {
                            table.add(place);
                            row.owner.places().add(place);
                        } else if (place != null) { // refused, and so not to be granted after that
                            table.remove(place);
                            row.owner.places().remove(place);
                        }
                        return holder;
                    }
                    told = holder == null ? table.takeAwaits(row.name) : List.of();
                }
                if (holder == null) {
                    row.owner.rows.add(row);
                }
            }
            if (holder == null) {
                awaits.tell(told, row);
                return row;
            }
            clear(holder);
        }
        throw row.owner.ending();
    }

    boolean unregister(NameRow<T> row) {
        while (true) {
            Place<T> next;
            synchronized (row.owner) {
                if (!row.isHeld()) {
                    return false;
                }
                synchronized (table.lock(row.name)) {
                    next = table.first(row.name);
                    if (next == null) {
                        table.remove(row.name);
                        row.owner.rows.remove(row);
                        return true;
                    }
                }
            }
            if (hand(row, next, false)) {
                return true;
            }
        }
    }

    /** Takes the row of an ended owner out of the table, or gives the name to the first living one in line. */
    void clear(NameRow<T> row) {
        row.owner.settle();
        while (true) {
            Place<T> next;
            synchronized (table.lock(row.name)) {
                if (table.get(row.name) != row) {
                    return;
                }
                next = table.first(row.name);
                if (next == null) {
                    table.remove(row.name);
                    return;
                }
            }
            if (hand(row, next, true)) {
                return;
            }
        }
    }

    /** Replaces a living holder's row by another's, if it still stands and that one's owner lives. */
    boolean replace(NameRow<T> row, NameRow<T> by) {
        synchronized (LocalOwner.first(row.owner, by.owner)) {
            synchronized (LocalOwner.second(row.owner, by.owner)) {
                if (!row.isHeld() || by.owner.hasEnded()) {
                    return false;
                }
                synchronized (table.lock(row.name)) {
                    table.replace(by);
                }
                row.owner.rows.remove(row);
                by.owner.rows.add(by);
                row.owner.addDisplaced(row.name, by.owner);
            }
        }
        row.owner.submitEvents();
        return true;
    }

    /** Moves a name to the owner next in line, in one step; false if anything has changed, to be looked at again. */
    private boolean hand(NameRow<T> row, Place<T> next, boolean ended) {
        LocalOwner<T> heir = next.row.owner;
        long nowMillis = heir.registry.nowMillis();
        synchronized (LocalOwner.first(row.owner, heir)) {
            synchronized (LocalOwner.second(row.owner, heir)) {
                synchronized (table.lock(row.name)) {
                    if (row.owner.hasEnded() != ended || table.get(row.name) != row || table.first(row.name) != next) {
                        return false;
                    }
                    table.remove(next);
                    if (heir.hasEnded() || next.hasGivenUp()) {
                        return false;
                    }
                    next.row.restart(nowMillis);
                    table.replace(next.row);
                }
                if (!ended) {
                    row.owner.rows.remove(row);
                }
                heir.rows.add(next.row);
                heir.places().remove(next);
                next.granted = true;
                next.noteDisplaced(row);
            }
        }
        next.tell();
        row.owner.submitEvents();
        return true;
    }

    /** Leaves the line; false if the place was granted or gone before. */
    boolean abandon(Place<T> place) {
        synchronized (place.row.owner) {
            if (!place.row.owner.hasEnded()) {
                place.row.owner.places().remove(place);
            }
            synchronized (table.lock(place.row.name)) {
                return table.remove(place);
            }
        }
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
