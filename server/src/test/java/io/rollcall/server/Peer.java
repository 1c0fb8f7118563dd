package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandler;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;

/**
 * Feeds an in-memory channel and reads what comes out of it, in either direction.
 *
 * <p>Strings stand for bytes, one char for each. Closing it fails if any buffer was leaked.
 */
final class Peer implements AutoCloseable {
    final EmbeddedChannel channel;
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false, true);

    private Peer(ChannelHandler... handlers) {
        channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        channel.pipeline().addLast(handlers);
    }

    static Peer ofDecoder(int maxLineBytes) {
        return new Peer(decoder(maxLineBytes));
    }

    static Peer ofFilter() {
        return new Peer(new TelnetFilter());
    }

    static Peer of(ChannelHandler... handlers) {
        return new Peer(handlers);
    }

    static Peer ofBoth(int maxLineBytes) {
        return new Peer(new TelnetFilter(), decoder(maxLineBytes));
    }

    /** Returns a decoder of a server that allows any input. */
    static LineDecoder decoder(int maxLineBytes) {
        return new LineDecoder(maxLineBytes, total());
    }

    static InputBudget total() {
        return new InputBudget(Long.MAX_VALUE, new LimitCounts());
    }

    /** Returns a last handler that gives lines to an action and passes on the rest. */
    static ChannelInboundHandler onLine(BiConsumer<ChannelHandlerContext, Line> action) {
        return new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                if (message instanceof Line line) {
                    action.accept(ctx, line);
                } else {
                    ctx.fireChannelRead(message);
                }
            }
        };
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    /** Feeds each portion as one read. */
    Peer feed(String... portions) {
        for (String portion : portions) {
            byte[] bytes = bytes(portion);
            channel.writeInbound(allocator.heapBuffer(bytes.length).writeBytes(bytes));
        }
        return this;
    }

    Peer feedByteByByte(String text) {
        return feed(text.split(""));
    }

    Peer endInput() {
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        return this;
    }

    /** Takes what the decoder emitted, in words: {@code text/LF}, {@code BADLINE 3 …/CRLF}, {@code end}. */
    List<String> inputs() {
        List<String> inputs = new ArrayList<>();
        for (Object input = channel.readInbound(); input != null; input = channel.readInbound()) {
            inputs.add(words((Input) input));
        }
        return inputs;
    }

    /** Takes the bytes that came through a filter. */
    String text() {
        StringBuilder text = new StringBuilder();
        for (ByteBuf buffer = channel.readInbound(); buffer != null; buffer = channel.readInbound()) {
            text.append(buffer.toString(StandardCharsets.ISO_8859_1));
            buffer.release();
        }
        return text.toString();
    }

    /** Takes the bytes that were written to the peer. */
    String replies() {
        StringBuilder replies = new StringBuilder();
        for (ByteBuf buffer = channel.readOutbound(); buffer != null; buffer = channel.readOutbound()) {
            replies.append(buffer.toString(StandardCharsets.ISO_8859_1));
            buffer.release();
        }
        return replies.toString();
    }

    /** Returns how many bytes the buffers have that were fed or allocated and not released. */
    long heldBytes() {
        return allocator.metric().usedHeapMemory() + allocator.metric().usedDirectMemory();
    }

    @Override
    public void close() {
        channel.finishAndReleaseAll();
        if (heldBytes() > 0) {
            throw new AssertionError("leaked buffers of " + heldBytes() + " bytes");
        }
    }

    static String words(Input input) {
        if (input instanceof Line line) {
            return line.text() + "/" + line.end();
        }
        if (input instanceof Refusal refusal) {
            return refusal + (refusal.closes() ? "!" : "") + "/" + refusal.end();
        }
        return "end";
    }
}
