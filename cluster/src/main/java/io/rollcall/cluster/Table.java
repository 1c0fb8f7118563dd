package io.rollcall.cluster;

import io.rollcall.registry.Name;
import io.rollcall.registry.Reason;
import io.rollcall.registry.SharedKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import org.jspecify.annotations.Nullable;

/**
 * The state that every node computes from the log: who is joined, who holds which name, who waits, and how much of each
 * shared key every node has. Pure: no clock, no chance, no I/O, so that equal logs make equal tables, to the byte.
 *
 * <p>Changed by one thread at a time; looked up by any, without a lock.
 */
final class Table {
    /** Why a name is free whose node is gone. */
    static final Reason NODE_GONE = Reason.of("node-gone");

    private final Map<Long, Session> sessions = new LinkedHashMap<>();
    /** The process of each of them. */
    private volatile Map<Long, Incarnation> processes = Map.of();

    private final Map<Name, NameRow> names = new ConcurrentHashMap<>();
    /** The same by their texts, to be listed in order. */
    private final NavigableMap<String, NameRow> ordered = new ConcurrentSkipListMap<>();

    private final Map<SharedKey, Map<Node, Share>> shared = new ConcurrentHashMap<>();
    private final TableListener listener;
    private long stamp;

    Table(TableListener listener) {
        this.listener = listener;
    }

    /** Looks a name up; any thread. */
    @Nullable Holding find(Name name) {
        NameRow row = names.get(name);
        return row == null ? null : row.holding();
    }

    /** Every holding; any thread, weakly consistent. */
    Iterable<Holding> holdings() {
        return () -> names.values().stream().map(NameRow::holding).iterator();
    }

    /** Every holding from a name's text on, in the order of texts; any thread, weakly consistent. */
    Iterable<Holding> holdingsFrom(String text, boolean inclusive) {
        return () -> ordered.tailMap(text, inclusive).values().stream()
                .map(NameRow::holding)
                .iterator();
    }

    /** How many names are held; any thread. */
    int size() {
        return names.size();
    }

    /** Which nodes have how much of a shared key; any thread; immutable. */
    Map<Node, Share> shares(SharedKey key) {
        return shared.getOrDefault(key, Map.of());
    }

    Set<SharedKey> sharedKeys() {
        return Set.copyOf(shared.keySet());
    }

    Collection<Session> sessions() {
        return sessions.values();
    }

    @Nullable Session session(long number) {
        return sessions.get(number);
    }

    /** Finds the process of a run that is joined; any thread. */
    @Nullable Incarnation process(long session) {
        return processes.get(session);
    }

    private void indexProcesses() {
        Map<Long, Incarnation> joined = new HashMap<>();
        sessions.forEach((number, session) -> joined.put(number, session.incarnation()));
        processes = Map.copyOf(joined);
    }

    @Nullable NameRow row(Name name) {
        return names.get(name);
    }

    /** The last number given, be it a session's or a token. */
    long stamp() {
        return stamp;
    }

    void setStamp(long newStamp) {
        stamp = newStamp;
    }

    /** Takes in a run of a node; null if that was overtaken by a later one of the same process. */
    @Nullable Session join(Incarnation incarnation, long nonce) {
        for (Session joined : List.copyOf(sessions.values())) {
            if (joined.incarnation().equals(incarnation)) {
                if (joined.nonce() >= nonce) {
                    return joined.nonce() == nonce ? joined : null;
                }
                purge(List.of(joined.node().session()));
            }
        }
        Session session = new Session(new Node(incarnation.node(), ++stamp), incarnation, nonce);
        add(session);
        listener.joined(session);
        return session;
    }

    void add(Session session) {
        sessions.put(session.node().session(), session);
        indexProcesses();
    }

    /** Takes everything of runs that are over. No name goes to one that is over as well. */
    void purge(List<Long> numbers) {
        List<Session> over = new ArrayList<>();
        for (long number : numbers) {
            Session session = sessions.remove(number);
            if (session != null) {
                over.add(session);
            }
        }
        indexProcesses();
        for (Session session : over) {
            List.copyOf(session.workers().keySet()).forEach(worker -> leaveLines(session, worker));
        }
        for (Session session : over) {
            List.copyOf(session.workers().keySet()).forEach(worker -> releaseAll(session, worker, NODE_GONE));
            List.copyOf(session.shares().keySet()).forEach(key -> publish(session, key, Share.NONE));
            listener.purged(session);
        }
    }

    /** Takes everything of a worker that has ended; false if it had nothing. */
    boolean end(Session session, long worker, Reason reason) {
        if (!session.workers().containsKey(worker)) {
            return false;
        }
        leaveLines(session, worker);
        releaseAll(session, worker, reason);
        session.workers().remove(worker); // also one that had nothing but its end to come
        return true;
    }

    private static void leaveLines(Session session, long worker) {
        session.worker(worker).lines().forEach(row -> row.leaveLine(session, worker));
    }

    private void releaseAll(Session session, long worker, Reason reason) {
        Session.Held held = session.workers().get(worker);
        if (held != null) {
            List.copyOf(held.names).forEach(row -> release(row, reason));
        }
    }

    /** Grants a name that nobody holds. */
    Holding grant(Name name, Session session, long worker, @Nullable String value) {
        Holding holding = new Holding(name, session.node(), worker, ++stamp, value);
        add(place(holding, session));
        listener.changed(name, null, holding, Reason.REGISTERED, false);
        return holding;
    }

    /** Notes a holding with its holder. */
    NameRow place(Holding holding, Session session) {
        NameRow row = new NameRow(holding, session);
        session.worker(holding.worker()).names.add(row);
        return row;
    }

    /** Puts a row where it is found. */
    void add(NameRow row) {
        names.put(row.name(), row);
        ordered.put(Keys.text(row.name()), row);
    }

    private void remove(NameRow row) {
        names.remove(row.name());
        ordered.remove(Keys.text(row.name()));
    }

    Holding take(NameRow row, Session session, long worker, @Nullable String value, boolean ends) {
        if (ends) {
            row.holder().worker(row.holding().worker()).doomed = true;
        }
        return move(row, session, worker, value, Reason.TAKEN, ends);
    }

    /** Hands a name on, with its value. */
    Holding give(NameRow row, Session session, long worker) {
        return move(row, session, worker, row.holding().value(), Reason.GIVEN, false);
    }

    /** Gives a name to the first in line, or frees it. */
    void release(NameRow row, Reason reason) {
        var first = row.line().entrySet().stream().findFirst();
        if (first.isPresent()) {
            NameRow.Place place = first.get().getKey();
            String value = first.get().getValue();
            row.leaveLine(place.session(), place.worker());
            move(row, place.session(), place.worker(), value, Reason.GRANTED, false);
            return;
        }
        Holding before = row.holding();
        remove(row);
        drop(row);
        listener.changed(row.name(), before, null, reason, false);
    }

    private Holding move(
            NameRow row, Session session, long worker, @Nullable String value, Reason reason, boolean ends) {
        Holding before = row.holding();
        Holding after = new Holding(row.name(), session.node(), worker, ++stamp, value);
        drop(row);
        row.setHolding(after, session);
        session.worker(worker).names.add(row);
        listener.changed(row.name(), before, after, reason, ends);
        return after;
    }

    private static void drop(NameRow row) {
        long worker = row.holding().worker();
        row.holder().worker(worker).names.remove(row);
        row.holder().forgetIfIdle(worker);
    }

    void store(NameRow row, @Nullable String value) {
        Holding before = row.holding();
        Holding after = before.withValue(value);
        row.setHolding(after, row.holder());
        listener.changed(row.name(), before, after, Reason.SET, false);
    }

    /** Sets how much a node has of a shared key. */
    void publish(Session session, SharedKey key, Share share) {
        Share before = share.equals(Share.NONE)
                ? session.shares().remove(key)
                : session.shares().put(key, share);
        index(session.node(), key, share);
        listener.published(key, session.node(), before == null ? Share.NONE : before, share);
    }

    /** Sets it as it was in a snapshot; nobody is told. */
    void restore(Session session, SharedKey key, Share share) {
        session.shares().put(key, share);
        index(session.node(), key, share);
    }

    private void index(Node node, SharedKey key, Share share) {
        Map<Node, Share> nodes = new LinkedHashMap<>(shares(key));
        if (share.equals(Share.NONE)) {
            nodes.remove(node);
        } else {
            nodes.put(node, share);
        }
        if (nodes.isEmpty()) {
            shared.remove(key);
        } else {
            shared.put(key, Map.copyOf(nodes));
        }
    }
}
