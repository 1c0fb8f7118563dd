package io.rollcall.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Takes so many lines a second of one connection, and twice as many at once after a pause. A peer that is faster is read
 * no further until its next line is due: its lines come later, none is refused, and none is lost. It stands behind the
 * flow control, which holds what was read already. One instance per channel, confined to its event loop.
 */
final class LineRate extends ChannelInboundHandlerAdapter {
    private static final int BURST_SECONDS = 2;

    private final ReadGate gate;
    private final TokenBucket lines;
    private final Runnable met;

    /** Makes one that starts at an instant of its event loop's clock, and tells when the limit was met. */
    LineRate(ReadGate gate, long perSecond, long now, Runnable met) {
        this.gate = gate;
        this.lines = new TokenBucket(perSecond, BURST_SECONDS * perSecond, now);
        this.met = met;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) {
        if (!(input instanceof EndOfInput)) {
            long now = ctx.channel().eventLoop().ticker().nanoTime();
            lines.take(now);
            long wait = lines.nanosToNext(now);
            if (wait > 0) {
                met.run();
                gate.pace(false);
                ctx.channel().eventLoop().schedule(() -> gate.pace(true), wait, TimeUnit.NANOSECONDS);
            }
        }
        ctx.fireChannelRead(input);
    }
}
