package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundInvoker;
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
 * asks the event loop to take all at once, in its turn, turn it round, join it in one buffer and flush once. What is cast to
 * many is not copied but shared.
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
    /** Where a write begins: at the pipeline's end, or at a handler behind which none looks at writes. */
    private ChannelOutboundInvoker way;

    private final EventLoop loop;
    private final Peer peer;
    private final OutputBudget budget;
    private final OutputBudget.Share share;
    private final Turns turns;
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
    /** Somebody was told that there is no room, and waits to be told that there is. */
    private volatile boolean isAwaited;
    /** Bytes given to the channel, by the loop; an observer reads it as it finds it, a moment old at worst. */
    private long written;

    /** How the last answered line ended, which is how events end. */
    private volatile LineEnd end = LineEnd.LF;

    /** What the other end of it is told, on the event loop. */
    interface Peer {
        /** More may be taken from the peer. */
        void goOn();

        /** The peer is too slow. */
        void endSlow(long untakenBytes);

        /** What was to be written could not be, and is lost. */
        void failed(Throwable cause);
    }

    Output(Channel channel, OutputBudget budget, Peer peer) {
        this.channel = channel;
        this.way = channel;
        this.loop = channel.eventLoop();
        this.peer = peer;
        this.budget = budget;
        this.share = budget.new Share(this::endSoon);
        this.turns = budget.turns(loop);
    }

    /** Has writes begin at a handler, as none behind it looks at them. Call on the event loop. */
    void beginAt(ChannelOutboundInvoker handler) {
        way = handler;
    }

    LineEnd end() {
        return end;
    }

    void setEnd(LineEnd answered) {
        if (end != answered) {
            end = answered;
        }
    }

    /** Tells whether there is room. Whoever is told that there is none hears of it when there is, by {@link Peer#goOn}. */
    boolean isWritable() {
        if (hasRoom()) {
            return true;
        }
        isAwaited = true;
        return hasRoom(); // the loop may have made some, and not have seen that somebody waits
    }

    private boolean hasRoom() {
        return channel.isWritable() && pending <= budget.soft();
    }

    /** Sends an event, unless the peer is slow or gone. */
    boolean offer(Line event) {
        if (!takes()) {
            return false;
        }
        push((Object) event);
        return true;
    }

    /** Sends events that go to many; a slow peer is told later that it missed them. */
    boolean cast(Cast events) {
        if (!takes()) {
            skip(events.size());
            return false;
        }
        push((Object) events.retain());
        return true;
    }

    private boolean takes() {
        return channel.isActive() && isWritable();
    }

    /** Notes that the peer was not told of so many things. */
    void skip(long events) {
        if (events > 0) {
            SKIPPED.getAndAdd(this, events);
        }
    }

    /** Sends an event even to a slow peer. */
    void event(Line event) {
        push((Object) event);
    }

    /** Sends replies from a worker's thread, which may {@linkplain #add add} others. */
    Piece push(ByteBuf replies) {
        return push((Object) replies);
    }

    /**
     * Sends replies with the last that were pushed, as copies; false if these were written already, or something was pushed
     * behind them.
     */
    boolean add(Piece last, ByteBuf more) {
        if (newest != last) {
            return false;
        }
        int length = more.readableBytes();
        boolean added = false;
        PENDING.getAndAdd(this, length);
        try {
            added = last.add(more);
        } finally {
            if (!added) {
                PENDING.getAndAdd(this, -length);
            }
        }
        return added;
    }

    private Piece push(Object content) {
        boolean isEvent = !(content instanceof ByteBuf);
        Piece piece = new Piece(content, isEvent && skipped != 0 ? (long) SKIPPED.getAndSet(this, 0L) : 0);
        PENDING.getAndAdd(this, piece.length()); // before the loop sees the piece, and its buffer serves another
        Piece older;
        do {
            older = newest;
            piece.next = older;
        } while (!NEWEST.compareAndSet(this, older, piece));
        if (older == null) {
            try {
                turns.add(this);
            } catch (RejectedExecutionException stopped) {
                discard(); // the loop has ended, and the channel with it
            }
        }
        return piece;
    }

    /** Writes and flushes one line at once. Call on the event loop. */
    void write(String line) {
        ByteBuf out = channel.alloc().ioBuffer();
        out.writeCharSequence(line, StandardCharsets.UTF_8);
        end.writeTo(out);
        write(out);
    }

    /** Writes what was pushed up to now, and lets the peer's lines go on where they waited. Call on the event loop. */
    void flushAndGoOn() {
        flush();
        if (isAwaited) {
            isAwaited = false;
            peer.goOn();
        }
    }

    /** The event loop's own buffer to join replies in. Call on the loop. */
    SpareBuffer spare() {
        return turns.spare();
    }

    /** Writes and flushes replies at once. Call on the event loop. */
    void write(ByteBuf replies) {
        long left = untaken();
        if (isTooMuch(left)) {
            replies.release();
            return;
        }
        count(replies);
        way.writeAndFlush(left == 0 ? replies : tight(replies), channel.voidPromise());
        lookBehind();
    }

    /**
     * Ends a peer that has left more than the hard bound, and is sent nothing more. One answer may be larger than that,
     * for a peer that reads.
     */
    private boolean isTooMuch(long left) {
        if (left <= budget.limits().get(Limit.OUTPUT_HARD)) {
            return false;
        }
        budget.met(Limit.OUTPUT_HARD);
        peer.endSlow(left);
        return true;
    }

    /** Copies what would wait in a buffer much larger than itself, as it is what waits that is bounded. */
    private ByteBuf tight(ByteBuf replies) {
        int length = replies.readableBytes();
        if (replies.capacity() <= 2 * length) {
            return replies;
        }
        try {
            return channel.alloc().ioBuffer(length).writeBytes(replies);
        } finally {
            replies.release();
        }
    }

    private void lookBehind() {
        long untaken = untaken();
        if (untaken > 0) {
            fallBehind(untaken);
        }
    }

    private void count(ByteBuf out) {
        int bytes = out.readableBytes();
        written += bytes;
        turns.wrote(bytes);
    }

    /** Returns how many bytes were written to the peer. Any thread may ask; it may be a moment old. */
    long written() {
        return written;
    }

    /** Returns how many bytes the peer had not taken when that was last looked at. Any thread may ask. */
    long left() {
        return share.bytes() + Math.max(0, pending);
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
            budget.met(Limit.OUTPUT_SOFT_TIME);
            peer.endSlow(untaken);
        }
        return isBehind;
    }

    /** Hears that the peer has become slow, or is so no more. Call on the event loop. */
    void writabilityChanged() {
        if (channel.isWritable()) {
            isSlow = false;
        } else {
            budget.met(Limit.OUTPUT_SOFT);
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
        Piece first = takeInOrder();
        if (first == null) {
            return;
        }
        int length = 0;
        for (Piece piece = first; piece != null; piece = piece.next) {
            length += piece.length();
        }
        if (isTooMuch(untaken())) {
            PENDING.getAndAdd(this, -length);
            release(first);
            return;
        }
        write(first);
        PENDING.getAndAdd(this, -length); // now that the channel counts it: a worker's thread must never see room twice
        way.flush();
        lookBehind();
    }

    private void write(Piece first) {
        Piece piece = first;
        try {
            boolean isAlone = first.next == null;
            while (piece != null) {
                Piece end = isAlone || piece.isLarge() ? piece.next : piece.untilLarge();
                ByteBuf joined = join(piece, end);
                count(joined);
                way.write(joined, channel.voidPromise());
                piece = end;
            }
        } catch (RuntimeException | OutOfMemoryError noMemory) {
            release(piece);
            peer.failed(noMemory);
        }
    }

    /** Makes one buffer of the pieces up to another, and lets go of them. */
    private ByteBuf join(Piece first, @Nullable Piece limit) {
        LineEnd eventEnd = end;
        ByteBuf joined;
        if (first.next == limit && first.skipped == 0 && first.content instanceof Cast cast) {
            joined = cast.share(eventEnd, channel.alloc());
            cast.release();
        } else if (first.next == limit && first.content instanceof ByteBuf replies) {
            joined = replies;
        } else {
            int most = 0;
            for (Piece piece = first; piece != null && piece != limit; piece = piece.next) {
                most += piece.mostBytes();
            }
            joined = channel.alloc().ioBuffer(most);
            for (Piece piece = first; piece != null && piece != limit; piece = piece.next) {
                piece.writeTo(joined, eventEnd);
                piece.release();
            }
        }
        return joined;
    }

    private static void release(@Nullable Piece first) {
        for (Piece piece = first; piece != null; piece = piece.next) {
            piece.release();
        }
    }

    /** Forgets what was pushed and not written, of a channel that is closed. */
    void discard() {
        share.set(0);
        for (Piece piece = (Piece) NEWEST.getAndSet(this, null); piece != null; piece = piece.next) {
            piece.take();
            PENDING.getAndAdd(this, -piece.length());
            piece.release();
        }
    }

    private @Nullable Piece takeInOrder() {
        Piece turned = null;
        Piece piece = (Piece) NEWEST.getAndSet(this, null);
        while (piece != null) {
            Piece older = piece.next;
            piece.take();
            piece.next = turned;
            turned = piece;
            piece = older;
        }
        return turned;
    }
}
