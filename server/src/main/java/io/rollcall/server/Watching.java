package io.rollcall.server;

import io.rollcall.registry.Change;
import io.rollcall.registry.Entry;
import io.rollcall.registry.Key;
import io.rollcall.registry.Name;
import io.rollcall.registry.Scope;
import io.rollcall.registry.Subscription;
import io.rollcall.registry.Watcher;
import java.util.List;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What one connection watches: one key. The snapshot, which the reply tells, comes within {@link #open}; each change
 * goes through the connection's gate.
 */
final class Watching implements Watcher<Connection>, Executor {
    /** A name's changes become one, however many. */
    private static final int NAME_BUFFER = 64;
    /** Room for one change of each member, twice, of as many connections as a server is likely to have. */
    private static final int PROPERTY_BUFFER = 64 * 1024;

    private final Session session;
    private final Key key;
    /** The thread that opens it; only the first task runs there, and it comes before all others. */
    private @Nullable Thread opener = Thread.currentThread();

    private boolean begun;
    private @Nullable List<Entry<Connection>> first;
    private @Nullable Subscription subscription;
    /** Guarded by this. */
    private boolean closed;

    private Watching(Session session, Key key) {
        this.session = session;
        this.key = key;
    }

    /** Begins to watch; what is there at that moment is {@link #first()}. */
    static Watching open(Session session, Key key) {
        Watching watching = new Watching(session, key);
        int buffer = key instanceof Name ? NAME_BUFFER : PROPERTY_BUFFER;
        watching.subscription = session.registry().watch(Scope.of(key), watching, watching, buffer);
        watching.opener = null;
        return watching;
    }

    /** What was there when it began. */
    List<Entry<Connection>> first() {
        if (first == null) {
            throw new IllegalStateException("the snapshot of " + key + " did not come");
        }
        return first;
    }

    Key key() {
        return key;
    }

    /** Takes the first task, which begins with the snapshot, as it comes, and the others through the gate. */
    @Override
    public void execute(Runnable task) {
        if (begun) {
            session.gate().executeUnlessSlow(() -> tellAll(task));
        } else {
            begun = true;
            task.run();
        }
    }

    /** A peer that took nothing meanwhile is told the last state of each entry alone. */
    private void tellAll(Runnable task) {
        if (subscription != null && session.gate().isLate()) {
            subscription.coalesce();
        }
        task.run();
    }

    @Override
    public void snapshot(List<Entry<Connection>> entries, long skipped) {
        if (first == null) {
            first = entries;
        } else { // it has missed who left, and no line could make up for that
            session.tooSlow();
        }
    }

    @Override
    public void changed(Change<Connection> change) {
        if (opener == Thread.currentThread()) {
            session.gate().executeUnlessSlow(() -> tell(change));
        } else {
            tell(change);
        }
    }

    private synchronized void tell(Change<Connection> change) {
        if (closed) {
            return;
        }
        List<String> events = Events.of(change);
        // what has two lines is two changes of a name, but one of a property
        session.skipEvents(key instanceof Name ? change.skipped() + 1 - events.size() : change.skipped());
        for (String event : events) {
            session.event(event);
        }
    }

    /** Ends it: no event of it is sent once this returns. */
    void close() {
        synchronized (this) {
            closed = true;
        }
        if (subscription != null) {
            subscription.close();
        }
    }
}
