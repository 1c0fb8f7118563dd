package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelConfig;
import io.netty.channel.ChannelOption;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.socket.nio.NioChannelOption;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import jdk.net.ExtendedSocketOptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the system is told of a connection: how soon it looks after a peer that is silent, and how it treats its bytes. */
class KeepAliveTest {
    private static final List<ChannelOption<Integer>> EPOLL =
            List.of(EpollChannelOption.TCP_KEEPIDLE, EpollChannelOption.TCP_KEEPINTVL, EpollChannelOption.TCP_KEEPCNT);
    private static final List<ChannelOption<Integer>> NIO = List.of(
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPIDLE),
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPINTERVAL),
            NioChannelOption.of(ExtendedSocketOptions.TCP_KEEPCOUNT));

    @Test
    void listener_ofEpoll_hasWhatItsConnectionsInherit() throws Exception {
        Leases leases = new Leases(BundledWorker.ECHO);
        try (LineServer server = Servers.start(Servers.options().withTransport(Transport.EPOLL), leases);
                LineClient client = new LineClient(server)) {
            ChannelConfig config = ((Session) leases.next()).channel().config();
            assertThat(client.ask("hello")).isEqualTo("hello");
            assertThat(config.getOption(ChannelOption.TCP_NODELAY)).isTrue();
            assertThat(config.getOption(new IntegerUnixChannelOption("SO_OOBINLINE", 1, 10)))
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void keepAlive_ofAConnectionAndOfAStream_areAsPromised(Transport transport) throws Exception {
        Leases leases = new Leases(BundledWorker.ECHO);
        try (LineServer server = Servers.start(Servers.options().withTransport(transport), leases);
                LineClient client = new LineClient(server)) {
            Session session = (Session) leases.next();
            List<ChannelOption<Integer>> options = transport == Transport.EPOLL ? EPOLL : NIO;
            assertThat(session.channel().config().getOption(ChannelOption.SO_KEEPALIVE))
                    .isTrue();
            assertThat(options)
                    .extracting(session.channel().config()::getOption)
                    .containsExactly(60, 15, 4);
            assertThat(client.ask("/watch bob")).isEqualTo("+NONE");
            client.halfClose();
            assertThat(Leases.end(session)).isEqualTo("eof");
            long deadline = System.nanoTime() + Servers.DEADLINE.toNanos();
            while (session.channel().config().getOption(options.get(0)) != 30 && System.nanoTime() < deadline) {
                LockSupport.parkNanos(1_000_000); // it is set behind the end, and nothing tells of that
            }
            assertThat(options)
                    .extracting(session.channel().config()::getOption)
                    .containsExactly(30, 15, 4);
        }
    }
}
