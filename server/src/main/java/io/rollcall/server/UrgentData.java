package io.rollcall.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.io.IOException;
import java.net.SocketOption;
import java.nio.channels.SocketChannel;

/**
 * Leaves urgent data in its place among the rest. A telnet sends its synch as two bytes of which the last is urgent; the
 * system would take that one out, and the other would spoil the next line.
 */
final class UrgentData {
    private static final String OPTION = "SO_OOBINLINE";
    private static final int LINUX_SOL_SOCKET = 1;
    private static final int LINUX_SO_OOBINLINE = 10;

    private UrgentData() {}

    /** Sets it on the listening socket, from which connections have it that come later, without a call for each. */
    static void inherit(ServerBootstrap bootstrap) {
        bootstrap.option(linux(), 1);
    }

    private static ChannelOption<Integer> linux() {
        return new IntegerUnixChannelOption(OPTION, LINUX_SOL_SOCKET, LINUX_SO_OOBINLINE);
    }

    /** Sets it on each connection. */
    static void keepInline(ServerBootstrap bootstrap, Transport transport) throws IOException {
        if (transport.resolve() == Transport.EPOLL) {
            bootstrap.childOption(linux(), 1);
            return;
        }
        try (SocketChannel any = SocketChannel.open()) { // the JDK names this option only where it supports it
            for (SocketOption<?> option : any.supportedOptions()) {
                if (option.name().equals(OPTION) && option.type() == Boolean.class) {
                    set(bootstrap, option);
                }
            }
        }
    }

    @SuppressWarnings("unchecked") // its type was asked for
    private static void set(ServerBootstrap bootstrap, SocketOption<?> option) {
        bootstrap.childOption(NioChannelOption.of((SocketOption<Boolean>) option), true);
    }
}
