package io.rollcall.server;

import io.netty.channel.EventLoop;
import io.netty.channel.SingleThreadEventLoop;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The outputs of one event loop that have something to write, each in its turn. One round takes a bounded number of them,
 * and the loop looks at its sockets before the next: a line to ten thousand members keeps nobody waiting for all of them.
 * Safe for use by any thread.
 */
final class Turns {
    private static final int ROUND = 64;

    private final EventLoop loop;
    private final Queue<Output> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean scheduled = new AtomicBoolean();
    /** Bytes written, by the loop alone, so that adding needs no more than a plain write. */
    private final AtomicLong written = new AtomicLong();

    private final SpareBuffer spare = new SpareBuffer();

    Turns(EventLoop loop) {
        this.loop = loop;
    }

    /**
     * Has an output write soon.
     *
     * @throws java.util.concurrent.RejectedExecutionException if the event loop has ended
     */
    void add(Output output) {
        waiting.add(output);
        schedule();
    }

    /** The loop's own buffer to join replies in. Call on the loop. */
    SpareBuffer spare() {
        return spare;
    }

    /** So many bytes were written. Call on the loop. */
    void wrote(long more) {
        written.setOpaque(written.getPlain() + more);
    }

    /** Returns how many bytes were written on this loop. */
    long written() {
        return written.getOpaque();
    }

    private void schedule() {
        if (scheduled.compareAndSet(false, true)) {
            loop.execute(this::round);
        }
    }

    private void round() {
        try {
            Output output;
            for (int i = 0; i < ROUND && (output = waiting.poll()) != null; i++) {
                output.flushAndGoOn();
            }
        } finally {
            goRound();
        }
    }

    private void goRound() {
        if (waiting.isEmpty()) {
            scheduled.set(false);
            if (!waiting.isEmpty()) { // added since, by one who saw a round that was about to end
                schedule();
            }
        } else if (loop instanceof SingleThreadEventLoop sockets) {
            // A task that came at once would run before the loop looks at its sockets.
            sockets.executeAfterEventLoopIteration(() -> loop.execute(this::round));
        } else {
            loop.execute(this::round);
        }
    }
}
