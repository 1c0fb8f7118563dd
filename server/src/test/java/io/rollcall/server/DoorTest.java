package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.net.Inet4Address;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Who is not let in hears why, and disturbs nobody. */
class DoorTest {
    private final RecordedEvents events = new RecordedEvents();
    private final Leases leases = new Leases(BundledWorker.ECHO);

    private LineServer start(Transport transport, Limit limit, long value) throws Exception {
        return Servers.start(Servers.options().withTransport(transport).with(limit, value), leases, events);
    }

    /** Connects until it is let in: a place is free a moment after the end of whoever had it. */
    private static LineClient connectAgain(LineServer server) throws Exception {
        long deadline = System.nanoTime() + Servers.DEADLINE.toNanos();
        while (System.nanoTime() < deadline) {
            LineClient client = new LineClient(server);
            try {
                if ("in".equals(client.ask("in"))) {
                    return client;
                }
            } catch (SocketException closedWithoutAWord) {
                // of so many attempts in a second not all are told
            }
            client.close();
        }
        throw new AssertionError("it is let in no more");
    }

    private static List<LineClient> connect(LineServer server, int times) throws Exception {
        List<LineClient> clients = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            clients.add(new LineClient(server));
            assertThat(clients.get(i).ask("hello")).isEqualTo("hello");
        }
        return clients;
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void connect_atTheLimit_isToldWhichAndLetInAfterOneHasLeft(Transport transport) throws Exception {
        try (LineServer server = start(transport, Limit.CONNECTIONS, 3)) {
            List<LineClient> clients = connect(server, 3);
            try (LineClient fourth = new LineClient(server)) {
                fourth.halfClose();
                assertThat(new String(fourth.hearAll(), StandardCharsets.UTF_8))
                        .isEqualTo("-FULL connections 3, try again later\n");
            }
            assertThat(RecordedEvents.next(events.refused)).isEqualTo("max-connections");
            assertThat(server.registry().count(Connection.SOCKET_LISTENER)).isEqualTo(3);
            assertThat(clients.get(0).ask("still here")).isEqualTo("still here");
            clients.remove(0).close();
            clients.add(connectAgain(server));
            for (LineClient client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void connect_oneAddressAtTheLimit_isToldWhich(Transport transport) throws Exception {
        try (LineServer server = start(transport, Limit.CONNECTIONS_PER_ADDRESS, 2)) {
            List<LineClient> clients = connect(server, 2);
            try (LineClient third = new LineClient(server)) {
                // what it says is thrown away, and destroys no word of the answer
                third.say("/name squatter", "x".repeat(5_000));
                assertThat(third.hear()).isEqualTo("-FULL per-address 2, try again later");
                assertThat(third.hear()).isNull();
            }
            assertThat(clients.get(0).ask("/where squatter")).startsWith("-NONE");
            clients.remove(1).close();
            clients.add(connectAgain(server));
            for (LineClient client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void connect_moreThanASecondsWorth_isToldWhichAndLetInLater(Transport transport) throws Exception {
        try (LineServer server = start(transport, Limit.ACCEPTS, 1)) {
            List<LineClient> clients = connect(server, 1);
            String word = null;
            while (word == null || !word.startsWith("-")) { // on a busy machine a second may pass in between
                LineClient next = new LineClient(server);
                word = next.ask("in");
                clients.add(next);
            }
            assertThat(word).isEqualTo("-FULL accept-rate 1, try again later");
            clients.add(connectAgain(server));
            for (LineClient client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void connect_fromElsewhereTooOften_isToldWhich(Transport transport) throws Exception {
        Optional<String> here = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
                .map(address -> address.getHostAddress())
                .findFirst();
        assumeThat(here).as("an address besides loopback").isPresent();
        ServerOptions options = Servers.options().withTransport(transport).withHost(here.orElseThrow());
        try (LineServer server = Servers.start(options.with(Limit.ACCEPTS_PER_ADDRESS, 1), leases, events)) {
            List<Socket> sockets = new ArrayList<>();
            while (events.refused.isEmpty()) {
                Socket socket = new Socket();
                socket.connect(new InetSocketAddress(here.orElseThrow(), server.port()));
                sockets.add(socket);
            }
            assertThat(RecordedEvents.next(events.refused)).isEqualTo("accept-rate-per-address");
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void connect_refusedAndHoldsOn_isClosedWithinSecondsAndBlocksNobody(Transport transport) throws Exception {
        try (LineServer server = start(transport, Limit.CONNECTIONS, 1);
                LineClient first = connect(server, 1).get(0)) {
            List<LineClient> refused = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                refused.add(new LineClient(server));
            }
            assertThat(first.ask("served")).isEqualTo("served");
            assertThat(refused.get(0).hear()).startsWith("-FULL connections 1");
            for (LineClient client : refused) { // some are told and the others closed without a word
                client.hearAll();
                client.close();
            }
            assertThat(first.ask("served")).isEqualTo("served");
        }
    }
}
