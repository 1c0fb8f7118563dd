package io.rollcall.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;

/** Hears first of whatever happens to a channel, so that its lease has ended before anybody else knows. */
final class LeaseHandler extends ChannelInboundHandlerAdapter {
    private final Session session;

    LeaseHandler(Session session) {
        this.session = session;
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

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof IdleStateEvent) {
            session.closeIfIdle();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }
}
