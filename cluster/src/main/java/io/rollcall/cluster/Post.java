package io.rollcall.cluster;

import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What carries messages between nodes, beside the log: at most once, and from one node to another in the order in which
 * they were sent. Safe for use by any thread.
 */
final class Post {
    private final Engine engine;
    private final Member member;
    private final Inbox inbox;
    private final Outbox outbox;

    /** The reader hears, one at a time and under no lock, what came for the present run of this node. */
    Post(Engine engine, Member member, Executor threads, Consumer<Frame> reader) {
        this.engine = engine;
        this.member = member;
        this.outbox = new Outbox(engine, threads);
        this.inbox = new Inbox(member, frame -> {
            Node me = member.me();
            if (me != null && me.session() == frame.session()) {
                reader.accept(frame);
            }
        });
    }

    /** What came and waits to be read. */
    Inbox inbox() {
        return inbox;
    }

    /**
     * Sends a message to another node, without waiting for that; to be called with no lock held.
     *
     * @return false if it cannot be sent: the run is not joined, its process not seen, or too much waits for it
     */
    boolean send(Node to, Frame frame) {
        Incarnation process = member.table().process(to.session());
        return process != null && engine.sees(process) && outbox.add(process, frame.bytes());
    }

    /** Takes what came from another process. */
    void received(byte[] message) {
        inbox.add(Frame.of(message));
    }

    /** Finds the run that sent a message; null if it is over. */
    @Nullable Node sender(Frame frame) {
        return member.found(() -> {
            Session session = member.table().session(frame.sender());
            return session == null ? null : session.node();
        });
    }
}
