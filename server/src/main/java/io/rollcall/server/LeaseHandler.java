package io.rollcall.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.timeout.IdleStateEvent;
import io.rollcall.registry.Reason;
import java.io.IOException;

/** Hears first of whatever happens to a channel, so that its lease has ended before anybody else knows. */
final class LeaseHandler extends ChannelInboundHandlerAdapter {
    private final Session session;
    private final ServerEvents events;

    LeaseHandler(Session session, ServerEvents events) {
        this.session = session;
        this.events = events;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (session.isEnded()) {
            return; // it is being closed, and the peer need not have waited for that
        }
        if (cause instanceof IOException) {
            session.lost();
        } else {
            events.connectionFailed(session, cause);
            session.end(new Reason("error", cause), null);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        session.schedule();
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
