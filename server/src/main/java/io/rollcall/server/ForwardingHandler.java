package io.rollcall.server;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.rollcall.registry.Name;
import io.rollcall.registry.Registry;

/**
 * Casts each input to this channel's worker, which it finds in the registry: the one bridge from the pipeline to the
 * workers. It never runs a worker's code. Nobody found means that the lease has ended, and what still comes is dropped.
 */
final class ForwardingHandler extends ChannelInboundHandlerAdapter {
    private final Registry<Connection> registry;
    private final Name worker;

    ForwardingHandler(Registry<Connection> registry, Name worker) {
        this.registry = registry;
        this.worker = worker;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) {
        if (registry.find(worker) instanceof Session session) {
            session.cast((Input) input);
        }
    }

    /** Hears of faults in the handlers before this one, of which the lease handler in front of them does not. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (registry.find(worker) instanceof Session session) {
            session.failed(cause);
        }
    }
}
