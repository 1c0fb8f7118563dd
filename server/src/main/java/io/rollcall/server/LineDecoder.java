package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import org.jspecify.annotations.Nullable;

/**
 * Decodes bytes into {@link Input}s, one at a time and in order; one instance per channel, confined to its event loop.
 *
 * <p>As soon as reading is stopped it decodes no further: what is left of a read stays bytes, is counted in the server's
 * total, and is decoded when reading goes on. An {@link InputHold} before it keeps what comes meanwhile.
 *
 * <p>A half-close ends the input: a last line without an end is emitted, then {@link EndOfInput}, once, also after a
 * refusal that closes. A channel that becomes inactive without it was reset: what is unfinished is dropped. What comes
 * after a refusal that closes is released unread.
 */
final class LineDecoder extends ChannelDuplexHandler {
    /** The smallest maximum of bytes in a line. */
    static final int MIN_LINE_BYTES = 16;
    /** The greatest maximum of bytes in a line: 1 MiB. */
    static final int MAX_LINE_BYTES = 1 << 20;

    private final InputBudget total;
    private @Nullable LineScanner scanner; // null: nothing more is decoded
    private @Nullable Block rest; // what was read before reading was stopped
    private boolean ended;
    private long emitted;

    /**
     * Makes a decoder.
     *
     * @param maxLineBytes how many bytes a line may have, without its end: {@value #MIN_LINE_BYTES} to
     *     {@value #MAX_LINE_BYTES}
     * @param total where bytes are counted that wait to be decoded
     * @throws IllegalArgumentException if the maximum is outside that range
     */
    LineDecoder(int maxLineBytes, InputBudget total) {
        if (maxLineBytes < MIN_LINE_BYTES || maxLineBytes > MAX_LINE_BYTES) {
            throw new IllegalArgumentException(
                    "maxLineBytes must be " + MIN_LINE_BYTES + " to " + MAX_LINE_BYTES + ", given was " + maxLineBytes);
        }
        this.total = total;
        scanner = new LineScanner(maxLineBytes);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (!(message instanceof ByteBuf in)) {
            ctx.fireChannelRead(message);
            return;
        }
        try {
            decode(ctx, in);
        } finally {
            in.release();
        }
    }

    private void decode(ChannelHandlerContext ctx, ByteBuf in) {
        Block left = takeRest();
        if (left != null) {
            keep(left.and(in)); // nothing comes meanwhile from an InputHold; from anybody else it keeps its place
        }
        while (scanner != null && in.isReadable()) {
            Block block = Block.take();
            try {
                block.fill(in);
                cut(ctx, block);
                if (!block.isEmpty()) {
                    keep(block.and(in));
                }
            } finally {
                block.giveBack();
            }
        }
    }

    private void cut(ChannelHandlerContext ctx, Block block) {
        while (scanner != null && !block.isEmpty() && ctx.channel().config().isAutoRead()) {
            Input input = scanner.next(block);
            if (input instanceof Refusal refusal && refusal.closes()) {
                scanner = null;
            }
            if (input != null) {
                emitted++;
                ctx.fireChannelRead(input);
            }
        }
    }

    private void keep(Block block) {
        if (scanner != null && !block.isEmpty()) {
            rest = block;
            total.add(block.length());
        }
    }

    private @Nullable Block takeRest() {
        Block taken = rest;
        if (taken != null) {
            rest = null;
            total.add(-taken.length());
        }
        return taken;
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        Block left = takeRest();
        if (left != null) {
            cut(ctx, left);
            keep(left);
            ctx.fireChannelReadComplete();
        }
        if (rest == null) {
            ctx.read();
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent && !ended) {
            ended = true;
            Input last = scanner == null ? null : scanner.last();
            scanner = null;
            if (last != null) {
                emitted++;
                ctx.fireChannelRead(last);
            }
            ctx.fireChannelRead(new EndOfInput());
        }
        ctx.fireUserEventTriggered(event);
    }

    /** Tells whether a line has begun and not ended. */
    boolean isUnfinished() {
        return scanner != null && scanner.isUnfinished();
    }

    /** Returns how many lines, refused ones too, have ended so far. */
    long emitted() {
        return emitted;
    }

    /** Decodes no more: what still comes is released unread. */
    void stop() {
        scanner = null;
        takeRest();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        ended = true;
        stop();
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        stop();
    }
}
