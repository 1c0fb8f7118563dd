package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.rollcall.registry.Property;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Joins the replies of one drain in one buffer, each ended as the line it answers, and what is cast one after the other in
 * one cast. Confined to the thread that drains; empty between drains, so that an idle connection has no buffer.
 */
final class Replies implements Reply {
    /** From here on a drain writes what it has and goes on in a new buffer. */
    static final int CHUNK = 64 * 1024;

    private static final int LEAST = 512;
    /** What waits for a slow peer is to be no buffer much larger than its replies. */
    private static final int MOST = 4096;

    private final Drain drain;
    private final Output output;
    private final ByteBufAllocator allocator;
    private final @Nullable SpareBuffer spare;
    private @Nullable ByteBuf buffer;
    /** How much the last buffer held, which the next one is likely to. */
    private int usual;

    private LineEnd end = LineEnd.LF;
    /** What a worker's thread pushed last, to which more may be added. */
    private @Nullable Piece pushed;
    /** Where the present answer begins. */
    private int start;

    private @Nullable Deferred deferred;
    /** What is to be cast, and answered, before anything else. */
    private @Nullable Casting casting;

    /** Makes them; with a spare buffer only where the drain runs on that one's event loop. */
    Replies(Drain drain, Output output, ByteBufAllocator allocator, @Nullable SpareBuffer spare) {
        this.drain = drain;
        this.output = output;
        this.allocator = allocator;
        this.spare = spare;
    }

    /** Begins the answer to a line that ended so; null for a last line without an end. */
    void begin(@Nullable LineEnd lineEnd) {
        end = lineEnd == null ? output.end() : lineEnd;
        output.setEnd(end);
        start = length();
        deferred = null;
    }

    /**
     * Casts an event to all who share a property. Several in a row go out as one, so that each member is visited once;
     * {@link #endCasts} must come before anything else that others may see.
     *
     * @param answered whether the answer to the present line says how many it was sent to
     */
    void cast(Session session, Property property, Line event, boolean answered) {
        Casting open = casting;
        if (open == null || !open.takes(property, end, answered)) {
            endCasts();
            Nodes elsewhere = answered ? null : session.supervisor().nodes();
            open = new Casting(session.registry(), property, end, answered, elsewhere);
            casting = open;
        }
        open.add(event);
    }

    /** Sends and answers what was cast. */
    void endCasts() {
        Casting open = casting;
        if (open != null) {
            casting = null;
            open.send(this::buffer);
            start = length();
        }
    }

    /** Takes back what the present answer has so far. */
    void takeBack() {
        if (buffer != null) {
            buffer.writerIndex(start);
        }
    }

    @Override
    public void line(Line line) {
        ByteBuf to = buffer();
        line.writeTo(to);
        end.writeTo(to);
    }

    /** Adds one line that this server made of parts of lines, which needs no check. */
    void text(String text) {
        ByteBuf to = buffer();
        to.writeCharSequence(text, StandardCharsets.UTF_8);
        end.writeTo(to);
    }

    @Override
    public Later later() {
        if (deferred != null) {
            throw new IllegalStateException("this answer was put off already");
        }
        deferred = new Deferred(drain, end);
        return deferred;
    }

    boolean isDeferred() {
        return deferred != null;
    }

    /** Takes out an answer that was put off, with what was added to it before; null if the answer is complete. */
    @Nullable Deferred takeDeferred() {
        Deferred put = deferred;
        deferred = null;
        if (put != null && buffer != null) {
            put.setBeginning(buffer, start);
            takeBack();
        }
        return put;
    }

    int length() {
        return buffer == null ? 0 : buffer.writerIndex();
    }

    /** Sends what was cast, and hands over what was joined; null if there is nothing. */
    @Nullable ByteBuf take() {
        endCasts();
        ByteBuf full = buffer;
        usual = length();
        pushed = null;
        buffer = null;
        start = 0;
        if (full != null && !full.isReadable()) {
            full.release();
            return null;
        }
        return full;
    }

    /** Sends what was cast, and pushes what was joined. Call on a worker's thread. */
    void push() {
        endCasts();
        ByteBuf joined = buffer;
        if (joined == null || !joined.isReadable()) {
            return;
        }
        if (pushed != null && output.add(pushed, joined)) {
            joined.clear();
            start = 0;
        } else {
            buffer = null;
            start = 0;
            pushed = output.push(joined);
        }
    }

    private ByteBuf buffer() {
        endCasts();
        ByteBuf to = buffer;
        if (to == null) {
            to = spare == null ? null : spare.take();
            if (to == null) {
                to = allocator.ioBuffer(Math.max(LEAST, Math.min(usual, MOST)));
            }
            buffer = to;
        }
        return to;
    }
}
