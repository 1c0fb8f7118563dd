package io.rollcall.server;

import io.rollcall.registry.Entry;
import io.rollcall.registry.Key;
import io.rollcall.registry.Name;
import io.rollcall.registry.Registration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * What one connection watches, waits for, and stands in line for. Watches and awaits are the connection's and not its
 * owner's, so that they go on where its input has ended; places in line go with the owner.
 *
 * <p>The tables are guarded by this. One command at a time adds to them; whatever ends an entry takes it out first, and
 * only who took it out tells of it. Most connections never have an entry, so that a table is made for the first one.
 */
final class Interests {
    private final Session session;
    private final Quotas quotas;
    private Map<Key, Watching> watches = Collections.emptyMap();
    private Set<Waiting> awaits = Collections.emptySet();
    private Map<Name, CompletableFuture<Registration<Connection>>> places = Collections.emptyMap();
    /** The connection has ended, perhaps while a command of it was being carried out. */
    private boolean ended;

    /** One who waits for a name to be held. Each is itself alone. */
    private static final class Waiting {
        final Name name;
        final CompletableFuture<Entry<Connection>> future;

        Waiting(Name name, CompletableFuture<Entry<Connection>> future) {
            this.name = name;
            this.future = future;
        }
    }

    Interests(Session session, Quotas quotas) {
        this.session = session;
        this.quotas = quotas;
    }

    /** Refuses a watch that would be one too many. */
    synchronized void requireWatch(Key key) throws Refused {
        Quotas.check(Limit.WATCHES, quotas.watches(), watches.size() - (watches.containsKey(key) ? 1 : 0));
    }

    /** Begins to watch a key, anew if it is watched already, and returns what is there. */
    List<Entry<Connection>> watch(Key key) {
        Watching watching = Watching.open(session, key);
        Watching before;
        boolean late;
        synchronized (this) {
            late = ended;
            watches = watches.isEmpty() ? new LinkedHashMap<>() : watches;
            before = watches.put(key, watching);
        }
        if (late) {
            clear();
        }
        if (before != null) {
            before.close();
        }
        return watching.first();
    }

    /** Watches a key no more; false if it is not watched. */
    boolean unwatch(Key key) {
        Watching watching;
        synchronized (this) {
            watching = watches.remove(key);
        }
        if (watching != null) {
            watching.close();
        }
        return watching != null;
    }

    /** Waits for a name to be held; returns the entry if it is. */
    Optional<Entry<Connection>> await(Name name, @Nullable Duration timeout) throws Refused {
        synchronized (this) {
            Quotas.check(Limit.AWAITS, quotas.awaits(), awaits.size());
        }
        CompletableFuture<Entry<Connection>> future = session.registry().await(name, timeout, session.gate());
        if (future.isDone() && !future.isCompletedExceptionally()) {
            return Optional.of(future.join());
        }
        Waiting waiting = new Waiting(name, future);
        boolean late;
        synchronized (this) {
            late = ended;
            awaits = awaits.isEmpty() ? new LinkedHashSet<>() : awaits;
            awaits.add(waiting);
        }
        if (late) {
            clear();
        }
        future.whenComplete((entry, failure) -> awaited(waiting, entry, failure));
        return Optional.empty();
    }

    private void awaited(Waiting waiting, @Nullable Entry<Connection> entry, @Nullable Throwable failure) {
        synchronized (this) {
            if (!awaits.remove(waiting)) {
                return;
            }
        }
        if (entry != null) {
            session.event(">up " + waiting.name + " " + entry.subject().id());
        } else if (failure instanceof TimeoutException) {
            session.event(">timeout " + waiting.name);
        }
        session.interestDone();
    }

    /** Stands in line for a name; returns the place, or 0 if the name is had at once. */
    int queue(Name name, @Nullable String value) throws Refused {
        synchronized (this) {
            if (places.containsKey(name)) {
                throw new Refused("TAKEN", session.holderOf(name));
            }
            Quotas.check(Limit.QUEUES, quotas.queues(), places.size());
        }
        CompletableFuture<Registration<Connection>> future = session.owner().registerWhenFree(name, value);
        if (future.isDone() && !future.isCompletedExceptionally()) {
            return 0;
        }
        synchronized (this) {
            places = places.isEmpty() ? new LinkedHashMap<>() : places;
            places.put(name, future);
        }
        int place = session.owner().placeInLine(name);
        future.whenComplete((granted, failure) -> session.gate().execute(() -> served(name, future, granted)));
        return Math.max(place, 1); // the name may have come meanwhile, and the event comes behind this reply
    }

    private void served(
            Name name, CompletableFuture<Registration<Connection>> future, @Nullable Registration<Connection> granted) {
        synchronized (this) {
            if (!places.remove(name, future)) {
                return;
            }
        }
        if (granted != null) {
            session.given().claimed(name); // it asked for the name itself, even if the holder gave it
            session.event(">granted " + name);
        }
    }

    /** Leaves the line for a name; false if it stands in none. A name that came meanwhile is given up again. */
    boolean leaveLine(Name name) {
        CompletableFuture<Registration<Connection>> future;
        synchronized (this) {
            future = places.remove(name);
        }
        if (future == null) {
            return false;
        }
        if (!future.cancel(false) && !future.isCompletedExceptionally()) {
            future.join().unregister();
        }
        return true;
    }

    /** Leaves the line for a name that is had by other means. */
    void forgetPlace(Name name) {
        CompletableFuture<Registration<Connection>> future;
        synchronized (this) {
            future = places.remove(name);
        }
        if (future != null) {
            future.cancel(false);
        }
    }

    /** Forgets the places in line, which end with the owner. */
    synchronized void clearPlaces() {
        places.clear();
    }

    /** Ends all of it, and what is still being added. */
    void end() {
        synchronized (this) {
            ended = true;
        }
        clear();
    }

    /** Ends all of it. */
    void clear() {
        List<Watching> watched;
        List<Waiting> waiting;
        synchronized (this) {
            watched = List.copyOf(watches.values());
            waiting = List.copyOf(awaits);
            watches.clear();
            awaits.clear();
            places.clear();
        }
        watched.forEach(Watching::close);
        waiting.forEach(each -> each.future.cancel(false));
    }

    /** Tells whether a watch or an await is open, for which a connection lives on. */
    synchronized boolean isOpen() {
        return !watches.isEmpty() || !awaits.isEmpty();
    }

    synchronized boolean isEmpty() {
        return watches.isEmpty() && awaits.isEmpty() && places.isEmpty();
    }

    /** Lists it for who has it. */
    synchronized List<String> rows() {
        List<String> rows = new ArrayList<>();
        watches.keySet().forEach(key -> rows.add("watch " + Text.typed(key)));
        awaits.forEach(waiting -> rows.add("await " + waiting.name));
        places.keySet().forEach(name -> rows.add("queue " + name));
        return rows;
    }
}
