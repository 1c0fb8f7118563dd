package io.rollcall.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.rollcall.registry.Reason;

/** The protocol's table of contents: what a line passes on its way to the worker. */
final class LinePipeline extends ChannelInitializer<Channel> {
    private static final String LEASE = "lease";
    private static final String LINES = "lines";

    private final WorkerSupervisor supervisor;

    LinePipeline(WorkerSupervisor supervisor) {
        this.supervisor = supervisor;
    }

    /** Ends the input behind all that was read, also where reading is stopped and some of it is held. */
    static void endInput(Channel channel, Reason reason) {
        ChannelHandlerContext lease = channel.pipeline().context(LEASE);
        if (lease != null) {
            lease.fireChannelRead(new EndOfInput(reason));
        }
    }

    /** Sets from how much output on a channel is slow. */
    static void setWaterMark(Channel channel, Limits limits) {
        int soft = limits.intOf(Limit.OUTPUT_SOFT);
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(soft / 2, soft));
    }

    @Override
    protected void initChannel(Channel channel) {
        if (ProxyHandshake.beginsBefore(this, channel)) {
            return;
        }
        Limits limits = supervisor.limits();
        setWaterMark(channel, limits);
        Session session = supervisor.join(channel);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast(LEASE, new LeaseHandler(session, limits.get(Limit.IDLE)));
        TelnetFilter telnet = new TelnetFilter();
        LineDecoder lines = new LineDecoder(limits.intOf(Limit.LINE), supervisor.input());
        pipeline.addLast("hold", new InputHold(supervisor.input()));
        if (channel.hasAttr(ProxyForgery.LOOKED_FOR)) {
            pipeline.addLast("proxy-forgery", new ProxyForgery(LINES, supervisor.events()));
        }
        pipeline.addLast("telnet", telnet);
        pipeline.addLast(LINES, lines);
        long lineTime = limits.get(Limit.LINE_TIME);
        if (lineTime > 0) {
            Runnable met = () -> supervisor.limitCounts().note(Limit.LINE_TIME);
            pipeline.addLast("line-time", new LineTimeout(telnet, lines, lineTime, met));
        }
        long rate = limits.get(Limit.RATE);
        if (rate > 0) {
            Runnable met = () -> supervisor.limitCounts().note(Limit.RATE);
            long now = channel.eventLoop().ticker().nanoTime();
            pipeline.addLast("rate", new LineRate(session.reading(), rate, now, met));
        }
        pipeline.addLast("forward", new ForwardingHandler(supervisor.registry(), session.name()));
        session.open();
    }
}
