package io.rollcall.benchmarks;

import static io.rollcall.benchmarks.HandOffDecoder.checkControl;
import static io.rollcall.benchmarks.HandOffDecoder.checkLength;
import static io.rollcall.benchmarks.HandOffDecoder.checkText;
import static io.rollcall.benchmarks.HandOffDecoder.skipPlain;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.FastThreadLocal;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Copies each read into one array per event loop and scans that; can hold lines while auto-read is off. */
final class HandOffBlockDecoder extends ChannelDuplexHandler {
    private static final int BLOCK = 64 * 1024 + HandOffDecoder.MAX_LINE;
    private static final FastThreadLocal<byte[]> SPARE_BLOCK = new FastThreadLocal<>();

    private final String message;
    private final boolean holds;
    private byte[] rest; // a line without its end or, when held, also lines not yet passed on
    private boolean held;

    HandOffBlockDecoder(String message, boolean holds) {
        this.message = message;
        this.holds = holds;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        ByteBuf in = (ByteBuf) msg;
        int before = rest == null ? 0 : rest.length;
        int end = before + in.readableBytes();
        byte[] block = SPARE_BLOCK.get();
        SPARE_BLOCK.set(null); // a handler that comes back here gets an array of its own
        if (block == null || block.length < end) {
            block = new byte[Math.max(end, BLOCK)];
        }
        try {
            if (before > 0) {
                System.arraycopy(rest, 0, block, 0, before);
            }
            in.readBytes(block, before, end - before);
        } finally {
            in.release();
        }
        pass(ctx, block, end);
        SPARE_BLOCK.set(block);
    }

    @Override
    public void read(ChannelHandlerContext ctx) {
        if (held && ctx.channel().config().isAutoRead()) {
            pass(ctx, rest, rest.length);
            ctx.fireChannelReadComplete();
        }
        if (!held) {
            ctx.read();
        }
    }

    private void pass(ChannelHandlerContext ctx, byte[] block, int end) {
        int start = 0;
        boolean ascii = true;
        held = holds && !ctx.channel().config().isAutoRead();
        for (int i = skipPlain(block, 0, end); i < end && !held; i = skipPlain(block, i + 1, end)) {
            byte b = block[i];
            if (b == '\n') {
                int stop = i > start && block[i - 1] == '\r' ? i - 1 : i;
                ctx.fireChannelRead(line(block, start, stop, ascii));
                start = i + 1;
                ascii = true;
                held = holds && start < end && !ctx.channel().config().isAutoRead();
            } else if (b < 0) {
                ascii = false;
            } else {
                checkControl(b, i + 1 == end || block[i + 1] == '\n');
            }
        }
        rest = start == end ? null : Arrays.copyOfRange(block, start, end);
        if (!held) {
            checkLength(end - start);
        }
    }

    private HandOffLine line(byte[] block, int start, int stop, boolean ascii) {
        checkLength(stop - start);
        if (!ascii) {
            checkText(Unpooled.wrappedBuffer(block), start, stop);
        }
        return message.equals("bytes")
                ? new HandOffLine.Bytes(Arrays.copyOfRange(block, start, stop))
                : new HandOffLine.Text(
                        new String(
                                block,
                                start,
                                stop - start,
                                ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8),
                        ascii);
    }
}
