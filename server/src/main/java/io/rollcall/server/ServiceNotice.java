package io.rollcall.server;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Tells a service manager how this process is, over the datagram socket that {@code NOTIFY_SOCKET} names. */
final class ServiceNotice {
    private static final long STATUS_SECONDS = 10;
    private static final long PATIENCE_SECONDS = 1;

    private final EventLoopGroup loop;
    private final Channel socket;
    /** What it was told last. */
    private volatile String last = "";

    private ServiceNotice(EventLoopGroup loop, Channel socket) {
        this.loop = loop;
        this.socket = socket;
    }

    /**
     * Connects to who wants to know; null if nobody does.
     *
     * @throws IOException if that one cannot be told
     */
    static @Nullable ServiceNotice of(Map<String, String> environment) throws IOException {
        String path = environment.getOrDefault("NOTIFY_SOCKET", "");
        if (path.isEmpty()) {
            return null;
        }
        if (!Epoll.isAvailable()) {
            throw new IOException("that needs epoll");
        }
        boolean isAbstract = path.startsWith("@");
        if (!isAbstract && !path.startsWith("/")) {
            throw new IOException("it is neither a path nor begins with @");
        }
        EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
                1, new DefaultThreadFactory("line-notice", true), EpollIoHandler.newFactory());
        var connected = new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(new DomainSocketAddress(isAbstract ? "\0" + path.substring(1) : path))
                .awaitUninterruptibly();
        if (!connected.isSuccess()) {
            loop.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS);
            throw new IOException(connected.cause().getMessage(), connected.cause());
        }
        return new ServiceNotice(loop, connected.channel());
    }

    /** Says that it serves, and from then on how it is, whenever that has changed. */
    void ready(Supplier<String> status) {
        last = status.get();
        send("READY=1\nSTATUS=" + last);
        loop.scheduleAtFixedRate(() -> tell(status.get()), STATUS_SECONDS, STATUS_SECONDS, TimeUnit.SECONDS);
    }

    private void tell(String status) {
        if (!status.equals(last)) {
            last = status;
            socket.writeAndFlush(Unpooled.copiedBuffer("STATUS=" + status, StandardCharsets.UTF_8));
        }
    }

    /** Says that it stops. */
    void stopping(String status) {
        send("STOPPING=1\nSTATUS=" + status);
    }

    private void send(String text) {
        socket.writeAndFlush(Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
                .awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    void close() {
        loop.shutdownGracefully(0, PATIENCE_SECONDS, TimeUnit.SECONDS)
                .awaitUninterruptibly(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
}
