package io.rollcall.registry;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How a name goes from one owner to another in one step: nobody sees it free in between. */
final class Moves<T> {
    private final LocalRegistry<T> registry;
    private final Names<T> names;

    Moves(LocalRegistry<T> registry, Names<T> names) {
        this.registry = registry;
        this.names = names;
    }

    /** Moves a name to the owner next in line; false if anything has changed, to be looked at again. */
    boolean hand(NameRow<T> row, Place<T> next, boolean ended) {
        LocalOwner<T> heir = next.row.owner;
        long nowMillis = registry.nowMillis();
        synchronized (LocalOwner.first(row.owner, heir)) {
            synchronized (LocalOwner.second(row.owner, heir)) {
                synchronized (names.table.lock(row.name)) {
                    if (row.owner.hasEnded() != ended
                            || names.table.get(row.name) != row
                            || names.table.first(row) != next) {
                        return false;
                    }
                    names.table.remove(next);
                    if (heir.hasEnded() || next.hasGivenUp()) {
                        heir.detach(next, Quota.Kind.NAMES);
                        return false;
                    }
                    move(row, next.row, next.reason(row), nowMillis);
                    if (!ended) {
                        row.owner.unlink(row);
                    }
                    grant(next);
                    next.noteDisplaced(row);
                }
            }
        }
        row.owner.submitEvents();
        registry.watches.tell();
        return true;
    }

    private void move(NameRow<T> row, NameRow<T> by, Reason reason, long nowMillis) {
        by.restart(nowMillis);
        names.table.replace(by);
        names.note(row.name, row, by, reason);
    }

    /**
     * Makes a place in line a holding, and notes that for its waiter. Call with its owner and the name locked: whoever
     * finds the name moved must find the notice too.
     */
    private void grant(Place<T> place) {
        LocalOwner<T> heir = place.row.owner;
        heir.rows.add(place.row);
        heir.attachments.exchange(place);
        place.granted = true;
        if (!place.isTakeover()) {
            registry.notices.add(place::tell);
        }
    }

    /** Replaces a living holder's row by another's, if it still stands and that one's owner lives. */
    boolean replace(NameRow<T> row, NameRow<T> by) {
        long nowMillis = registry.nowMillis();
        synchronized (LocalOwner.first(row.owner, by.owner)) {
            synchronized (LocalOwner.second(row.owner, by.owner)) {
                if (!row.isHeld() || by.owner.hasEnded()) {
                    return false;
                }
                by.owner.attachments.receive(by.name, row.owner.attachments);
                synchronized (names.table.lock(row.name)) {
                    move(row, by, Reason.TAKEN, nowMillis);
                }
                row.owner.rows.remove(row);
                by.owner.rows.add(by);
                row.owner.addDisplaced(row.name, by.owner);
            }
        }
        row.owner.submitEvents();
        registry.watches.tell();
        return true;
    }

    /** Hands a name to another owner, who need not agree but must live; one in line for it gets what it waits for. */
    Optional<Registration<T>> give(NameRow<T> row, LocalOwner<T> receiver) {
        long nowMillis = registry.nowMillis();
        NameRow<T> by = null;
        synchronized (LocalOwner.first(row.owner, receiver)) {
            synchronized (LocalOwner.second(row.owner, receiver)) {
                if (!row.isHeld()) {
                    return Optional.empty();
                }
                if (!receiver.hasEnded()) {
                    Place<T> waiting;
                    synchronized (names.table.lock(row.name)) {
                        waiting = names.table.placeOf(row.name, receiver);
                        by = receive(row, receiver, waiting);
                        move(row, by, Reason.GIVEN, nowMillis);
                        if (waiting != null) {
                            grant(waiting);
                        }
                    }
                    if (waiting == null) {
                        row.owner.rows.remove(row);
                        receiver.rows.add(by);
                    } else {
                        row.owner.unlink(row);
                    }
                    receiver.addGiven(by, row.owner);
                }
            }
        }
        if (by == null) {
            throw receiver.ending();
        }
        receiver.submitEvents();
        registry.watches.tell();
        return Optional.of(by);
    }

    private NameRow<T> receive(NameRow<T> row, LocalOwner<T> receiver, @Nullable Place<T> waiting) {
        if (waiting != null) {
            names.table.remove(waiting);
            waiting.row.replaceValue(row.value());
            return waiting.row;
        }
        receiver.attachments.receive(row.name, row.owner.attachments);
        return new NameRow<>(receiver, row.name, row.value(), 0);
    }
}
