package io.rollcall.registry;

import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One broadcast under way: it visits members and counts what became of each. */
final class Broadcast<T> implements Consumer<MemberRow<T>> {
    private final Callbacks callbacks;
    private final @Nullable Owner<T> except;
    private final Predicate<? super T> filter;
    private final Predicate<? super T> action;
    private int delivered;
    private int refused;
    private int failed;

    Broadcast(
            Callbacks callbacks, @Nullable Owner<T> except, Predicate<? super T> filter, Predicate<? super T> action) {
        this.callbacks = callbacks;
        this.except = except;
        this.filter = filter;
        this.action = action;
    }

    @Override
    public void accept(MemberRow<T> row) {
        if (row.owner == except) {
            return;
        }
        try {
            T member = row.owner.subject();
            if (filter.test(member)) {
                if (action.test(member)) {
                    delivered++;
                } else {
                    refused++;
                }
            }
        } catch (Throwable thrown) { // whatever it is, of one member: no reason to forget the others
            failed++;
            callbacks.report(thrown);
        }
    }

    Receipt receipt() {
        return new Receipt(delivered, refused, failed);
    }
}
