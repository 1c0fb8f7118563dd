package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoop;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What goes out on one channel: replies and events, each whole, and bounded.
 *
 * <p>A peer that leaves more than the soft bound untaken is slow: none of its lines is taken, which keeps its replies
 * within bounds, and casts pass it by and are counted. It hears how many with the next event. One that stays slow, or has
 * left more than the hard bound, ends; and so does the slowest of all where they are too many.
 *
 * <p>Any thread may push. What is pushed hangs on a stack, one word per idle connection; whoever pushes on an empty one
 * asks the event loop to take all at once, turn it round, join it in one buffer and flush once.
 */
final class Output {
    private static final VarHandle NEWEST;
    private static final VarHandle PENDING;
    private static final VarHandle SKIPPED;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            NEWEST = lookup.findVarHandle(Output.class, "newest", Piece.class);
            PENDING = lookup.findVarHandle(Output.class, "pending", int.class);
            SKIPPED = lookup.findVarHandle(Output.class, "skipped", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Channel channel;
    private final EventLoop loop;
    private final Peer peer;
    private final OutputBudget budget;
    private final OutputBudget.Share share;
    private volatile @Nullable Piece newest;
    /** Bytes that hang on the stack. */
    private volatile int pending;
    /** Events that the peer was not sent, and has not been told of. */
    private volatile long skipped;
    /** Whether the backlog looks at this; the loop's own. */
    private boolean isBehind;
    /** Since when the peer has been slow, on the loop's clock; the loop's own, and of use while {@link #isSlow}. */
    private long slowSince;

    private boolean isSlow;

    /** How the last answered line ended, which is how events end. */
    private volatile LineEnd end = LineEnd.LF;

    /** What the other end of it is told, on the event loop. */
    interface Peer {
        /** More may be taken from the peer. */
        void goOn();

        /** The peer is too slow. */
        void endSlow(long untakenBytes);
    }

    Output(Channel channel, OutputBudget budget, Peer peer) {
        this.channel = channel;
        this.loop = channel.eventLoop();
        this.peer = peer;
        this.budget = budget;
        this.share = budget.new Share(this::endSoon);
    }

    /** One event, or one or more whole replies with their line ends. */
    private record Piece(
            @Nullable Line event,
            long skippedBefore,
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
        return channel.isWritable() && pending <= budget.limits().get(Limit.OUTPUT_SOFT);
    }

    /** Sends an event, unless the peer is slow or gone. */
    boolean offer(Line event) {
        if (!channel.isActive() || !isWritable()) {
            return false;
        }
        push(event, null);
        return true;
    }

    /** Sends an event that is one of many; a slow peer is told later that it missed one. */
    boolean cast(Line event) {
        if (offer(event)) {
            return true;
        }
        skip(1);
        return false;
    }

    /** Notes that the peer was not told of so many things. */
    void skip(long events) {
        if (events > 0) {
            SKIPPED.getAndAdd(this, events);
        }
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
        long missed = event == null || skipped == 0 ? 0 : (long) SKIPPED.getAndSet(this, 0L);
        Piece piece = new Piece(event, missed, replies, newest);
        PENDING.getAndAdd(this, piece.length()); // before the loop sees the piece, and its buffer serves another
        while (!NEWEST.compareAndSet(this, piece.older(), piece)) {
            piece = new Piece(event, missed, replies, newest);
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
        peer.goOn();
    }

    /**
     * Writes and flushes replies at once. Call on the event loop. One answer may be larger than the hard bound, for a peer
     * that reads; a peer that has left more than that is sent nothing more.
     */
    void write(ByteBuf replies) {
        long left = untaken();
        if (left > budget.limits().get(Limit.OUTPUT_HARD)) {
            replies.release();
            peer.endSlow(left);
            return;
        }
        channel.writeAndFlush(replies, channel.voidPromise());
        long untaken = untaken();
        if (untaken > 0) {
            fallBehind(untaken);
        }
    }

    /** Returns how many bytes were written and not taken by the peer or its system. Call on the event loop. */
    long untaken() {
        ChannelOutboundBuffer buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    private void fallBehind(long untaken) {
        share.set(untaken);
        if (!isBehind) {
            isBehind = true;
            budget.backlog(loop).add(this);
        }
    }

    /** Looks how far behind the peer is, and ends it if it has been slow for too long. Call on the event loop. */
    boolean isStillBehind(long nanos) {
        long untaken = untaken();
        share.set(untaken);
        isBehind = untaken > 0;
        if (channel.isWritable()) {
            isSlow = false;
        } else if (!isSlow) {
            isSlow = true;
            slowSince = nanos;
        } else if (nanos - slowSince
                >= TimeUnit.MILLISECONDS.toNanos(budget.limits().get(Limit.OUTPUT_SOFT_TIME))) {
            peer.endSlow(untaken);
        }
        return isBehind;
    }

    /** Hears that the peer has become slow, or is so no more. Call on the event loop. */
    void writabilityChanged() {
        if (channel.isWritable()) {
            isSlow = false;
        }
    }

    private void endSoon() {
        try {
            loop.execute(() -> peer.endSlow(untaken()));
        } catch (RejectedExecutionException stopped) {
            discard();
        }
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
            if (each.skippedBefore() > 0) {
                joined.writeCharSequence(">lost " + each.skippedBefore(), StandardCharsets.US_ASCII);
                eventEnd.writeTo(joined);
            }
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

    /** Forgets what was pushed and not written, of a channel that is closed. */
    void discard() {
        share.set(0);
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
            reversed = new Piece(piece.event(), piece.skippedBefore(), piece.replies(), reversed);
        }
        return reversed;
    }
}
