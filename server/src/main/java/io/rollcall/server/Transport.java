package io.rollcall.server;

import io.netty.channel.IoHandlerFactory;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.util.Locale;

/**
 * Says how sockets are served.
 *
 * @since 0.1
 */
public enum Transport {
    /** Epoll where it is available, else NIO. */
    AUTO,
    /** Linux's epoll, through Netty's native library. */
    EPOLL,
    /** The JDK's own selectors, on every platform. */
    NIO;

    /**
     * Returns the name in lower case, as options and logs have it.
     *
     * @return such as {@code epoll}
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /**
     * Says what this stands for on this machine.
     *
     * @return EPOLL or NIO
     * @throws IllegalStateException if epoll is asked for and not available
     */
    Transport resolve() {
        if (this == NIO || (this == AUTO && !Epoll.isAvailable())) {
            return NIO;
        }
        if (!Epoll.isAvailable()) {
            throw new IllegalStateException("epoll is not available here", Epoll.unavailabilityCause());
        }
        return EPOLL;
    }

    IoHandlerFactory ioHandler() {
        return resolve() == EPOLL ? new LastingEpoll() : NioIoHandler.newFactory();
    }

    Class<? extends ServerSocketChannel> serverChannel() {
        return resolve() == EPOLL ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }
}
