package io.rollcall.examples.tutorial;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.rollcall.registry.Dispatch;
import io.rollcall.registry.Name;
import io.rollcall.registry.Registry;

/** Finds the worker of its connection by name for each line, and casts the line to it. */
final class Forwarder extends SimpleChannelInboundHandler<String> {
    private final Registry<LineWorker> workers;
    private final Name name;

    Forwarder(Registry<LineWorker> workers, Name name) {
        this.workers = workers;
        this.name = name;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.writeAndFlush("> you are " + name);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, String line) {
        if (workers.dispatch(name, worker -> worker.cast(line)) != Dispatch.DELIVERED) {
            context.writeAndFlush("> too fast, not taken: " + line);
        }
    }
}
