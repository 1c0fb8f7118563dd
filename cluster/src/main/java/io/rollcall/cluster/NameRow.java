package io.rollcall.cluster;

import io.rollcall.registry.Name;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A name that is held, and who waits for it. Written by the one thread that applies the log; the holding may be read by
 * any.
 */
final class NameRow {
    /** Who waits: a worker of a session. */
    record Place(Session session, long worker) {}

    /** First come first, each with its value; null where nobody waits, as for most names. */
    private @Nullable Map<Place, @Nullable String> line;

    private volatile Holding holding;
    private Session holder;

    NameRow(Holding holding, Session holder) {
        this.holding = holding;
        this.holder = holder;
    }

    Name name() {
        return holding.name();
    }

    Holding holding() {
        return holding;
    }

    Session holder() {
        return holder;
    }

    boolean isHeldBy(Session session, long worker) {
        return holder == session && holding.worker() == worker;
    }

    void setHolding(Holding newHolding, Session newHolder) {
        holding = newHolding;
        holder = newHolder;
    }

    /** Puts a worker at the end of the line, unless it stands there; returns its position, 1 for who is next. */
    int enqueue(Session session, long worker, @Nullable String value) {
        Map<Place, @Nullable String> waiting = line;
        if (waiting == null) {
            waiting = new LinkedHashMap<>(4);
            line = waiting;
        }
        Place place = new Place(session, worker);
        if (!waiting.containsKey(place)) {
            waiting.put(place, value);
            session.worker(worker).stands(this);
            return waiting.size();
        }
        int position = 1;
        for (Place each : waiting.keySet()) {
            if (each.equals(place)) {
                break;
            }
            position++;
        }
        return position;
    }

    boolean leaveLine(Session session, long worker) {
        Map<Place, @Nullable String> waiting = line;
        Place place = new Place(session, worker);
        if (waiting == null || !waiting.containsKey(place)) {
            return false;
        }
        waiting.remove(place);
        line = waiting.isEmpty() ? null : waiting;
        session.worker(worker).leaves(this);
        session.forgetIfIdle(worker);
        return true;
    }

    /** The line, first come first. */
    Map<Place, @Nullable String> line() {
        Map<Place, @Nullable String> waiting = line;
        return waiting == null ? Map.of() : waiting;
    }
}
