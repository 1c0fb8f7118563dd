package io.rollcall.examples.tutorial;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Step 1: listens, and says good-bye to whoever comes. The later steps put other handlers behind the same listener. */
public final class Listener implements AutoCloseable {
    private final EventLoopGroup loops;
    private final Channel channel;

    private Listener(EventLoopGroup loops, Channel channel) {
        this.loops = loops;
        this.channel = channel;
    }

    public static void main(String[] arguments) throws InterruptedException {
        start(9999).await();
    }

    public static Listener start(int port) {
        return start(port, pipeline -> pipeline.addLast(new GoodBye()));
    }

    /** Listens on loopback; each connection is served by what is added to its pipeline. */
    static Listener start(int port, Consumer<ChannelPipeline> handlers) {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(NioIoHandler.newFactory());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        handlers.accept(connection.pipeline());
                    }
                });
        Channel bound = bootstrap
                .bind(InetAddress.getLoopbackAddress(), port)
                .syncUninterruptibly()
                .channel();
        return new Listener(loops, bound);
    }

    public int port() {
        return ((InetSocketAddress) channel.localAddress()).getPort();
    }

    void await() throws InterruptedException {
        channel.closeFuture().await();
    }

    @Override
    public void close() {
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
    }

    private static final class GoodBye extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            context.writeAndFlush(Unpooled.copiedBuffer("> good-bye\n", StandardCharsets.UTF_8))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }
}
