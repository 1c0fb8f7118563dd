package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A listener comes back when its socket dies. */
class ListenerTest {
    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void channelDies_portFree_isBoundAgain(Transport transport) throws Exception {
        RecordedEvents events = new RecordedEvents();
        Leases leases = new Leases(BundledWorker.ECHO);
        try (LineServer server = Servers.start(Servers.options().withTransport(transport), leases, events);
                LineClient before = new LineClient(server)) {
            String listening = RecordedEvents.next(events.listener);
            int port = server.port();
            assertThat(before.ask("a")).isEqualTo("a");

            close(leases.next());

            assertThat(RecordedEvents.next(events.listener)).isEqualTo("lost 100");
            assertThat(RecordedEvents.next(events.listener)).isEqualTo(listening);
            assertThat(server.port()).isEqualTo(port);
            try (LineClient after = new LineClient(server)) {
                assertThat(after.ask("b")).isEqualTo("b");
            }
            assertThat(before.ask("still here")).isEqualTo("still here");

            close(leases.next());
            assertThat(RecordedEvents.next(events.listener)).isEqualTo("lost 100");
            assertThat(RecordedEvents.next(events.listener)).isEqualTo(listening);
        }
        assertThat(events.listener).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void channelDies_portTakenMeanwhile_triesLessAndLessOften(Transport transport) throws Exception {
        TakenPort taken = new TakenPort();
        RecordedEvents events = new RecordedEvents() {
            @Override
            void listenerLost(SocketAddress address, long retryMillis) {
                super.listenerLost(address, retryMillis);
                if (retryMillis == 400) {
                    taken.giveBack();
                }
            }
        };
        Leases leases = new Leases(BundledWorker.ECHO);
        try (LineServer server = Servers.start(Servers.options().withTransport(transport), leases, events);
                LineClient before = new LineClient(server)) {
            String listening = RecordedEvents.next(events.listener);
            assertThat(before.ask("a")).isEqualTo("a");
            Channel listener = ((Session) leases.next()).channel().parent();
            listener.closeFuture().addListener(closed -> taken.takeSoon(listener, server.port()));
            listener.close();
            assertThat(RecordedEvents.next(events.listener)).isEqualTo("lost 100");
            assertThat(RecordedEvents.next(events.listener)).isEqualTo("lost 200");
            assertThat(RecordedEvents.next(events.listener)).isEqualTo("lost 400");
            assertThat(RecordedEvents.next(events.listener)).isEqualTo(listening);
            try (LineClient after = new LineClient(server)) {
                assertThat(after.ask("b")).isEqualTo("b");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void stop_whileTheListenerIsDown_stops(Transport transport) throws Exception {
        RecordedEvents events = new RecordedEvents();
        Leases leases = new Leases(BundledWorker.ECHO);
        try (LineServer server = Servers.start(Servers.options().withTransport(transport), leases, events);
                LineClient client = new LineClient(server)) {
            RecordedEvents.next(events.listener);
            close(leases.next());
            assertThat(RecordedEvents.next(events.listener)).isEqualTo("lost 100");
            client.halfClose();
            assertThat(server.stop()).isTrue();
        }
        assertThat(events.listener).isEmpty();
    }

    /** Takes the port before the listener tries for the first time. */
    private static final class TakenPort {
        private final Deque<ServerSocket> taken = new ArrayDeque<>();

        /** On the listener's loop, when that has let the old socket go: NIO closes it when it selects again. */
        void takeSoon(Channel listener, int port) {
            listener.eventLoop().schedule(() -> take(port), 1, TimeUnit.MILLISECONDS);
        }

        private void take(int port) {
            try {
                ServerSocket socket = new ServerSocket();
                socket.setReuseAddress(true);
                socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                taken.add(socket);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void giveBack() {
            try {
                taken.remove().close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** Closes the listening socket that a connection came from. */
    private static void close(Connection accepted) {
        ((Session) accepted).channel().parent().close().awaitUninterruptibly();
    }
}
