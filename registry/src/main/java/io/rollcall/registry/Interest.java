package io.rollcall.registry;

import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who cares for one name: awaits while nobody holds it, a line and who waits for it to be free while somebody does, and
 * who watches it. Guarded by the name's lock; it is in the table only while there is somebody.
 */
final class Interest<T> {
    final Set<Await<T>> awaits = new LinkedHashSet<>();
    final Set<Await<T>> frees = new LinkedHashSet<>();
    final Set<Watch<T>> watches = new LinkedHashSet<>();
    final Set<Place<T>> line = new LinkedHashSet<>();
    /** Take-overs under way, which come before the line. */
    final Set<Place<T>> takeovers = new LinkedHashSet<>();

    boolean isEmpty() {
        return awaits.isEmpty() && line.isEmpty() && takeovers.isEmpty() && frees.isEmpty() && watches.isEmpty();
    }

    @Nullable Place<T> first() {
        if (!takeovers.isEmpty()) {
            return takeovers.iterator().next();
        }
        return line.isEmpty() ? null : line.iterator().next();
    }

    Set<Place<T>> placesLike(Place<T> place) {
        return place.isTakeover() ? takeovers : line;
    }

    Set<Await<T>> awaitsLike(Await<T> await) {
        return await.isForFree() ? frees : awaits;
    }

    /** How many wait, those not counted who watch. */
    long size() {
        return (long) awaits.size() + frees.size() + line.size() + takeovers.size();
    }
}
