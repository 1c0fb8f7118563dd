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
    /** Take-overs under way. */
    final Set<Place<T>> takeovers = new LinkedHashSet<>();

    boolean isEmpty() {
        return awaits.isEmpty() && line.isEmpty() && takeovers.isEmpty() && frees.isEmpty() && watches.isEmpty();
    }

    /**
     * The place to be served next, or null.
     *
     * @param taken whether a take-over has ended the holder: else whoever stands in line is served first, as if the
     *     take-over had come a moment later
     */
    @Nullable Place<T> first(boolean taken) {
        Set<Place<T>> first = taken ? takeovers : line;
        Set<Place<T>> second = taken ? line : takeovers;
        return !first.isEmpty()
                ? first.iterator().next()
                : second.isEmpty() ? null : second.iterator().next();
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
