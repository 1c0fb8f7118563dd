package io.rollcall.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import jdk.net.ExtendedSocketOptions;

/** Has the system look after peers that vanished without a word: after 60 s of silence, then 4 times 15 s apart. */
final class KeepAlive {
    private static final int IDLE_SECONDS = 60;
    private static final int STREAM_SECONDS = 30;
    private static final int INTERVAL_SECONDS = 15;
    private static final int PROBES = 4;

    private static final int LINUX_SOL_SOCKET = 1;
    private static final int LINUX_SO_KEEPALIVE = 9;
    private static final int LINUX_IPPROTO_TCP = 6;
    private static final int LINUX_TCP_KEEPIDLE = 4;
    private static final int LINUX_TCP_KEEPINTVL = 5;
    private static final int LINUX_TCP_KEEPCNT = 6;

    private KeepAlive() {}

    /** Sets it on the listening socket, from which connections have it that come later, without a call for each. */
    static void inherit(ServerBootstrap bootstrap) {
        bootstrap
                .option(linux("SO_KEEPALIVE", LINUX_SOL_SOCKET, LINUX_SO_KEEPALIVE), 1)
                .option(linux("TCP_KEEPIDLE", LINUX_IPPROTO_TCP, LINUX_TCP_KEEPIDLE), IDLE_SECONDS)
                .option(linux("TCP_KEEPINTVL", LINUX_IPPROTO_TCP, LINUX_TCP_KEEPINTVL), INTERVAL_SECONDS)
                .option(linux("TCP_KEEPCNT", LINUX_IPPROTO_TCP, LINUX_TCP_KEEPCNT), PROBES);
    }

    private static ChannelOption<Integer> linux(String name, int level, int number) {
        return new IntegerUnixChannelOption(name, level, number);
    }

    /** Sets it on each connection. */
    static void set(ServerBootstrap bootstrap, Transport transport) {
        bootstrap.childOption(ChannelOption.SO_KEEPALIVE, true);
        if (transport.resolve() == Transport.EPOLL) {
            bootstrap
                    .childOption(EpollChannelOption.TCP_KEEPIDLE, IDLE_SECONDS)
                    .childOption(EpollChannelOption.TCP_KEEPINTVL, INTERVAL_SECONDS)
                    .childOption(EpollChannelOption.TCP_KEEPCNT, PROBES);
        } else {
            bootstrap
                    .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), IDLE_SECONDS)
                    .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL), INTERVAL_SECONDS)
                    .childOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT), PROBES);
        }
    }

    /** Looks after a peer sooner that sends nothing any more, and whose end no other way may show. */
    static void ofStream(Channel channel) {
        if (channel instanceof EpollSocketChannel) {
            channel.config().setOption(EpollChannelOption.TCP_KEEPIDLE, STREAM_SECONDS);
        } else if (channel instanceof NioSocketChannel) {
            channel.config().setOption(NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE), STREAM_SECONDS);
        }
    }
}
