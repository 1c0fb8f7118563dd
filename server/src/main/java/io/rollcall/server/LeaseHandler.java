package io.rollcall.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Hears first of whatever happens to a channel, so that its lease has ended before anybody else knows; of its silence, too.
 *
 * <p>Netty's own handler for that would stand in the way of each write as well. One timer at most, which a read does not
 * touch: when it is up it looks how long nothing has come. One instance per channel, confined to its event loop.
 */
final class LeaseHandler extends ChannelInboundHandlerAdapter {
    private final Session session;
    private final long idleNanos;
    private long heardNanos;
    private @Nullable Future<?> timer;

    /**
     * Makes one for a session.
     *
     * @param idleMillis after how much silence the session may end; 0 for never
     */
    LeaseHandler(Session session, long idleMillis) {
        this.session = session;
        this.idleNanos = TimeUnit.MILLISECONDS.toNanos(idleMillis);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        session.writeAt(ctx);
        if (idleNanos > 0) {
            heardNanos = now(ctx);
            wait(ctx, idleNanos);
        }
    }

    private static long now(ChannelHandlerContext ctx) {
        return ctx.channel().eventLoop().ticker().nanoTime();
    }

    private void wait(ChannelHandlerContext ctx, long nanos) {
        timer = ctx.channel().eventLoop().schedule(() -> look(ctx), nanos, TimeUnit.NANOSECONDS);
    }

    private void look(ChannelHandlerContext ctx) {
        long left = idleNanos - (now(ctx) - heardNanos);
        if (left <= 0) {
            session.closeIfIdle();
            left = idleNanos;
        }
        wait(ctx, left);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (idleNanos > 0) {
            heardNanos = now(ctx);
        }
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        handlerRemoved(ctx);
        ctx.fireChannelInactive();
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        session.failed(cause);
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.writabilityChanged();
        ctx.fireChannelWritabilityChanged();
    }
}
