package io.rollcall.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Closes a channel so that nothing said is destroyed by a reset: flushes, shuts the output, throws away input until the
 * peer's end or for a second, and only then closes. A peer that takes nothing any more has ten seconds for the flush.
 */
final class GentleClose extends ChannelInboundHandlerAdapter {
    private static final long FLUSH_SECONDS = 10;
    private static final long LINGER_SECONDS = 1;

    private GentleClose() {}

    /** Begins to close; call on the channel's event loop, once. */
    static void of(Channel channel) {
        if (!(channel instanceof DuplexChannel duplex)) {
            channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> channel.close());
            return;
        }
        if (duplex.isInputShutdown() && isAllTaken(channel)) {
            channel.close();
            return;
        }
        channel.pipeline().addFirst(new GentleClose());
        Future<?> flushTimer = closeAfter(channel, FLUSH_SECONDS);
        channel.config().setAutoRead(true);
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(flushed -> {
            flushTimer.cancel(false);
            if (duplex.isInputShutdown() || !flushed.isSuccess()) {
                channel.close();
            } else {
                shutOutput(duplex);
                closeAfter(channel, LINGER_SECONDS);
            }
        });
    }

    /** Tells whether the system has all that was written, as is mostly so; over TLS that is not known here. */
    private static boolean isAllTaken(Channel channel) {
        ChannelOutboundBuffer written = channel.unsafe().outboundBuffer();
        return (written == null || written.totalPendingWriteBytes() == 0) && !Tls.isSpokenOn(channel);
    }

    /** Over TLS says good-bye first, so that the peer knows that nothing was cut off. */
    private static void shutOutput(DuplexChannel channel) {
        SslHandler ssl = channel.pipeline().get(SslHandler.class);
        if (ssl == null) {
            channel.shutdownOutput();
        } else {
            ssl.closeOutbound().addListener(said -> channel.shutdownOutput());
        }
    }

    private static Future<?> closeAfter(Channel channel, long seconds) {
        Future<?> timer = channel.eventLoop().schedule(() -> channel.close(), seconds, TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> timer.cancel(false));
        return timer;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) {
        ReferenceCountUtil.release(input);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE && ((DuplexChannel) ctx.channel()).isOutputShutdown()) {
            ctx.close();
        }
        ctx.fireUserEventTriggered(event);
    }
}
