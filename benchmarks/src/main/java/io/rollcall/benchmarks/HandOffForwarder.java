package io.rollcall.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Looks the connection's worker up by name for each line, casts the line, and stops reading when it is full. */
final class HandOffForwarder extends ChannelInboundHandlerAdapter {
    private static final ConcurrentMap<String, HandOffWorker> WORKERS = new ConcurrentHashMap<>();
    private static final AtomicLong CONNECTIONS = new AtomicLong();

    private final String name = "c" + CONNECTIONS.incrementAndGet();
    private final Function<ChannelHandlerContext, HandOffWorker> factory;

    HandOffForwarder(Function<ChannelHandlerContext, HandOffWorker> factory) {
        this.factory = factory;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        WORKERS.put(name, factory.apply(ctx));
        ctx.fireChannelActive();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        HandOffLine line = msg instanceof ByteBuf slice ? new HandOffLine.Slice(slice) : (HandOffLine) msg;
        HandOffWorker worker = WORKERS.get(name);
        if (worker == null) {
            line.release();
        } else if (!worker.cast(line)) {
            ctx.channel().config().setAutoRead(false);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        HandOffWorker worker = WORKERS.get(name);
        if (worker != null) {
            worker.readComplete();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        WORKERS.remove(name).close();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
