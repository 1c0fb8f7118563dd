package io.rollcall.server;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import java.util.concurrent.TimeUnit;

/**
 * Ends a connection whose peer has begun a line, or a telnet negotiation, and does not end it in time. The time in which
 * the server itself did not read does not count.
 *
 * <p>It stands behind the decoder and looks when a read is complete. There is one timer at most, only while something is
 * unfinished, and lines that pass do not touch it: when it is up it looks how old what is unfinished then is, and waits
 * for the rest of its time. One instance per channel, confined to its event loop.
 */
final class LineTimeout extends ChannelDuplexHandler {
    private final TelnetFilter telnet;
    private final LineDecoder lines;
    private final long nanos;
    private final Runnable met;

    /** How many lines had ended when it looked last. */
    private long ended;

    private boolean unfinished;
    private long since;
    private boolean timing;
    private boolean stopped;

    /** Makes one for what these two have unfinished; it tells when the limit was met. */
    LineTimeout(TelnetFilter telnet, LineDecoder lines, long millis, Runnable met) {
        this.telnet = telnet;
        this.lines = lines;
        this.nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        this.met = met;
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        boolean nowUnfinished = isUnfinished();
        if (nowUnfinished && (lines.emitted() != ended || !unfinished)) {
            since = now(ctx);
            if (!timing) {
                wait(ctx, nanos);
            }
        }
        unfinished = nowUnfinished;
        stopped = !ctx.channel().config().isAutoRead();
        ended = lines.emitted();
        ctx.fireChannelReadComplete();
    }

    private boolean isUnfinished() {
        return lines.isUnfinished() || telnet.isUnfinished();
    }

    private static long now(ChannelHandlerContext ctx) {
        return ctx.channel().eventLoop().ticker().nanoTime();
    }

    private void wait(ChannelHandlerContext ctx, long delayNanos) {
        timing = true;
        ctx.channel().eventLoop().schedule(() -> look(ctx), delayNanos, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext ctx) {
        timing = false;
        if (ctx.isRemoved() || !isUnfinished()) {
            return; // the next read that leaves something unfinished begins anew
        }
        if (!ctx.channel().config().isAutoRead()) {
            stopped = true;
            since = now(ctx); // the rest may have come long ago
        }
        long left = nanos - (now(ctx) - since);
        if (left > 0) {
            wait(ctx, left);
            return;
        }
        met.run();
        lines.stop();
        String time = Limit.Unit.MILLIS.show(TimeUnit.NANOSECONDS.toMillis(nanos));
        String text = Limit.LINE_TIME.word() + " " + time + ", the line did not end";
        ctx.fireChannelRead(new Refusal("TIMEOUT", text, true, null));
    }

    /** Has the time begin anew where reading was stopped up to now. */
    @Override
    public void read(ChannelHandlerContext ctx) {
        if (stopped) {
            stopped = false;
            since = now(ctx);
        }
        ctx.read();
    }
}
