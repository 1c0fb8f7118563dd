package io.rollcall.benchmarks;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.flow.FlowControlHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;

/**
 * Serves echo with one way, chosen by name=value arguments, of bringing lines from an event loop to workers.
 * Every way but {@code mode=raw} looks its worker up by name for each line, bounds the mailbox at 1024 lines or
 * 64 KiB, and ends its replies with LF. The first value of each argument is the default:
 * <ul>
 * <li>{@code port=N}: 0 for any; {@code budget=N}: lines a worker answers before others have a turn (256);
 *     {@code workers=N}: threads of the pool (1)
 * <li>{@code mode=loop}: workers run on their connection's event loop; {@code pool}: on other threads;
 *     {@code raw}: none, Netty alone, with its line decoder, a write per line and a flush per read
 * <li>{@code decoder=block}: checks lines in a copy of the read; {@code words}, {@code processor}: in Netty's buffer,
 *     eight bytes or one at a time; {@code stock}: Netty's, which checks nothing
 * <li>{@code message=bytes|string|slice}: what a line is on its way: a byte array, a String, a counted buffer slice
 * <li>{@code mailbox=plain|inlet|mpsc}: links the lines themselves: for one thread; for one thread with an inlet for
 *     others; for any; {@code deque|linked|array}: ArrayDeque, ConcurrentLinkedQueue, Netty's multi-producer queue
 * <li>{@code publish=line}: each line is put in the mailbox by itself; {@code read}: those of a read as one chain
 * <li>{@code drain=task}: as a task of the event loop; {@code read}: when the read is complete
 * <li>{@code output=joined}: the replies of a drain in one buffer; {@code array}: in an array that is copied to a
 *     buffer at the end; {@code each}: a write per reply
 * <li>{@code flow=decoder}: the decoder keeps what a full mailbox cannot take; {@code handler}: Netty's
 *     FlowControlHandler does; {@code none}: the mailbox grows
 * <li>{@code telnet=off|on}: look for telnet commands first
 * </ul>
 */
public final class HandOff {
    private HandOff() {}

    /** Serves until killed; exits with status 2 when an argument is wrong. */
    public static void main(String[] args) throws InterruptedException {
        HandOffOptions options;
        try {
            options = HandOffOptions.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        serve(options);
    }

    private static void serve(HandOffOptions options) throws InterruptedException {
        Executor pool = options.is("mode", "pool") ? Executors.newFixedThreadPool(options.workers()) : null;
        Channel server = new ServerBootstrap()
                .group(
                        new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()),
                        new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory()))
                .channel(EpollServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, 4096)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        fill(channel.pipeline(), options, pool);
                    }
                })
                .bind("127.0.0.1", options.port())
                .sync()
                .channel();
        System.out.println("listening on " + ((InetSocketAddress) server.localAddress()).getPort());
        server.closeFuture().sync();
    }

    private static void fill(ChannelPipeline pipeline, HandOffOptions options, Executor pool) {
        if (options.is("mode", "raw")) {
            pipeline.addLast(new LineBasedFrameDecoder(HandOffDecoder.MAX_LINE, false, true), new RawEcho());
            return;
        }
        if (options.is("telnet", "on")) {
            pipeline.addLast(new TelnetScan());
        }
        pipeline.addLast(
                switch (options.get("decoder")) {
                    case "stock" -> new LineBasedFrameDecoder(HandOffDecoder.MAX_LINE, false, true);
                    case "block" -> new HandOffBlockDecoder(options.get("message"), options.is("flow", "decoder"));
                    default -> new HandOffDecoder.InPlace(options.is("decoder", "words"), options.get("message"));
                });
        if (options.is("flow", "handler")) {
            pipeline.addLast(new FlowControlHandler());
        }
        pipeline.addLast(new HandOffForwarder(ctx -> worker(ctx, options, pool)));
    }

    private static HandOffWorker worker(ChannelHandlerContext ctx, HandOffOptions options, Executor pool) {
        HandOffMailbox mailbox =
                HandOffMailbox.open(options.get("mailbox"), ctx.channel().eventLoop());
        String output = options.get("output");
        int budget = options.budget();
        return switch (options.get("mailbox")) {
            case "plain", "inlet", "deque" ->
                new HandOffLoopWorker(ctx, mailbox, output, budget, options.is("drain", "read"));
            default ->
                new HandOffSharedWorker(
                        ctx,
                        mailbox,
                        output,
                        budget,
                        pool == null ? ctx.channel().eventLoop() : pool,
                        options.is("publish", "read"));
        };
    }

    /** Writes each line back as it was read: what the others are held against. */
    private static final class RawEcho extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ctx.write(msg, ctx.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext ctx) {
            ctx.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }

    /** Passes on what holds no telnet command, which is all that the measurements send. */
    private static final class TelnetScan extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            ByteBuf in = (ByteBuf) msg;
            if (in.indexOf(in.readerIndex(), in.writerIndex(), (byte) 0xff) >= 0) {
                in.release();
                throw new CorruptedFrameException("telnet command");
            }
            ctx.fireChannelRead(in);
        }
    }
}
