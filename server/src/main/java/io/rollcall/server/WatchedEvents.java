package io.rollcall.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The events of one watch on their way to one connection: all of them to a peer that takes them, and the last ones of each
 * entry to one that took nothing meanwhile. Safe for use by any thread; guarded by itself.
 */
final class WatchedEvents {
    /** How many changes may wait before only the last of each entry is kept. */
    static final int MOST = 64 * 1024;

    private final Session session;
    private List<Waiting> waiting = new ArrayList<>(0);
    private long skipped;
    private boolean scheduled;
    private boolean closed;

    private record Waiting(String entry, List<String> lines) {}

    WatchedEvents(Session session) {
        this.session = session;
    }

    /** Has a change told; none is told of any that came before it. */
    void add(String entry, List<String> lines) {
        boolean full;
        synchronized (this) {
            if (closed || lines.isEmpty()) {
                return;
            }
            if (waiting.size() == MOST) {
                coalesce();
            }
            full = waiting.size() == MOST;
            waiting.add(new Waiting(entry, lines));
            if (scheduled && !full) {
                return;
            }
            scheduled = true;
        }
        if (full) {
            session.tooSlow();
        } else {
            session.gate().executeUnlessSlow(this::tell);
        }
    }

    private void tell() {
        List<Waiting> told;
        long left;
        synchronized (this) {
            scheduled = false;
            if (closed) {
                return;
            }
            if (session.gate().isLate()) {
                coalesce();
            }
            left = skipped;
            skipped = 0;
            told = waiting;
            waiting = new ArrayList<>(0);
        }
        session.skipEvents(left);
        for (Waiting each : told) {
            each.lines().forEach(session::event);
        }
    }

    /** Keeps the last change of each entry, and counts the lines that this leaves out. */
    private void coalesce() {
        Map<String, Waiting> last = new LinkedHashMap<>();
        for (Waiting each : waiting) {
            Waiting before = last.remove(each.entry());
            skipped += before == null ? 0 : before.lines().size();
            last.put(each.entry(), each);
        }
        waiting = new ArrayList<>(last.values());
    }

    /** Ends it: nothing of it is told once this returns, but for what is being told. */
    synchronized void close() {
        closed = true;
        waiting = new ArrayList<>(0);
    }
}
