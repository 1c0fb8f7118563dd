package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A server behind a proxy, over real sockets: limits, lists and logs go by the address that the proxy says. */
class ProxyServerTest {
    private final BlockingQueue<String> refused = new LinkedBlockingQueue<>();
    private final ServerEvents events = new ServerEvents() {
        @Override
        void proxyHeaderRefused(io.netty.channel.Channel peer, String words) {
            refused.add(ProxyHandshake.addressOf(peer) + " " + words);
        }
    };

    private LineServer start(Transport transport, String proxies) throws Exception {
        return start(transport, proxies, 256);
    }

    private LineServer start(Transport transport, String proxies, int perAddress) throws Exception {
        ServerOptions options =
                Servers.options().withTransport(transport).with(Limit.CONNECTIONS_PER_ADDRESS, perAddress);
        Wiring wiring = new Wiring(null, ProxyPeers.parse(proxies), Map.of());
        return LineServer.create(options, BundledWorker.ECHO, events, wiring).start();
    }

    private static String header(String client) {
        return "PROXY TCP4 " + client + " 10.0.0.1 4711 9999\r\n";
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void connect_throughAProxy_countsForTheRealAddress(Transport transport) throws Exception {
        try (LineServer server = start(transport, "127.0.0.0/8", 2)) {
            List<LineClient> clients = new ArrayList<>();
            for (int i = 0; i < 6; i++) { // three addresses, two of each
                LineClient client = new LineClient(server).send(header("192.0.2." + i / 2) + "one\ntwo\n");
                assertThat(client.hear()).isEqualTo("one");
                assertThat(client.hear()).isEqualTo("two");
                clients.add(client);
            }
            Connection first =
                    server.registry().entries(Connection.SOCKET_LISTENER).get(0).subject();
            assertThat(String.valueOf(first.remoteAddress()))
                    .startsWith("/192.0.2.")
                    .endsWith(":4711");
            try (LineClient third = new LineClient(server).send(header("192.0.2.1") + "/name bob\n")) {
                assertThat(third.hear()).isEqualTo("-FULL per-address 2, try again later");
                assertThat(third.hear()).isNull();
            }
            assertThat(refused.poll(20, TimeUnit.SECONDS))
                    .isEqualTo("/192.0.2.1:4711 -FULL per-address 2, try again later");
            clients.remove(2).close();
            String word = null;
            long deadline = System.nanoTime() + Servers.DEADLINE.toNanos();
            while (!"in".equals(word) && System.nanoTime() < deadline) { // a place is free a moment after the end
                LineClient again = new LineClient(server).send(header("192.0.2.1") + "in\n");
                word = again.hear();
                clients.add(again);
            }
            assertThat(word).isEqualTo("in");
            for (LineClient client : clients) {
                client.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void connect_listedWithoutAHeader_isRefusedAndRunsNothing(Transport transport) throws Exception {
        try (LineServer server = start(transport, "127.0.0.1");
                LineClient client = new LineClient(server).say("/name alice")) {
            assertThat(client.hear()).startsWith("-WRONGPROTOCOL this peer is to begin with a PROXY header");
            assertThat(client.hear()).isNull();
            assertThat(server.registry().census().owners()).isZero();
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void connect_headerFromOthersOrTwice_isRefused(Transport transport) throws Exception {
        try (LineServer server = start(transport, "192.0.2.0/24,unix")) {
            String local = ProxyHandshakeTest.binary(0x20, 0, "");
            for (String forged : new String[] {header("1.2.3.4"), "PROXY UNKNOWN\r\n", local}) {
                try (LineClient client = new LineClient(server).send(Peer.bytes(forged + "/name alice\n"))) {
                    assertThat(client.hear())
                            .isEqualTo("-WRONGPROTOCOL a PROXY header is taken from listed peers only, once");
                    assertThat(client.hear()).isNull();
                }
                assertThat(refused.poll(20, TimeUnit.SECONDS))
                        .matches(
                                "/127\\.0\\.0\\.1:\\d+ -WRONGPROTOCOL a PROXY header is taken from listed peers only, once");
            }
            try (LineClient client = new LineClient(server)) {
                assertThat(client.ask("PROXY of my own")).isEqualTo("PROXY of my own");
                assertThat(client.ask("PROXY TCP4 later is a line")).isEqualTo("PROXY TCP4 later is a line");
            }
            assertThat(server.registry().census().names()).isLessThanOrEqualTo(1);
        }
        try (LineServer server = start(transport, "127.0.0.1");
                LineClient client = new LineClient(server).send(header("1.2.3.4") + header("5.6.7.8") + "x\n")) {
            assertThat(client.hear()).isEqualTo("-WRONGPROTOCOL a PROXY header is taken from listed peers only, once");
        }
    }
}
