package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.Name;
import io.rollcall.server.observer.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The observer of a server that runs: it shows what is there, and what was. */
class ObserverServerTest {
    private final HttpClient browser = HttpClient.newHttpClient();

    static LineServer start(ServerOptions options, ObserverAddress address, @Nullable String token) throws IOException {
        Wiring wiring = new Wiring(null, ProxyPeers.NONE, Map.of(), new Observing(address, token));
        return LineServer.create(options, BundledWorker.ECHO, new ObservedEvents(), wiring)
                .start();
    }

    private static LineServer start() throws IOException {
        return start(Servers.options(), ObserverAddress.parse("127.0.0.1:0"), null);
    }

    private HttpResponse<String> get(LineServer server, String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.observer().getPort() + path);
        return browser.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
    }

    /** Asks until the answer is as wanted: what is noted behind a change comes a moment after it. */
    private Map<?, ?> await(LineServer server, String path, Predicate<Map<?, ?>> wanted) throws Exception {
        long deadline = System.nanoTime() + Servers.DEADLINE.toNanos();
        Map<?, ?> answer = Map.of();
        while (System.nanoTime() < deadline && !wanted.test(answer)) {
            answer = (Map<?, ?>) Json.read(get(server, path).body().getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(wanted.test(answer)).as("%s", answer).isTrue();
        return answer;
    }

    private static List<?> rows(Map<?, ?> answer) {
        return answer.get("rows") instanceof List<?> rows ? rows : List.of();
    }

    @ParameterizedTest
    @EnumSource(value = Transport.class, names = "AUTO", mode = EnumSource.Mode.EXCLUDE)
    void info_equalsTheCommandsRows(Transport transport) throws Exception {
        try (LineServer server =
                        start(Servers.options().withTransport(transport), ObserverAddress.parse("127.0.0.1:0"), null);
                LineClient client = new LineClient(server)) {
            for (String line : List.of("/name alice", "/name bob", "/join room", "/add jobs 3", "/watch carol")) {
                client.ask(line);
            }
            int rows = Integer.parseInt(client.ask("/info").substring(1));
            Map<?, ?> info = await(server, "/api/info", answer -> answer.containsKey("server"));
            for (int i = 0; i < rows; i++) {
                String[] row = client.hear().split(" ", 2);
                Object shown = ((Map<?, ?>) info.get("server")).containsKey(row[0])
                        ? ((Map<?, ?>) info.get("server")).get(row[0])
                        : ((Map<?, ?>) info.get("registry")).get(row[0]);
                if (!row[0].equals("uptime_s")) {
                    assertThat(String.valueOf(shown)).as(row[0]).isEqualTo(row[1]);
                }
            }
            assertThat(((Map<?, ?>) info.get("registry")).get("watches")).isEqualTo(1);
        }
    }

    @Test
    void connection_thatHasEnded_isAmongTheDeadWithWhatItHeld() throws Exception {
        try (LineServer server = start()) {
            try (LineClient client = new LineClient(server)) {
                client.ask("/name alice");
                client.ask("/join room");
                assertThat(client.ask("/quit")).isEqualTo("+BYE");
            }
            Map<?, ?> dead = await(server, "/api/dead", answer -> rows(answer).size() == 1);
            assertThat(rows(dead).get(0))
                    .extracting("id", "reason", "as", "holds", "held", "lines")
                    .containsExactly("c1", "quit", "alice", 2, List.of("name alice", "prop room"), 3);
        }
    }

    /** Connects when another has been answered, so that it is numbered after that. */
    private static LineClient after(LineClient other, String line, LineServer server) throws IOException {
        assertThat(other.ask(line)).isEqualTo("+OK");
        return new LineClient(server);
    }

    @Test
    void name_thatPassesOn_hasAHistoryOfItsHolders() throws Exception {
        try (LineServer server = start();
                LineClient first = new LineClient(server);
                LineClient second = after(first, "/name alice", server)) {
            assertThat(second.ask("/queue alice")).isEqualTo("+QUEUED 1");
            first.ask("/drop alice");
            assertThat(second.hear()).isEqualTo(">granted alice");
            Map<?, ?> history = await(
                    server, "/api/history?name=alice", answer -> rows(answer).size() == 2);
            assertThat(rows(history)).extracting("holder").containsExactly("c1", "c2");
            assertThat(rows(history).get(0)).extracting("reason").isEqualTo("granted");
            assertThat(rows(history).get(1)).extracting("until").isNull();
        }
    }

    @Test
    void metrics_ofManyNames_haveLabelsOfFixedSetsAlone() throws Exception {
        try (LineServer server = start();
                LineClient client = new LineClient(server)) {
            client.ask("/name alice");
            client.ask("/join room-of-many");
            String before = get(server, "/metrics").body();
            for (int i = 0; i < 50; i++) {
                client.ask("/name user" + i);
                client.ask("/add counter" + i);
            }
            String after = get(server, "/metrics").body();
            assertThat(series(after)).isEqualTo(series(before));
            assertThat(after)
                    .contains(
                            "\nrollcall_connections 1.0\n", "\nrollcall_registry_names 51.0\n", "jvm_memory_used_bytes")
                    .contains("netty_eventexecutor_tasks_pending", "rollcall_limit_met_total{limit=\"names\"} 0.0")
                    .doesNotContain("alice", "room-of-many", "user1", "127.0.0.1", "\"c1\"");
        }
    }

    private static List<String> series(String metrics) {
        return Pattern.compile("^(?!#)(\\S*rollcall\\S*|netty_event\\S*) ", Pattern.MULTILINE)
                .matcher(metrics)
                .results()
                .map(found -> found.group(1))
                .sorted()
                .toList();
    }

    @Test
    void readiness_whileItDrains_isFalseAndItsHealthIsGood() throws Exception {
        WorkerFactory never = connection -> (message, reply) -> reply.later();
        Wiring wiring =
                new Wiring(null, ProxyPeers.NONE, Map.of(), new Observing(ObserverAddress.parse("127.0.0.1:0"), null));
        ObservedEvents events = new ObservedEvents();
        try (LineServer server = LineServer.create(
                                Servers.options().withDrain(Duration.ofSeconds(20)), never, events, wiring)
                        .start();
                LineClient client = new LineClient(server)) {
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
            client.say("waits for ever");
            await(server, "/api/connections", answer -> rows(answer).size() == 1);
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(server::stop);
            assertThat(client.hear()).isEqualTo(">bye drain");
            assertThat(get(server, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
            client.reset();
            stopped.join();
            assertThatThrownBy(() -> get(server, "/healthz")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void kick_withTheToken_endsTheConnectionWithItsReason() throws Exception {
        String token = "0123456789abcdef";
        try (LineServer server = start(Servers.options(), ObserverAddress.parse("127.0.0.1:0"), token);
                LineClient client = new LineClient(server)) {
            client.ask("/name alice");
            URI uri = URI.create(
                    "http://127.0.0.1:" + server.observer().getPort() + "/api/kick?id=c1&reason=bad+manners");
            HttpRequest kick = HttpRequest.newBuilder(uri)
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .header("Authorization", "Bearer " + token)
                    .header("Origin", "http://" + uri.getAuthority())
                    .build();
            assertThat(browser.send(kick, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(200);
            assertThat(client.hear()).isEqualTo(">bye kicked bad manners");
            assertThat(server.registry().whereIs(Name.of("alice"))).isEmpty();
            assertThat(browser.send(kick, HttpResponse.BodyHandlers.ofString()).statusCode())
                    .isEqualTo(404);
        }
    }

    @Test
    void address_taken_isLeftForAnyPortUnlessItWasAskedFor() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            try (LineServer server = start(Servers.options(), new ObserverAddress("127.0.0.1", port, false), null)) {
                assertThat(server.observer().getPort()).isPositive().isNotEqualTo(port);
            }
            assertThatThrownBy(() -> start(Servers.options(), ObserverAddress.parse("127.0.0.1:" + port), null))
                    .isInstanceOf(ObserverBindException.class);
        }
    }
}
