package io.rollcall.registry;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which row stands for which name, and who waits for it.
 *
 * <p>Reading a row takes no lock. Everything else is done with {@link #lock} of that name held, so that a name and those
 * who wait for it change in one step. This lock is the innermost: with it held, no other is taken.
 */
final class NameTable<T> {
    private static final int LOCKS = 256; // a power of two

    private final ConcurrentHashMap<Name, NameRow<T>> rows = new ConcurrentHashMap<>();
    private final Map<Name, Interest<T>> interests = new ConcurrentHashMap<>();
    /** How many names are waited for, or are about to be: zero is sure, as that of a map under change is not. */
    private final AtomicInteger waitedFor = new AtomicInteger();

    private final Object[] locks = new Object[LOCKS];

    NameTable() {
        for (int i = 0; i < LOCKS; i++) {
            locks[i] = new Object();
        }
    }

    Object lock(Name name) {
        return locks[stripe(name)];
    }

    /** Which of the locks is the name's: whoever takes the locks of several names takes them in this order. */
    int stripe(Name name) {
        int hash = name.hashCode();
        return (hash ^ hash >>> 16 ^ hash >>> 8) & LOCKS - 1;
    }

    @Nullable NameRow<T> get(Name name) {
        return rows.get(name);
    }

    @Nullable NameRow<T> putIfAbsent(NameRow<T> row) {
        return rows.putIfAbsent(row.name, row);
    }

    /** Puts a row where another of its name stands; nobody sees the name free in between. */
    void replace(NameRow<T> row) {
        rows.put(row.name, row);
    }

    void remove(Name name) {
        rows.remove(name);
    }

    /** The place to be served next when a row's holder gives it up or has ended, or null. */
    @Nullable Place<T> first(NameRow<T> row) {
        Interest<T> interest = interest(row.name);
        return interest == null ? null : interest.first(row.owner.hasEnded(Reason.TAKEN));
    }

    void add(Place<T> place) {
        interestOrNew(place.row.name).placesLike(place).add(place);
    }

    boolean remove(Place<T> place) {
        Interest<T> interest = interest(place.row.name);
        if (interest == null || !interest.placesLike(place).remove(place)) {
            return false;
        }
        dropIfEmpty(place.row.name, interest);
        return true;
    }

    void add(Await<T> await) {
        Interest<T> interest = interestOrNew(await.name());
        interest.awaitsLike(await).add(await);
    }

    boolean remove(Await<T> await) {
        Interest<T> interest = interest(await.name());
        if (interest == null || !interest.awaitsLike(await).remove(await)) {
            return false;
        }
        dropIfEmpty(await.name(), interest);
        return true;
    }

    /** Takes out those who wait for a name to be held, in the order in which they came, to be told outside the lock. */
    List<Await<T>> takeAwaits(Name name) {
        Interest<T> interest = interest(name);
        if (interest == null || interest.awaits.isEmpty()) {
            return List.of();
        }
        List<Await<T>> taken = List.copyOf(interest.awaits);
        interest.awaits.clear();
        dropIfEmpty(name, interest);
        return taken;
    }

    /** Takes out those who wait for a name to be free, as {@link #takeAwaits} does. */
    List<Await<T>> takeFrees(Name name) {
        Interest<T> interest = interest(name);
        if (interest == null || interest.frees.isEmpty()) {
            return List.of();
        }
        List<Await<T>> taken = List.copyOf(interest.frees);
        interest.frees.clear();
        dropIfEmpty(name, interest);
        return taken;
    }

    /** Those who watch a name; not to be kept beyond the lock. */
    Set<Watch<T>> watches(Name name) {
        Interest<T> interest = interest(name);
        return interest == null ? Set.of() : interest.watches;
    }

    void add(Name name, Watch<T> watch) {
        interestOrNew(name).watches.add(watch);
    }

    void remove(Name name, Watch<T> watch) {
        Interest<T> interest = interest(name);
        if (interest != null && interest.watches.remove(watch)) {
            dropIfEmpty(name, interest);
        }
    }

    void removeWatches(Name name) {
        Interest<T> interest = interest(name);
        if (interest != null) {
            interest.watches.clear();
            dropIfEmpty(name, interest);
        }
    }

    /** The first place in line of an owner, or null. */
    @Nullable Place<T> placeOf(Name name, LocalOwner<T> owner) {
        Interest<T> interest = interest(name);
        if (interest != null) {
            for (Place<T> place : interest.line) {
                if (place.row.owner == owner) {
                    return place;
                }
            }
        }
        return null;
    }

    /** How many living ones stand in line up to an owner, itself counted; 0 if it is not in it. */
    int rank(Name name, LocalOwner<T> owner) {
        Interest<T> interest = interest(name);
        int rank = 0;
        if (interest != null) {
            for (Place<T> place : interest.line) {
                if (!place.hasGivenUp() && !place.row.owner.hasEnded()) {
                    rank++;
                }
                if (place.row.owner == owner) {
                    return rank;
                }
            }
        }
        return 0;
    }

    /** Waits until whoever holds a lock now has let it go. */
    void passAllLocks() {
        for (Object lock : locks) {
            synchronized (lock) {
                // whoever had it has let it go
            }
        }
    }

    /** Visits each row that stands throughout exactly once, and some of those that come or go meanwhile. */
    void forEach(BiConsumer<? super Name, ? super NameRow<T>> action) {
        rows.forEach(action);
    }

    /** Streams the rows as {@link #forEach} visits them. */
    Stream<NameRow<T>> stream() {
        return rows.values().stream();
    }

    /** Counts the rows; exact whenever none comes or goes. */
    long size() {
        return rows.mappingCount();
    }

    /** All who wait, for the census, the audit and the close. */
    Map<Name, Interest<T>> interests() {
        return interests;
    }

    private @Nullable Interest<T> interest(Name name) {
        return waitedFor.get() == 0 ? null : interests.get(name); // nobody waits: one read, no hashing
    }

    private Interest<T> interestOrNew(Name name) {
        Interest<T> interest = interests.get(name);
        if (interest == null) {
            waitedFor.incrementAndGet();
            interest = new Interest<>();
            interests.put(name, interest);
        }
        return interest;
    }

    private void dropIfEmpty(Name name, Interest<T> interest) {
        if (interest.isEmpty()) {
            interests.remove(name);
            waitedFor.decrementAndGet();
        }
    }
}
