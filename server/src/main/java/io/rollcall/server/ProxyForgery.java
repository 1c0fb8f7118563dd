package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.AttributeKey;
import io.netty.util.ReferenceCountUtil;

/**
 * Refuses a PROXY header where none may be: from peers that are not listed, and behind the one of a proxy. Bytes are passed
 * on until it is sure: a person's first empty line is not kept waiting, and a header in text has no line end before.
 */
final class ProxyForgery extends ChannelInboundHandlerAdapter {
    /** Set on channels of a server that takes headers from somebody. */
    static final AttributeKey<Boolean> LOOKED_FOR = AttributeKey.valueOf(ProxyForgery.class, "looked-for");

    private static final String WORDS = "a PROXY header is taken from listed peers only, once";

    private final String lines;
    private final ServerEvents events;
    private final Beginning beginning = ProxyHeader.sure();
    private boolean refused;

    /** Refuses in the place of a line, behind the handler of that name. */
    ProxyForgery(String lines, ServerEvents events) {
        this.lines = lines;
        this.events = events;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) {
        if (refused) {
            ReferenceCountUtil.release(input);
            return;
        }
        if (input instanceof ByteBuf bytes) {
            bytes.forEachByte(beginning);
        }
        if (beginning.isMatched()) {
            refused = true;
            ReferenceCountUtil.release(input);
            Refusal refusal = new Refusal("WRONGPROTOCOL", WORDS, true, null);
            events.proxyHeaderRefused(ctx.channel(), "-" + refusal.code() + " " + refusal.text());
            ctx.pipeline().context(lines).fireChannelRead(refusal);
            return;
        }
        if (beginning.isOther()) {
            ctx.pipeline().remove(this);
        }
        ctx.fireChannelRead(input);
    }
}
