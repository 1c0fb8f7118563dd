package io.rollcall.benchmarks.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.util.concurrent.GlobalEventExecutor;

/**
 * What a user of Netty writes without Rollcall: lines from {@link LineBasedFrameDecoder}, passed through as bytes. One
 * event loop, and one that accepts. Arguments: {@code echo} or {@code fanout}, and the port.
 */
public final class RawServer {
    private static final int LONGEST_LINE = 8192;
    private static final int BACKLOG = 4096;

    private RawServer() {}

    /** Serves until the process is ended. */
    public static void main(String[] args) throws InterruptedException {
        boolean epoll = Epoll.isAvailable();
        IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        Class<? extends ServerChannel> channel = epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
        EventLoopGroup accepting = new MultiThreadIoEventLoopGroup(1, io);
        EventLoopGroup serving = new MultiThreadIoEventLoopGroup(1, io);
        ChannelGroup group = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
        boolean echo = args[0].equals("echo");
        new ServerBootstrap()
                .group(accepting, serving)
                .channel(channel)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel peer) {
                        ChannelHandler answering = echo ? new Echo() : new FanOut(group);
                        peer.pipeline().addLast(new LineBasedFrameDecoder(LONGEST_LINE, false, false), answering);
                    }
                })
                .bind("127.0.0.1", Integer.parseInt(args[1]))
                .sync()
                .channel()
                .closeFuture()
                .sync();
    }

    /** Writes each line back, and flushes when there is no more to read. */
    private static final class Echo extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object line) {
            context.write(line, context.voidPromise());
        }

        @Override
        public void channelReadComplete(ChannelHandlerContext context) {
            context.flush();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }

    /** Writes each line to all, the author included, as the documentation of {@link ChannelGroup} does. */
    private static final class FanOut extends ChannelInboundHandlerAdapter {
        private final ChannelGroup group;

        FanOut(ChannelGroup group) {
            this.group = group;
        }

        /** Says that it is one of all from now on. */
        @Override
        public void channelActive(ChannelHandlerContext context) {
            group.add(context.channel());
            context.writeAndFlush(ByteBufUtil.writeAscii(context.alloc(), "+OK\n"));
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object line) {
            group.writeAndFlush((ByteBuf) line);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
