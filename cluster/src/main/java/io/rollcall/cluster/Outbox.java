package io.rollcall.cluster;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Messages that are on their way to the engine, in order for each process: whoever sends does not wait, neither for a network
 * that is slow nor for a process that stands still. Safe for use by any thread.
 */
final class Outbox {
    /** How many bytes may wait for one process; a message beyond that is refused, unless it is the only one. */
    static final long MOST_BYTES = 16 << 20;

    private final Engine engine;
    private final Executor threads;
    /** Those to whom something is being sent; guarded by this, as is what is in them. */
    private final Map<Incarnation, Line> lines = new HashMap<>();

    private static final class Line {
        private final Queue<byte[]> waiting = new ArrayDeque<>();
        private long bytes;
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
            if (!line.waiting.isEmpty() && line.bytes + message.length > MOST_BYTES) {
                return false;
            }
            line.waiting.add(message);
            line.bytes += message.length;
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
        for (byte[] next = next(to, line); next != null; next = next(to, line)) {
            engine.send(to, next);
        }
    }

    private synchronized byte @Nullable [] next(Incarnation to, Line line) {
        byte[] next = line.waiting.poll();
        if (next == null) {
            lines.remove(to);
        } else {
            line.bytes -= next.length;
        }
        return next;
    }
}
