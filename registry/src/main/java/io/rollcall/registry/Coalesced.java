package io.rollcall.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How several changes of one row become one, for a watcher that is too slow to hear of each. */
final class Coalesced {
    private Coalesced() {}

    /**
     * Makes one of all changes of each row, which stands where the last of them stood. A shared key's move is about two
     * rows, so it stays as it is, and nothing after it becomes one with anything before it.
     */
    static <T> List<Change<T>> all(Iterable<Change<T>> changes) {
        List<@Nullable Change<T>> outcomes = new ArrayList<>();
        Map<Object, Integer> places = new HashMap<>();
        for (Change<T> change : changes) {
            if (change.kind() == Change.Kind.MOVED && change.key() instanceof SharedKey) {
                places.remove(List.of(change.key(), change.from()));
                places.remove(List.of(change.key(), change.to()));
                outcomes.add(change);
                continue;
            }
            Object row = row(change);
            Integer place = places.remove(row);
            Change<T> outcome = change;
            if (place != null) {
                outcome = merge(Objects.requireNonNull(outcomes.set(place, null)), change);
                forgetEmptiness(outcomes, places, change.key(), place);
            }
            if (outcome != null) {
                places.put(row, outcomes.size());
                outcomes.add(outcome);
            }
        }
        List<Change<T>> left = new ArrayList<>();
        for (Change<T> outcome : outcomes) {
            if (outcome != null) {
                left.add(outcome);
            }
        }
        return left;
    }

    /** Drops that a key became empty, where the one who left before that is there again: the watcher saw it stay. */
    private static <T> void forgetEmptiness(
            List<@Nullable Change<T>> outcomes, Map<Object, Integer> places, Key key, int left) {
        Integer empty = places.get(List.of(key));
        if (empty != null && left < empty) {
            outcomes.set(empty, null);
            places.remove(List.of(key));
        }
    }

    /** What the changes of one row have in common: a name's key; a shared key with its member, or with nobody. */
    private static Object row(Change<?> change) {
        if (change.key() instanceof Name) {
            return change.key();
        }
        Entry<?> entry = change.after() != null ? change.after() : change.before();
        return entry == null ? List.of(change.key()) : List.of(change.key(), entry.owner());
    }

    /** The change from before the earlier to after the later; null where they undo each other. */
    private static <T> @Nullable Change<T> merge(Change<T> earlier, Change<T> later) {
        if (later.kind() == Change.Kind.EMPTY) {
            return later;
        }
        if (earlier.before() == null && later.after() == null) {
            return null;
        }
        return Change.between(earlier.before(), later.after(), later.reason());
    }
}
