package io.rollcall.registry;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How several changes of one row become one, for a watcher that is too slow to hear of each. */
final class Coalesced {
    private Coalesced() {}

    /** What the changes of one row have in common: a name's key; a shared key with its member, or with nobody. */
    static Object row(Change<?> change) {
        if (change.key() instanceof Name) {
            return change.key();
        }
        Entry<?> entry = change.after() != null ? change.after() : change.before();
        return entry == null ? List.of(change.key()) : List.of(change.key(), entry.owner());
    }

    /** The change from before the earlier to after the later; null where they undo each other. */
    static <T> @Nullable Change<T> merge(Change<T> earlier, Change<T> later) {
        if (later.kind() == Change.Kind.EMPTY) {
            return later;
        }
        if (earlier.before() == null && later.after() == null) {
            return null;
        }
        return Change.between(earlier.before(), later.after(), later.reason());
    }
}
