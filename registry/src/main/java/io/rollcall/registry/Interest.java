package io.rollcall.registry;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who waits for one name: awaits while nobody holds it, a line while somebody does. Guarded by the name's lock; it is in
 * the table only while somebody waits.
 */
final class Interest<T> {
    final Set<Await<T>> awaits = new LinkedHashSet<>();
    final Set<Place<T>> line = new LinkedHashSet<>();
    /** Take-overs under way, which come before the line. */
    final Set<Place<T>> takeovers = new LinkedHashSet<>();

    boolean isEmpty() {
        return awaits.isEmpty() && line.isEmpty() && takeovers.isEmpty();
    }

    @Nullable
    Place<T> first() {
        if (!takeovers.isEmpty()) {
            return takeovers.iterator().next();
        }
        return line.isEmpty() ? null : line.iterator().next();
    }

    Set<Place<T>> placesLike(Place<T> place) {
        return place.isTakeover() ? takeovers : line;
    }

    long size() {
        return (long) awaits.size() + line.size() + takeovers.size();
    }
}
