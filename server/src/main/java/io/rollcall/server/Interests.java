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
import java.util.concurrent.CompletionException;
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
    /** As long as one can wait. */
    static final Duration FOREVER = Duration.ofDays(36_500);

    private final Session session;
    private final Quotas quotas;
    /** What is watched, and what ends the watch. */
    private Map<Key, Runnable> watches = Collections.emptyMap();

    private Set<Waiting> awaits = Collections.emptySet();
    private Map<Name, Place> places = Collections.emptyMap();
    /** The connection has ended, perhaps while a command of it was being carried out. */
    private boolean ended;

    /** One who waits for a name to be held. Each is itself alone. */
    private static final class Waiting {
        final Name name;
        final Runnable cancel;

        Waiting(Name name, Runnable cancel) {
            this.name = name;
            this.cancel = cancel;
        }
    }

    /** A place in line. Each is itself alone. */
    interface Place {
        /** Leaves the line; a name that came meanwhile is given up again. */
        void leave();
    }

    /** A place in the line of this server alone. */
    private static final class OwnPlace implements Place {
        private final CompletableFuture<Registration<Connection>> granted;

        OwnPlace(CompletableFuture<Registration<Connection>> granted) {
            this.granted = granted;
        }

        @Override
        public void leave() {
            if (!granted.cancel(false) && !granted.isCompletedExceptionally()) {
                granted.join().unregister();
            }
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
        watch(key, watching::close);
        return watching.first();
    }

    /** Notes that a key is watched, and what ends that; whatever watched it before is ended. */
    void watch(Key key, Runnable close) {
        Runnable before;
        boolean late;
        synchronized (this) {
            late = ended;
            watches = watches.isEmpty() ? new LinkedHashMap<>() : watches;
            before = watches.put(key, close);
        }
        if (late) {
            clear();
        }
        if (before != null) {
            before.run();
        }
    }

    /** Watches a key no more; false if it is not watched. */
    boolean unwatch(Key key) {
        Runnable close;
        synchronized (this) {
            close = watches.remove(key);
        }
        if (close != null) {
            close.run();
        }
        return close != null;
    }

    /** Refuses an await that would be one too many. */
    synchronized void requireAwait() throws Refused {
        Quotas.check(Limit.AWAITS, quotas.awaits(), awaits.size());
    }

    /** Waits for a name to be held; returns the entry if it is. */
    Optional<Entry<Connection>> await(Name name, @Nullable Duration timeout) throws Refused {
        requireAwait();
        CompletableFuture<Entry<Connection>> future = session.registry().await(name, timeout, session.gate());
        if (future.isDone() && !future.isCompletedExceptionally()) {
            return Optional.of(future.join());
        }
        await(name, future.thenApply(entry -> entry.subject().id()), () -> future.cancel(false));
        return Optional.empty();
    }

    /** Waits for a holder's id, and tells it once. */
    void await(Name name, CompletableFuture<String> holder, Runnable cancel) {
        Waiting waiting = new Waiting(name, cancel);
        boolean late;
        synchronized (this) {
            late = ended;
            awaits = awaits.isEmpty() ? new LinkedHashSet<>() : awaits;
            awaits.add(waiting);
        }
        if (late) {
            clear();
        }
        holder.whenComplete((id, failure) -> awaited(waiting, id, failure));
    }

    private void awaited(Waiting waiting, @Nullable String holder, @Nullable Throwable failure) {
        synchronized (this) {
            if (!awaits.remove(waiting)) {
                return;
            }
        }
        if (holder != null) {
            session.event(">up " + waiting.name + " " + holder);
        } else if (isTimeout(failure)) {
            session.event(">timeout " + waiting.name);
        }
        session.interestDone();
    }

    private static boolean isTimeout(@Nullable Throwable failure) {
        return failure instanceof TimeoutException
                || (failure instanceof CompletionException && failure.getCause() instanceof TimeoutException);
    }

    /** Refuses a place in line that would be the second in that line, or one too many. */
    synchronized void requirePlace(Name name) throws Refused {
        if (places.containsKey(name)) {
            throw new Refused("TAKEN", session.holderOf(name));
        }
        Quotas.check(Limit.QUEUES, quotas.queues(), places.size());
    }

    /** In how many lines it stands. */
    synchronized int places() {
        return places.size();
    }

    /** Stands in line for a name; returns the place, or 0 if the name is had at once. */
    int queue(Name name, @Nullable String value) throws Refused {
        requirePlace(name);
        CompletableFuture<Registration<Connection>> future = session.owner().registerWhenFree(name, value);
        if (future.isDone() && !future.isCompletedExceptionally()) {
            return 0;
        }
        Place own = new OwnPlace(future);
        stand(name, own);
        int place = session.owner().placeInLine(name);
        future.whenComplete((granted, failure) -> session.gate().execute(() -> {
            if (granted != null) {
                served(name, own);
            } else {
                remove(name, own);
            }
        }));
        return Math.max(place, 1); // the name may have come meanwhile, and the event comes behind this reply
    }

    /** Notes a place in line. */
    synchronized void stand(Name name, Place place) {
        places = places.isEmpty() ? new LinkedHashMap<>() : places;
        places.put(name, place);
    }

    /** Tells whether a place is stood in still. */
    synchronized boolean stands(Name name, Place place) {
        return place.equals(places.get(name));
    }

    private synchronized boolean remove(Name name, Place place) {
        return places.remove(name, place);
    }

    /** Tells that a name was granted to who stands in line for it still. Call through the gate. */
    void served(Name name, Place place) {
        if (remove(name, place)) {
            session.given().claimed(name); // it asked for the name itself, even if the holder gave it
            session.event(">granted " + name);
        }
    }

    /** Tells that nothing comes of a place that is stood in still. Call through the gate. */
    void over(Name name, Place place) {
        if (remove(name, place)) {
            session.event(">timeout " + name);
        }
    }

    /** Leaves the line for a name; false if it stands in none. A name that came meanwhile is given up again. */
    boolean leaveLine(Name name) {
        Place place;
        synchronized (this) {
            place = places.remove(name);
        }
        if (place != null) {
            place.leave();
        }
        return place != null;
    }

    /** Leaves the line for a name that is had by other means. */
    void forgetPlace(Name name) {
        Place place;
        synchronized (this) {
            place = places.remove(name);
        }
        if (place instanceof OwnPlace own) {
            own.granted.cancel(false);
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
        List<Runnable> watched;
        List<Waiting> waiting;
        synchronized (this) {
            watched = List.copyOf(watches.values());
            waiting = List.copyOf(awaits);
            watches.clear();
            awaits.clear();
            places.clear();
        }
        watched.forEach(Runnable::run);
        waiting.forEach(each -> each.cancel.run());
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
