package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.BooleanSupplier;

/** How a PROXY header begins. As a handler it finds a missing one at its first byte, long before a decoder does. */
final class ProxyHeader extends ChannelDuplexHandler {
    private static final byte[] BINARY = "\r\n\r\n\0\r\nQUIT\n".getBytes(StandardCharsets.US_ASCII);
    private static final List<byte[]> ANY = List.of(text("PROXY "), BINARY);
    private static final List<byte[]> SURE =
            List.of(text("PROXY TCP4 "), text("PROXY TCP6 "), text("PROXY UNKNOWN"), BINARY);

    private final Beginning beginning = new Beginning(ANY);
    private final BooleanSupplier decided;
    private boolean decoding; // on the event loop

    /** Makes one that keeps the channel open until it is decided what to answer: the decoder closes one at a fault. */
    ProxyHeader(BooleanSupplier decided) {
        this.decided = decided;
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** What no line of an innocent client begins with. */
    static Beginning sure() {
        return new Beginning(SURE);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) {
        ByteBuf bytes = (ByteBuf) input;
        if (!beginning.isMatched()) {
            bytes.forEachByte(beginning);
        }
        if (beginning.isOther()) {
            bytes.release();
            throw new HAProxyProtocolException("it does not begin with a PROXY header");
        }
        decoding = true;
        try {
            ctx.fireChannelRead(bytes);
        } finally {
            decoding = false;
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        if (!decoding || decided.getAsBoolean()) {
            ctx.close(promise);
        } else {
            promise.trySuccess();
        }
    }
}
