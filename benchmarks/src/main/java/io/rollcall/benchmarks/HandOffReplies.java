package io.rollcall.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.function.Consumer;

/** Gathers the replies of one drain, in buffers of at most 64 KiB, or writes each by itself. */
final class HandOffReplies {
    private static final int MAX_JOINED = 64 * 1024;
    private static final FastThreadLocal<byte[]> ARRAY = new FastThreadLocal<>() {
        @Override
        protected byte[] initialValue() {
            return new byte[MAX_JOINED];
        }
    };

    private final ChannelHandlerContext ctx;
    private final String output;
    private final Consumer<ByteBuf> writer;
    private ByteBuf joined;
    private byte[] array; // the thread's, from a drain's first reply to its end
    private int length;

    HandOffReplies(ChannelHandlerContext ctx, String output, Consumer<ByteBuf> writer) {
        this.ctx = ctx;
        this.output = output;
        this.writer = writer;
    }

    /** Adds a line's reply; {@code expected} is the size of all replies that the drain may yet add. */
    void add(HandOffLine line, int expected) {
        switch (output) {
            case "joined" -> join(line, expected);
            case "array" -> copy(line);
            default -> writer.accept(alone(line));
        }
    }

    private void join(HandOffLine line, int expected) {
        int size = line.size();
        if (joined != null && joined.readableBytes() + size > MAX_JOINED) {
            writer.accept(take());
        }
        if (joined == null) {
            joined = ctx.alloc().ioBuffer(Math.max(size, Math.min(expected, MAX_JOINED)));
        }
        line.writeTo(joined);
    }

    private void copy(HandOffLine line) {
        if (length + line.size() > MAX_JOINED) {
            writer.accept(take());
        }
        if (array == null) {
            array = ARRAY.get();
        }
        length = line.writeTo(array, length);
    }

    private ByteBuf alone(HandOffLine line) {
        if (line instanceof HandOffLine.Slice slice) {
            return slice.slice();
        }
        ByteBuf reply = ctx.alloc().ioBuffer(line.size());
        line.writeTo(reply);
        return reply;
    }

    /** Hands over what has been gathered since the last call, or null. */
    ByteBuf take() {
        ByteBuf taken = joined;
        if (array != null) {
            taken = ctx.alloc().ioBuffer(length).writeBytes(array, 0, length);
            array = null;
        }
        joined = null;
        length = 0;
        return taken;
    }
}
