package io.rollcall.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.ServerChannelRecvByteBufAllocator;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;

/** Makes the listeners of one server: each has the same door and the same pipeline behind it. */
final class Listeners {
    private static final int BACKLOG = 4096;

    private final EventLoopGroup acceptor;
    private final EventLoopGroup io;
    private final Transport transport;
    private final Door door;
    private final ChannelHandler pipeline;
    private final ServerEvents events;

    Listeners(
            EventLoopGroup acceptor,
            EventLoopGroup io,
            Transport transport,
            Door door,
            ChannelHandler pipeline,
            ServerEvents events) {
        this.acceptor = acceptor;
        this.io = io;
        this.transport = transport;
        this.door = door;
        this.pipeline = pipeline;
        this.events = events;
    }

    /** Listens on a host's port; returns once bound. */
    Listener listen(String host, int port) throws IOException {
        InetSocketAddress address = new InetSocketAddress(host, port);
        if (address.isUnresolved()) {
            throw new IOException("unknown host " + address.getHostString());
        }
        ServerBootstrap bootstrap =
                bootstrap().channel(transport.serverChannel()).option(ChannelOption.SO_REUSEADDR, true);
        if (transport.resolve() == Transport.EPOLL) {
            KeepAlive.inherit(bootstrap);
            UrgentData.inherit(bootstrap);
        } else {
            setOnEach(bootstrap);
        }
        Listener listener = new Listener(bootstrap, transport, null, events);
        listener.start(address);
        return listener;
    }

    /** Listens on a socket that was passed on; returns once it does. */
    Listener listen(InheritedSocket socket) throws IOException {
        if (transport.resolve() != Transport.EPOLL) {
            throw new IllegalStateException("a socket that was passed on needs the epoll transport");
        }
        ServerBootstrap bootstrap = bootstrap().channelFactory(() -> new EpollServerSocketChannel(socket.descriptor()));
        setOnEach(bootstrap); // some may have come before this
        if (socket.blocks()) { // then it must not be asked for a connection more than it has announced
            bootstrap.option(ChannelOption.RECVBUF_ALLOCATOR, new ServerChannelRecvByteBufAllocator());
        }
        Listener listener = new Listener(bootstrap, transport, null, events);
        listener.startInherited();
        if (!(listener.address() instanceof InetSocketAddress)) {
            listener.stop();
            throw new IllegalStateException("the socket that was passed on is not of TCP");
        }
        return listener;
    }

    private void setOnEach(ServerBootstrap bootstrap) throws IOException {
        KeepAlive.set(bootstrap, transport);
        UrgentData.keepInline(bootstrap, transport);
    }

    /** Listens on a unix-domain socket, which only its owner's processes may use; returns once bound. */
    Listener listen(Path path) throws SocketFileException {
        if (transport.resolve() != Transport.EPOLL) { // there Netty closes it whole when the peer closes one half
            throw new SocketFileException(path, new IOException("a unix-domain socket needs the epoll transport"));
        }
        ServerBootstrap bootstrap = bootstrap().channelFactory(Listeners::epollSocket);
        Listener listener = new Listener(bootstrap, transport, new SocketFile(path), events);
        try {
            listener.start(new DomainSocketAddress(path.toString()));
        } catch (IOException failed) {
            listener.stop();
            throw new SocketFileException(path, failed);
        }
        return listener;
    }

    /** Listens for operators, on every transport, behind a door of their own. */
    Listener control(Path path, Door ownDoor) throws SocketFileException {
        ServerBootstrap bootstrap = bootstrap()
                .handler(ownDoor)
                .childAttr(Session.CONTROL, true)
                .channelFactory(
                        transport.resolve() == Transport.EPOLL
                                ? Listeners::epollSocket
                                : NioServerDomainSocketChannel::new);
        if (transport.resolve() == Transport.NIO) {
            bootstrap.childOption(ChannelOption.ALLOW_HALF_CLOSURE, null); // there these sockets have no such option
        }
        Listener listener = new Listener(bootstrap, transport, new SocketFile(path), events);
        try {
            listener.start(
                    transport.resolve() == Transport.EPOLL
                            ? new DomainSocketAddress(path.toString())
                            : UnixDomainSocketAddress.of(path));
        } catch (IOException failed) {
            listener.stop();
            throw new SocketFileException(path, failed);
        }
        return listener;
    }

    private static ServerChannel epollSocket() {
        EpollServerDomainSocketChannel socket = new EpollServerDomainSocketChannel();
        SocketFile.closeToOthers(socket.fd().intValue());
        return socket;
    }

    private ServerBootstrap bootstrap() {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(acceptor, io)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .handler(door)
                .childHandler(pipeline);
        return door.expectsProxies() ? bootstrap.childAttr(ProxyForgery.LOOKED_FOR, true) : bootstrap;
    }
}
