package io.rollcall.server;

import io.netty.channel.EventLoop;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What all peers of a server have not taken, and what is done when that is too much: the connections with the most of it
 * end, the largest first, until a fifth of the budget is free. The bound of each connection alone would not save the
 * process from ten thousand of them. Safe for use by any thread.
 */
final class OutputBudget {
    private volatile Limits limits;
    /** One of them, as it is asked for with each line. */
    private volatile long soft;

    private final LimitCounts counts;
    private final AtomicLong untaken = new AtomicLong();
    /** What those that were told to end still hold. */
    private final AtomicLong condemned = new AtomicLong();

    private final Set<Share> shares = ConcurrentHashMap.newKeySet();
    private final Map<EventLoop, Backlog> backlogs = new ConcurrentHashMap<>();
    private final Map<EventLoop, Turns> turns = new ConcurrentHashMap<>();

    OutputBudget(Limits limits, LimitCounts counts) {
        this.limits = limits;
        this.soft = limits.get(Limit.OUTPUT_SOFT);
        this.counts = counts;
    }

    Limits limits() {
        return limits;
    }

    /** Returns from how many bytes on a peer is slow. */
    long soft() {
        return soft;
    }

    /** Has other limits hold from now on. */
    void change(Limits changed) {
        limits = changed;
        soft = changed.get(Limit.OUTPUT_SOFT);
    }

    private long most() {
        return limits.get(Limit.OUTPUT_TOTAL);
    }

    /** Notes that a limit of one connection's output was met. */
    void met(Limit limit) {
        counts.note(limit);
    }

    /** Returns the list of those on one event loop that are behind. */
    Backlog backlog(EventLoop loop) {
        return backlogs.computeIfAbsent(loop, Backlog::new);
    }

    /** Returns the turns in which the outputs of one event loop write. */
    Turns turns(EventLoop loop) {
        return turns.computeIfAbsent(loop, Turns::new);
    }

    /** What one connection has of it. */
    final class Share {
        private final Runnable end;
        private long bytes; // guarded by this
        private boolean isCondemned; // guarded by this

        /**
         * Makes an empty share.
         *
         * @param end ends the connection soon, on its event loop; any thread calls it
         */
        Share(Runnable end) {
            this.end = end;
        }

        /** Notes how many bytes the peer has not taken. */
        void set(long now) {
            boolean isMore;
            synchronized (this) {
                if (now == bytes) {
                    return;
                }
                isMore = now > bytes && !isCondemned;
                (isCondemned ? condemned : untaken).addAndGet(now - bytes);
                bytes = now;
                if (now == 0) {
                    shares.remove(this);
                } else if (!isCondemned) {
                    shares.add(this);
                }
            }
            if (isMore && untaken.get() > most()) {
                shed();
            }
        }

        synchronized long bytes() {
            return bytes;
        }

        /** Takes its bytes off the budget, as they are about to go; returns how many. */
        private synchronized long condemn() {
            if (isCondemned) {
                return 0;
            }
            isCondemned = true;
            shares.remove(this);
            condemned.addAndGet(bytes);
            untaken.addAndGet(-bytes);
            return bytes;
        }
    }

    /** Tells whether there is more than allowed, so that whoever would add to it has to wait. */
    boolean isSpent() {
        return untaken() > most();
    }

    /** Returns how many bytes all peers have not taken. */
    long untaken() {
        return untaken.get() + condemned.get();
    }

    /** Returns how many bytes were written for all peers since the start. */
    long written() {
        return turns.values().stream().mapToLong(Turns::written).sum();
    }

    private synchronized void shed() {
        if (untaken.get() <= most()) {
            return; // another thread was here first
        }
        record Sized(Share share, long bytes) {}
        List<Sized> largestFirst = shares.stream()
                .map(share -> new Sized(share, share.bytes()))
                .sorted(Comparator.comparingLong(Sized::bytes).reversed())
                .toList();
        for (Sized each : largestFirst) {
            if (untaken.get() <= most() - most() / 5) {
                return;
            }
            if (each.share().condemn() > 0) {
                counts.note(Limit.OUTPUT_TOTAL);
                each.share().end.run();
            }
        }
    }
}
