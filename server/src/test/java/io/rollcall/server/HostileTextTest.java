package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Counter;
import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import io.rollcall.server.observer.Json;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What those who look at a server see of hostile texts: those that a peer may give it, and, as that refuses nothing,
 * those that an application puts into the registry or throws.
 */
class HostileTextTest {
    /** A clipboard's content, a colour in C1, a forged reply and event, other ends of lines, and a direction. */
    private static final String ESCAPES =
            "\u001b]52;c;eA==\u0007\u009b31m\r\n+OK\n>msg admin x\u0085\u2028\u2029\u202e\u0000\u007f";

    private static final String MARKUP = "<img/src=x/onerror=alert(1)>\"'\\{}{x=\"y\"}";
    private static final String SHOWN = "?]52;c;eA==??31m??+OK?>msg admin x??????" + MARKUP;

    /** What no terminal, no line and no log may have; a tab is allowed. */
    private static final String UNFIT =
            "(?s).*[\\p{Cc}\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069&&[^\\t\\n]].*";

    @TempDir
    private Path directory;

    private final HttpClient browser = HttpClient.newHttpClient();
    private final StringWriter out = new StringWriter();
    private LineServer server;
    private LineClient peer;
    private Operator operator;

    private static WorkerFactory hostile() {
        return connection -> {
            if (connection.id().equals("c1")) {
                connection.owner().register(Name.of(ESCAPES + MARKUP), ESCAPES + MARKUP);
                connection.owner().register(Property.of(ESCAPES + MARKUP), ESCAPES + MARKUP);
                connection.owner().register(Counter.of(ESCAPES + MARKUP), 1L);
            }
            return (message, reply) -> {
                throw new IllegalStateException(ESCAPES + MARKUP);
            };
        };
    }

    @BeforeEach
    void serve() throws Exception {
        Observing observing = new Observing(ObserverAddress.parse("127.0.0.1:0"), null);
        Path control = directory.resolve("control.sock");
        Wiring wiring = new Wiring(new ControlSocket(control, Map.of()), ProxyPeers.NONE, Map.of(), observing);
        server = LineServer.create(Servers.options(), hostile(), new ObservedEvents(), wiring)
                .start();
        peer = new LineClient(server);
        assertThat(peer.ask("/ping")).isEqualTo("+PONG");
        operator = new Operator(control);
    }

    @AfterEach
    void stop() throws Exception {
        operator.close();
        peer.close();
        server.close();
    }

    private static void assertClean(String text) {
        assertThat(text).doesNotMatch(UNFIT);
    }

    private String get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + server.observer().getPort() + path);
        HttpResponse<byte[]> answer =
                browser.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArray());
        assertThat(answer.statusCode()).as(path).isEqualTo(200);
        if (path.startsWith("/api")) {
            Json.read(answer.body());
        }
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private List<String> list(String command) throws Exception {
        List<String> lines = new ArrayList<>(List.of(peer.ask(command)));
        int rows = Integer.parseInt(lines.get(0).substring(1));
        for (int i = 0; i < rows; i++) {
            lines.add(peer.hear());
        }
        return lines;
    }

    @Test
    void lists_forAPeer_showEachEntryOnOneCleanLine() throws Exception {
        assertThat(list("/me"))
                .contains("name " + SHOWN + " " + SHOWN, "prop " + SHOWN + " " + SHOWN, "counter " + SHOWN + " 1");
        assertThat(list("/names")).containsExactly("*1", "c1 " + SHOWN);
        for (String command : List.of("/me", "/names", "/info", "/limits", "/help")) {
            list(command).forEach(HostileTextTest::assertClean);
        }
        assertThat(peer.ask("/send c1 hi")).isEqualTo("+OK");
        assertThat(peer.hear()).isEqualTo(">msg " + SHOWN + " hi");
        assertThat(peer.ask("fail")).isEqualTo("-CRASHED the worker failed and was replaced");
        assertThat(peer.ask("/ping")).isEqualTo("+PONG");
    }

    @Test
    void controlSocket_andCtl_showEachRowOnOneCleanLine() throws Exception {
        assertThat(operator.list("/clients"))
                .hasSize(3)
                .anyMatch(row -> row.matches("c1 127\\.0\\.0\\.1:\\d+ age_s=\\d+ holds=3 as=" + quoted(SHOWN)));
        for (String command : List.of("/clients", "/names", "/info", "/limits", "/audit", "/members socket_listener")) {
            operator.list(command).forEach(HostileTextTest::assertClean);
        }
        assertThat(operator.ask("/where c1")).isEqualTo("+c1");
        for (String command : List.of("clients", "names", "info", "limits", "audit")) {
            out.getBuffer().setLength(0);
            PrintWriter printed = new PrintWriter(out, true);
            assertThat(Main.execute(printed, printed, Map.of(), "ctl", "--control=" + server.control(), command))
                    .isZero();
            assertClean(out.toString());
        }
        assertThat(operator.ask("/kick c1 " + ESCAPES)).startsWith("-BADLINE 9 ");
    }

    private static String quoted(String text) {
        return Pattern.quote(text);
    }

    @Test
    void observer_everyPath_isCleanJsonAndShowsTextAsText() throws Exception {
        assertThat(peer.ask("fail")).startsWith("-CRASHED ");
        assertThat(peer.ask("/name " + MARKUP)).isEqualTo("+OK");
        assertThat(peer.ask("/join " + MARKUP + " " + MARKUP)).isEqualTo("+1");
        try (LineClient shortLived = new LineClient(server)) {
            assertThat(shortLived.ask("/name x" + MARKUP)).isEqualTo("+OK");
            assertThat(shortLived.ask("/quit")).isEqualTo("+BYE");
            assertThat(shortLived.hear()).isNull();
        }
        String markup = MARKUP.replace("\\", "\\\\").replace("\"", "\\\"");
        for (String path : List.of(
                "/api/info",
                "/api/limits",
                "/api/tree",
                "/api/connections",
                "/api/connection?id=c1",
                "/api/names",
                "/api/properties",
                "/api/samples",
                "/api/events",
                "/api/dead",
                "/api/history?name=" + URLEncoder.encode(MARKUP, StandardCharsets.UTF_8),
                "/api/top")) {
            String body = get(path);
            assertClean(body);
            if (List.of("/api/names", "/api/properties", "/api/connections").contains(path)) {
                assertThat(body).as(path).contains(markup);
            }
        }
        String metrics = get("/metrics");
        assertClean(metrics);
        assertThat(metrics).doesNotContain("img", "52;c");
    }
}
