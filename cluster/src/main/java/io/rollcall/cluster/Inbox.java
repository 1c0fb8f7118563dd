package io.rollcall.cluster;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Messages that came and are yet to be read: in the order in which they came, each once the table has given what it is
 * stamped with, on the executor and one at a time. Most are so at once, and take no lock.
 *
 * <p>Safe for use by any thread; the messages of one process come in by one at a time.
 */
final class Inbox {
    /** How many may wait to be read; one beyond is dropped, and counted. */
    static final int MOST = 65_536;

    private final Member member;
    private final Consumer<Frame> reader;
    /** Those that mention what is yet to be applied here, and what came after them; by the member's lock. */
    private final Queue<Frame> ahead = new ArrayDeque<>();
    /** Whether there are some; set by the member's lock, and reset once the last was handed on. */
    private volatile boolean isAhead;
    /** What the table has given by now; set by the member's lock. */
    private volatile long given;
    /** How many wait there or on the executor. */
    private final AtomicInteger unread = new AtomicInteger();

    private final AtomicLong dropped = new AtomicLong();

    /** The reader is called under no lock. */
    Inbox(Member member, Consumer<Frame> reader) {
        this.member = member;
        this.reader = reader;
    }

    /** Takes a message, before {@link Member#settle}; false if it was dropped. */
    boolean add(Frame frame) {
        if (unread.incrementAndGet() > MOST) {
            unread.decrementAndGet();
            dropped.incrementAndGet();
            return false;
        }
        if (!isAhead && frame.stamp() <= given) {
            hand(frame);
        } else {
            synchronized (member.lock()) {
                ahead.add(frame);
                isAhead = true;
                applied(given);
            }
        }
        return true;
    }

    /** Hears what the table has given by now, with the lock held. */
    void applied(long stamp) {
        given = stamp;
        Frame first;
        while ((first = ahead.peek()) != null && first.stamp() <= stamp) {
            hand(ahead.remove());
        }
        if (isAhead && first == null) {
            isAhead = false;
        }
    }

    private void hand(Frame frame) {
        member.later(() -> {
            unread.decrementAndGet();
            reader.accept(frame);
        });
    }

    /** Forgets what is not on the executor yet, with the lock held: this node's run is over. */
    void clear() {
        unread.addAndGet(-ahead.size());
        ahead.clear();
        isAhead = false;
    }

    /** How many were dropped. */
    long dropped() {
        return dropped.get();
    }
}
