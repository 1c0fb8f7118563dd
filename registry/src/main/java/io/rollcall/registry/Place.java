package io.rollcall.registry;

import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An owner's place in the line for a name, with the row that will stand in the table when its turn comes. */
final class Place<T> implements Attachment {
    final NameRow<T> row;
    /** Whom to tell; null for a take-over, which waits only while the holder ends. */
    final @Nullable CompletableFuture<Registration<T>> waiter;
    /** Guarded by the row's owner. */
    boolean granted;
    /** Who had to go for it; guarded by the row's owner. */
    @Nullable LocalOwner<T> displaced;

    Place(NameRow<T> row, @Nullable CompletableFuture<Registration<T>> waiter) {
        this.row = row;
        this.waiter = waiter;
    }

    boolean isTakeover() {
        return waiter == null;
    }

    /** Tells whether nobody waits any more, though the place may still stand for a moment. */
    boolean hasGivenUp() {
        return waiter != null && waiter.isDone();
    }

    @Override
    public boolean isOver() {
        return granted || hasGivenUp();
    }

    /** Why the name moves here from a holder. */
    Reason reason(NameRow<T> before) {
        return isTakeover() && before.owner.hasEnded(Reason.TAKEN) ? Reason.TAKEN : Reason.GRANTED;
    }

    /** Notes at the grant whose end made room. Call with the row's owner locked. */
    void noteDisplaced(NameRow<T> before) {
        if (isTakeover() && before.owner.hasEnded(Reason.TAKEN)) {
            displaced = before.owner;
            before.owner.addDisplaced(row.name, row.owner);
        }
    }

    /** Tells the waiter that it has the name, twice without harm; one that has given up gives the name up too. */
    void tell() {
        CompletableFuture<Registration<T>> told = waiter;
        if (told != null) {
            row.owner.registry.callbacks.complete(row.owner.executor(), () -> {
                if (!told.complete(row) && !hasTaken(told)) {
                    row.unregister();
                }
            });
        }
    }

    /** Tells whether one who is done was given the name, as opposed to having given up. */
    private boolean hasTaken(CompletableFuture<Registration<T>> done) {
        return !done.isCompletedExceptionally() && done.join() == row;
    }

    /** Leaves the line and tells the waiter; or whoever moved the name met it first, and telling is up to us either way. */
    @Override
    public void ownerEnded(RuntimeException why) {
        row.owner.registry.names.abandon(this);
        CompletableFuture<Registration<T>> told = waiter;
        if (told != null) {
            row.owner.registry.callbacks.complete(row.owner.executor(), () -> told.completeExceptionally(why));
        }
    }
}
