package io.rollcall.server;

import java.util.concurrent.atomic.AtomicLong;

/**
 * What waits in all mailboxes of a server. Above its limit, and until it is a tenth below, a mailbox in which something
 * waits takes nothing more; an empty one always takes what one read brings, so that everybody gets on. Safe for any
 * thread.
 */
final class InputBudget {
    /** What an input costs besides its text. */
    static final int INPUT_BYTES = 64;

    private volatile long most;
    private final LimitCounts counts;
    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean over;

    InputBudget(long most, LimitCounts counts) {
        this.most = most;
        this.counts = counts;
    }

    /** Sets another limit. */
    void change(long changed) {
        most = changed;
    }

    /** Adds so many bytes, or takes them back. */
    void add(long bytes) {
        long now = waiting.addAndGet(bytes);
        if (now > most) {
            over = true;
        } else if (over && now <= most - most / 10) {
            over = false;
        }
    }

    boolean isOver() {
        return over;
    }

    /** Notes that a mailbox takes nothing more because of a limit, this one or its own. */
    void met(Limit limit) {
        counts.note(limit);
    }

    long waiting() {
        return waiting.get();
    }
}
