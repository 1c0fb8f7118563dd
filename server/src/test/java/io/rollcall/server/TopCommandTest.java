package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.server.observer.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code rollcall top} as a shell and a program see it, before a server that runs. */
class TopCommandTest {
    private static final String TOKEN = "0123456789abcdef";
    private static final Written PAGE = new Written("docs/operations.md");

    private final Map<String, String> environment = new HashMap<>();
    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    private int run(String... arguments) {
        out = new StringWriter();
        err = new StringWriter();
        return Main.execute(new PrintWriter(out), new PrintWriter(err, true), environment, arguments);
    }

    private static String observer(LineServer server) {
        return "127.0.0.1:" + server.observer().getPort();
    }

    private static LineServer start(String token) throws IOException {
        return ObserverServerTest.start(Servers.options(), ObserverAddress.parse("127.0.0.1:0"), token);
    }

    private Map<?, ?> json() throws IOException {
        assertThat(out.toString()).hasLineCount(1).endsWith("\n");
        return (Map<?, ?>) Json.read(out.toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Object at(Object document, String... path) {
        Object found = document;
        for (String name : path) {
            found = found instanceof List<?> rows ? rows.get(Integer.parseInt(name)) : ((Map<?, ?>) found).get(name);
        }
        return found;
    }

    @Test
    void once_aServer_printsItsFiguresAndConnectionsWithoutEscapes() throws Exception {
        try (LineServer server = start(null);
                LineClient client = new LineClient(server)) {
            for (String line : List.of("/name alice", "/name 你好", "/join room", "/add jobs 3")) {
                client.ask(line);
            }
            assertThat(run("top", "--once", "--observer", observer(server))).isZero();
            assertThat(err.toString()).isEmpty();
            assertThat(out.toString().lines().toList())
                    .hasSize(7)
                    .allMatch(line -> line.matches("[^\\p{Cc}]*") && line.length() <= 132);
            assertThat(out.toString())
                    .contains(" at " + observer(server) + ", up ")
                    .contains(
                            "\nconnections 1  names 2  properties 1  counters 1  memberships 2  waiting 0  watches 0\n")
                    .contains("\n1 of 1\nID ")
                    .containsPattern("\nc1 .* 127\\.0\\.0\\.1:\\d+ +alice 你好 #room \\+jobs\n");
        }
    }

    @Test
    void onceJson_aServer_isOneObjectWithTheFieldsOfThePage() throws Exception {
        try (LineServer server = start(null);
                LineClient client = new LineClient(server)) {
            client.ask("/name alice");
            assertThat(run("top", "--once", "--json", "--observer", observer(server)))
                    .isZero();
            Map<?, ?> told = json();
            assertThat(at(told, "info", "server", "connections")).isEqualTo(1);
            assertThat(at(told, "info", "registry", "names")).isEqualTo(1);
            assertThat(at(told, "connections", "rows", "0", "as")).isEqualTo("alice");
            Set<String> documented = Pattern.compile("(?m)^\\| `([a-z_.\\[\\]]+)` \\| [^|]+ \\|$")
                    .matcher(PAGE.text())
                    .results()
                    .map(row -> row.group(1))
                    .collect(Collectors.toCollection(TreeSet::new));
            assertThat(fields("", told)).isEqualTo(documented);
        }
    }

    /** Lists the names of what is no object, with a dot for each object that it is in. */
    private static Set<String> fields(String path, Object value) {
        Set<String> fields = new TreeSet<>();
        if (value instanceof Map<?, ?> members) {
            members.forEach(
                    (name, member) -> fields.addAll(fields(path.isEmpty() ? "" + name : path + "." + name, member)));
        } else if (value instanceof List<?> elements) {
            elements.forEach(element -> fields.addAll(fields(path + "[]", element)));
        } else {
            fields.add(path);
        }
        return fields;
    }

    @Test
    void onceJson_pacesOfAServerThatNobodyLookedAt_areThereAtOnce() throws Exception {
        try (LineServer server = start(null);
                LineClient client = new LineClient(server)) {
            client.ask("hello");
            Thread talks = new Thread(() -> {
                try {
                    while (!Thread.currentThread().isInterrupted()) {
                        client.ask("hello");
                    }
                } catch (IOException closed) {
                    // the test is over
                }
            });
            talks.start();
            try {
                assertThat(run("top", "--once", "--json", "--observer", observer(server)))
                        .isZero();
            } finally {
                talks.interrupt();
                talks.join();
            }
            Map<?, ?> told = json();
            assertThat(at(told, "paced")).isEqualTo(true);
            int rate = (Integer) at(told, "connections", "rows", "0", "rate");
            int bytes = (Integer) at(told, "connections", "rows", "0", "out");
            assertThat(rate).isPositive();
            assertThat(bytes).isBetween(rate * 5, rate * 7); // each answer has six bytes
        }
    }

    @Test
    void once_sortedFilteredAndFew_isThatPart() throws Exception {
        try (LineServer server = start(null);
                LineClient one = new LineClient(server)) {
            one.ask("/name one");
            try (LineClient two = new LineClient(server)) {
                two.ask("/name two");
                two.ask("/name three");
                String at = "--observer=" + observer(server);
                assertThat(run("top", "--once", at, "--sort", "holds")).isZero();
                assertThat(out.toString()).contains("↓HOLDS").containsSubsequence("\nc2 ", "\nc1 ");
                assertThat(run("top", "--once", at, "--sort", "holds", "--reverse"))
                        .isZero();
                assertThat(out.toString()).contains("↑HOLDS").containsSubsequence("\nc1 ", "\nc2 ");
                assertThat(run("top", "--once", at, "--sort=id", "--rows=1")).isZero();
                assertThat(out.toString()).contains("\n1 of 2\n", "\nc1 ").doesNotContain("\nc2 ");
                assertThat(run("top", "--once", at, "--filter=TWO")).isZero();
                assertThat(out.toString())
                        .contains("\n1 of 1 with 'TWO'\n", "\nc2 ")
                        .doesNotContain("\nc1 ");
                environment.put("COLUMNS", "60");
                environment.put("ROLLCALL_OBSERVER", observer(server));
                assertThat(run("top", "--once")).isZero();
                assertThat(out.toString().lines()).allMatch(line -> line.length() <= 60);
            }
        }
    }

    @Test
    void once_crashes_areCountedByConnectionAndInAll() throws Exception {
        WorkerFactory fails = connection -> (message, reply) -> {
            throw new IllegalStateException("on purpose");
        };
        Wiring wiring =
                new Wiring(null, ProxyPeers.NONE, Map.of(), new Observing(ObserverAddress.parse("127.0.0.1:0"), null));
        try (LineServer server = LineServer.create(Servers.options(), fails, new ObservedEvents(), wiring)
                        .start();
                LineClient client = new LineClient(server)) {
            assertThat(client.ask("a")).startsWith("-CRASHED");
            assertThat(client.ask("b")).startsWith("-CRASHED");
            assertThat(run("top", "--once", "--json", "--observer", observer(server)))
                    .isZero();
            assertThat(at(json(), "crashes")).isEqualTo(2);
            assertThat(at(json(), "connections", "rows", "0", "crashes")).isEqualTo(2);
        }
    }

    @Test
    void token_wrong_isSaidAndRightOneIsTaken(@TempDir Path directory) throws Exception {
        Path right = Files.writeString(directory.resolve("right"), TOKEN);
        Path wrong = Files.writeString(directory.resolve("wrong"), TOKEN + "x");
        try (LineServer server = start(TOKEN)) {
            String at = "--observer=" + observer(server);
            assertThat(run("top", "--once", at, "--observer-token", wrong.toString()))
                    .isEqualTo(1);
            assertThat(err.toString())
                    .isEqualTo("rollcall: the observer at " + observer(server) + " does not take the token\n");
            assertThat(out.toString()).isEmpty();
            assertThat(run("top", "--once", at, "--observer-token", right.toString()))
                    .isZero();
            environment.put("ROLLCALL_OBSERVER_TOKEN", wrong.toString());
            assertThat(run("top", "--once", at)).isEqualTo(1);
            environment.put("ROLLCALL_OBSERVER_TOKEN", directory.resolve("none").toString());
            assertThat(run("top", "--once", at)).isEqualTo(3);
            assertThat(err.toString()).startsWith("rollcall: --observer-token cannot be read: ");
        }
    }

    @Test
    void observer_nobodyOrAnother_isSaidInOneLine() throws Exception {
        LineServer server = start(null);
        String gone = observer(server);
        String line = "127.0.0.1:" + server.port();
        try (server) {
            assertThat(run("top", "--once", "--json", "--observer", line)).isEqualTo(1);
            assertThat(err.toString())
                    .startsWith("rollcall: no observer answers at " + line + ": ")
                    .hasLineCount(1);
        }
        for (String mode : List.of("--once", "--json", "--interval=1")) {
            assertThat(run("top", mode, "--observer", gone)).isEqualTo(1);
            assertThat(err.toString())
                    .isEqualTo("rollcall: no observer answers at " + gone
                            + ": Connection refused; --observer says where one is\n");
            assertThat(out.toString()).isEmpty();
        }
        assertThat(run("top", "--once", "--observer", "no.such.host.invalid:1")).isEqualTo(1);
        assertThat(err.toString()).contains(": unknown host; ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --sort nme        | invalid value for option '--sort': one of id, in, out, mailbox, pending, lines, age, holds, crashes was expected, given was 'nme'
            --rows 501        | --rows must be 0 to 500, given was 501
            --rows -1         | --rows must be 0 to 500, given was -1
            --interval 0.4    | --interval must be 0.5 to 3600, given was 0.4
            --interval NaN    | --interval must be 0.5 to 3600, given was NaN
            --observer a:0    | the observer's port must be 1 to 65535, given was 0
            --observer 9998   | invalid value for option '--observer': HOST:PORT was expected, given was '9998'
            --onse            | unknown option '--onse'; did you mean --once?
            """)
    void arguments_wrong_areUsage(String options, String message) {
        assertThat(run(("top " + options).split(" "))).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("rollcall: " + message + "\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"x", "a:70000"})
    void environment_wrong_isConfiguration(String place) {
        environment.put("ROLLCALL_OBSERVER", place);
        assertThat(run("top", "--once")).isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo("rollcall: ROLLCALL_OBSERVER: HOST:PORT was expected, given was '" + place + "'\n");
    }
}
