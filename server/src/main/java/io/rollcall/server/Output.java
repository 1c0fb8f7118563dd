package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on one channel: replies and events, each whole.
 *
 * <p>Any thread may push. What is pushed hangs on a stack, one word per idle connection; whoever pushes on an empty one
 * asks the event loop to take all at once, turn it round, join it in one buffer and flush once.
 */
final class Output {
    /** Above so many bytes not yet with the peer, an event is refused and no further line of it is taken. */
    static final int SOFT_LIMIT = 256 * 1024;

    private static final VarHandle NEWEST;
    private static final VarHandle PENDING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEWEST = lookup.findVarHandle(Output.class, "newest", Piece.class);
            PENDING = lookup.findVarHandle(Output.class, "pending", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Channel channel;
    private final EventLoop loop;
    private final Runnable afterFlush;
    private volatile @Nullable Piece newest;
    /** Bytes that hang on the stack. */
    private volatile int pending;
    /** How the last answered line ended, which is how events end. */
    private volatile LineEnd end = LineEnd.LF;

    Output(Channel channel, Runnable afterFlush) {
        this.channel = channel;
        this.loop = channel.eventLoop();
        this.afterFlush = afterFlush;
    }

    /** One event, or one or more whole replies with their line ends. */
    private record Piece(
            @Nullable Line event,
            @Nullable ByteBuf replies,
            @Nullable Piece older) {
        int length() {
            return event != null ? event.length() : replies != null ? replies.readableBytes() : 0;
        }
    }

    LineEnd end() {
        return end;
    }

    void setEnd(LineEnd answered) {
        if (end != answered) {
            end = answered;
        }
    }

    boolean isWritable() {
        return channel.isWritable() && pending <= SOFT_LIMIT;
    }

    /** Sends an event, unless the peer is slow or gone. */
    boolean offer(Line event) {
        if (!channel.isActive() || !isWritable()) {
            return false;
        }
        push(event, null);
        return true;
    }

    /** Sends an event even to a slow peer. */
    void event(Line event) {
        push(event, null);
    }

    /** Sends replies from a worker's thread. */
    void push(ByteBuf replies) {
        push(null, replies);
    }

    private void push(@Nullable Line event, @Nullable ByteBuf replies) {
        Piece piece = new Piece(event, replies, newest);
        PENDING.getAndAdd(this, piece.length()); // before the loop sees the piece, and its buffer serves another
        while (!NEWEST.compareAndSet(this, piece.older(), piece)) {
            piece = new Piece(event, replies, newest);
        }
        if (piece.older() == null) {
            try {
                loop.execute(this::flushAndGoOn);
            } catch (RejectedExecutionException stopped) {
                discard(); // the loop has ended, and the channel with it
            }
        }
    }

    /** Writes and flushes one line at once. Call on the event loop. */
    void write(String line) {
        ByteBuf out = channel.alloc().ioBuffer();
        out.writeCharSequence(line, StandardCharsets.UTF_8);
        end.writeTo(out);
        write(out);
    }

    private void flushAndGoOn() {
        flush();
        afterFlush.run();
    }

    /** Writes and flushes replies at once. Call on the event loop. */
    void write(ByteBuf replies) {
        channel.writeAndFlush(replies, channel.voidPromise());
    }

    /** Writes what was pushed up to now. Call on the event loop. */
    void flush() {
        Piece piece = takeInOrder();
        if (piece == null) {
            return;
        }
        ByteBuf joined = channel.alloc().ioBuffer();
        LineEnd eventEnd = end;
        int length = 0;
        for (Piece each = piece; each != null; each = each.older()) {
            length += each.length();
            append(joined, each, eventEnd);
        }
        PENDING.getAndAdd(this, -length);
        write(joined);
    }

    private static void append(ByteBuf joined, Piece piece, LineEnd eventEnd) {
        if (piece.event() != null) {
            piece.event().writeTo(joined);
            eventEnd.writeTo(joined);
        } else if (piece.replies() != null) {
            joined.writeBytes(piece.replies());
            piece.replies().release();
        }
    }

    /** Forgets what was pushed and not written. */
    void discard() {
        for (Piece piece = (Piece) NEWEST.getAndSet(this, null); piece != null; piece = piece.older()) {
            PENDING.getAndAdd(this, -piece.length());
            if (piece.replies() != null) {
                piece.replies().release();
            }
        }
    }

    private @Nullable Piece takeInOrder() {
        Piece reversed = null;
        for (Piece piece = (Piece) NEWEST.getAndSet(this, null); piece != null; piece = piece.older()) {
            reversed = new Piece(piece.event(), piece.replies(), reversed);
        }
        return reversed;
    }
}
