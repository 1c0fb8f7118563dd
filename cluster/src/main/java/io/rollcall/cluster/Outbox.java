package io.rollcall.cluster;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Messages that are on their way to the engine, in order for each process: whoever sends does not wait, neither for a network
 * that is slow nor for a process that stands still. Safe for use by any thread.
 */
final class Outbox {
    /** How many bytes may wait for one process; a message beyond that is refused, unless it is the only one. */
    static final long MOST_BYTES = 16 << 20;

    private final Engine engine;
    private final Executor threads;
    /** Those to whom something is being sent; guarded by this, as are those that wait in them. */
    private final Map<Incarnation, Line> lines = new HashMap<>();

    private static final class Line {
        private Queue<byte[]> waiting = new ArrayDeque<>();
        /** Those that are being sent; the sender's own, empty when it asks for the next. */
        private Queue<byte[]> sending = new ArrayDeque<>();
        /** Of all that wait in either; counted up with the lock held. */
        private final AtomicLong bytes = new AtomicLong();
    }

    /** Sends on an executor, a task at a time for each process. */
    Outbox(Engine engine, Executor threads) {
        this.engine = engine;
        this.threads = threads;
    }

    /** Takes a message; false if too much waits for that process. To be called with no lock held. */
    boolean add(Incarnation to, byte[] message) {
        Line line;
        boolean idle;
        synchronized (this) {
            Line busy = lines.get(to);
            idle = busy == null;
            line = busy == null ? new Line() : busy;
            if (line.bytes.get() > 0 && line.bytes.get() + message.length > MOST_BYTES) {
                return false;
            }
            line.waiting.add(message);
            line.bytes.addAndGet(message.length);
            if (idle) {
                lines.put(to, line);
            }
        }
        if (idle) {
            threads.execute(() -> send(to, line));
        }
        return true;
    }

    private void send(Incarnation to, Line line) {
        while (hasMore(to, line)) {
            for (byte[] next = line.sending.poll(); next != null; next = line.sending.poll()) {
                line.bytes.addAndGet(-next.length);
                engine.send(to, next);
            }
        }
    }

    /** Has the sender go on with all that waits, as one lock for each would cost more than sending it. */
    private synchronized boolean hasMore(Incarnation to, Line line) {
        Queue<byte[]> empty = line.sending;
        line.sending = line.waiting;
        line.waiting = empty;
        if (line.sending.isEmpty()) {
            lines.remove(to);
            return false;
        }
        return true;
    }
}
