package io.rollcall.cluster;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.Consumer;

/**
 * Messages that came and are yet to be read: in the order in which they came, each once the table has given what it is
 * stamped with, on the executor and one at a time. Guarded by the member's lock.
 */
final class Inbox {
    /** How many may wait to be read; one beyond is dropped, and counted. */
    static final int MOST = 65_536;

    private final Member member;
    private final Consumer<Frame> reader;
    /** Those that mention what is yet to be applied here, and what came after them. */
    private final Queue<Frame> ahead = new ArrayDeque<>();
    /** How many wait there or on the executor. */
    private int unread;

    private long dropped;

    /** The reader is called under no lock. */
    Inbox(Member member, Consumer<Frame> reader) {
        this.member = member;
        this.reader = reader;
    }

    /** Takes a message, with the lock held; false if it was dropped. */
    boolean add(Frame frame) {
        if (unread >= MOST) {
            dropped++;
            return false;
        }
        unread++;
        ahead.add(frame);
        applied(member.table().stamp());
        return true;
    }

    /** Hears what the table has given by now, with the lock held. */
    void applied(long stamp) {
        Frame first;
        while ((first = ahead.peek()) != null && first.stamp() <= stamp) {
            Frame next = ahead.remove();
            member.later(() -> {
                synchronized (member.lock()) {
                    unread--;
                }
                reader.accept(next);
            });
        }
    }

    /** Forgets what is not on the executor yet, with the lock held: this node's run is over. */
    void clear() {
        unread -= ahead.size();
        ahead.clear();
    }

    /** How many were dropped, with the lock held. */
    long dropped() {
        return dropped;
    }
}
