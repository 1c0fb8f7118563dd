package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Decodes bytes into {@link Input}s, one at a time and in order; one instance per channel.
 *
 * <p>A half-close ends the input: a last line without an end is emitted, then {@link EndOfInput}, once, also after a
 * refusal that closes; both as messages, so that a flow control behind keeps the order. A channel that becomes inactive
 * without it was reset: what is unfinished is dropped. What comes after a refusal that closes is released unread.
 */
final class LineDecoder extends ByteToMessageDecoder {
    /** The smallest maximum of bytes in a line. */
    static final int MIN_LINE_BYTES = 16;
    /** The greatest maximum of bytes in a line: 1 MiB. */
    static final int MAX_LINE_BYTES = 1 << 20;

    private @Nullable LineScanner scanner; // null: nothing more is decoded
    private boolean ended;

    /**
     * Makes a decoder.
     *
     * @param maxLineBytes how many bytes a line may have, without its end: {@value #MIN_LINE_BYTES} to
     *     {@value #MAX_LINE_BYTES}
     * @throws IllegalArgumentException if the maximum is outside that range
     */
    LineDecoder(int maxLineBytes) {
        if (maxLineBytes < MIN_LINE_BYTES || maxLineBytes > MAX_LINE_BYTES) {
            throw new IllegalArgumentException(
                    "maxLineBytes must be " + MIN_LINE_BYTES + " to " + MAX_LINE_BYTES + ", given was " + maxLineBytes);
        }
        scanner = new LineScanner(maxLineBytes);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (!in.isReadable()) {
            return; // a channel that ended while a line was handled has released the buffer
        }
        if (scanner == null) {
            in.skipBytes(in.readableBytes());
            return;
        }
        Input input = scanner.next(in);
        if (input != null) {
            out.add(input);
        }
        if (input instanceof Refusal refusal && refusal.closes()) {
            scanner = null;
        }
    }

    @Override
    protected void decodeLast(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (ended) {
            return;
        }
        ended = true;
        Input last = scanner == null ? null : scanner.last();
        scanner = null;
        if (last != null) {
            out.add(last);
        }
        out.add(new EndOfInput());
    }

    /** Tells whether a line has begun and not ended. */
    boolean isUnfinished() {
        return scanner != null && scanner.isUnfinished();
    }

    /** Decodes no more: what still comes is released unread. */
    void stop() {
        scanner = null;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) throws Exception {
        ended = true;
        scanner = null;
        super.channelInactive(ctx);
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext ctx) {
        scanner = null;
    }
}
