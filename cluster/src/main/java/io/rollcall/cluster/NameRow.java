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

    private final Map<Place, @Nullable String> line = new LinkedHashMap<>(4); // first come first, each with its value
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

    /** Puts a worker at the end of the line, unless it stands there. */
    void enqueue(Session session, long worker, @Nullable String value) {
        Place place = new Place(session, worker);
        if (!line.containsKey(place)) {
            line.put(place, value);
            session.worker(worker).lines.add(this);
        }
    }

    boolean leaveLine(Session session, long worker) {
        Place place = new Place(session, worker);
        if (!line.containsKey(place)) {
            return false;
        }
        line.remove(place);
        session.worker(worker).lines.remove(this);
        session.forgetIfIdle(worker);
        return true;
    }

    /** The line, first come first. */
    Map<Place, @Nullable String> line() {
        return line;
    }
}
