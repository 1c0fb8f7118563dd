package io.rollcall.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One bound socket. It binds again, less and less often, if its channel dies before it is told to stop. */
final class Listener {
    private static final int BACKLOG = 4096;
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LAST_RETRY_MILLIS = 10_000;

    private final ServerBootstrap bootstrap;
    private final Transport transport;
    private final ServerEvents events;
    private @Nullable Channel channel; // guarded by this
    private boolean stopped; // guarded by this

    Listener(
            EventLoopGroup acceptor, EventLoopGroup io, Transport transport, LinePipeline pipeline, ServerEvents events)
            throws IOException {
        this.transport = transport;
        this.events = events;
        this.bootstrap = new ServerBootstrap()
                .group(acceptor, io)
                .channel(transport.serverChannel())
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(new AcceptFailures())
                .childHandler(pipeline);
        KeepAlive.set(bootstrap, transport);
        UrgentData.keepInline(bootstrap, transport);
    }

    /** Binds, and returns once bound. */
    void start(String host, int port) throws IOException {
        bind(new InetSocketAddress(host, port));
    }

    private void bind(InetSocketAddress address) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("unknown host " + address.getHostString());
        }
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        adopt(bound.channel());
    }

    private synchronized void adopt(Channel bound) {
        channel = bound;
        if (stopped) {
            bound.close();
            return;
        }
        events.listening(bound.localAddress(), transport.resolve());
        SocketAddress address = bound.localAddress();
        bound.closeFuture().addListener(closed -> bindAgain(address, FIRST_RETRY_MILLIS));
    }

    private synchronized void bindAgain(SocketAddress address, long afterMillis) {
        if (stopped) {
            return;
        }
        events.listenerLost(address, afterMillis);
        bootstrap
                .config()
                .group()
                .next()
                .schedule(() -> rebind(address, afterMillis), afterMillis, TimeUnit.MILLISECONDS);
    }

    private void rebind(SocketAddress address, long waitedMillis) {
        bootstrap.bind(address).addListener((io.netty.channel.ChannelFuture bound) -> {
            if (bound.isSuccess()) {
                adopt(bound.channel());
            } else {
                bindAgain(address, Math.min(waitedMillis * 2, LAST_RETRY_MILLIS));
            }
        });
    }

    /** Returns the address really bound. */
    synchronized @Nullable SocketAddress address() {
        return channel == null ? null : channel.localAddress();
    }

    /** Closes the socket; returns once nobody can connect any more. */
    void stop() {
        Channel bound;
        synchronized (this) {
            stopped = true;
            bound = channel;
        }
        if (bound != null) {
            bound.close().awaitUninterruptibly();
        }
    }

    /** Tells of connections that could not be accepted; Netty pauses for a second by itself. */
    private final class AcceptFailures extends ChannelInboundHandlerAdapter {
        @Override
        public boolean isSharable() {
            return true;
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            events.acceptFailed(cause);
            ctx.fireExceptionCaught(cause);
        }
    }
}
