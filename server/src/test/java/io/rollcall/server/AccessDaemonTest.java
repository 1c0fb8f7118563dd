package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Identities as an operator gives them out, and as clients of a real daemon use them. */
class AccessDaemonTest {
    private static final String SECRET = "correct-horse-battery";

    @TempDir
    private Path directory;

    private Path file;

    @BeforeEach
    void file_isTheOwnersAlone() throws IOException {
        file = Files.createFile(
                directory.resolve("identities"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }

    private static String hashed(String... arguments) throws Exception {
        try (Child command = DaemonTest.start(arguments)) {
            command.type(SECRET + "\n").endInput();
            assertThat(command.awaitExit()).isEqualTo(ExitStatus.CLEAN.code());
            return command.out();
        }
    }

    /** A client that says one line at a time. */
    private static final class Asker implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader heard;

        Asker(Child daemon) throws Exception {
            socket = DaemonTest.connect(daemon);
            heard = DaemonTest.reader(socket);
        }

        String ask(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
            return heard.readLine();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void secret_hashedByTheCommand_letsInOperators_andIsSaidNowhere(Transport transport) throws Exception {
        String line = hashed("hash-secret", "alice", "--role", "operator");
        assertThat(line).startsWith("alice pbkdf2-sha512:").endsWith(" operator\n");
        Files.writeString(file, "# people\n" + line);
        try (Child daemon = DaemonTest.start(
                "--port",
                "0",
                "--auth-file",
                file.toString(),
                "--log-level",
                "debug",
                "--transport",
                transport.name().toLowerCase(Locale.ROOT))) {
            String said;
            try (Asker alice = new Asker(daemon)) {
                assertThat(alice.ask("hello")).isEqualTo("-DENIED /auth IDENTITY SECRET first");
                assertThat(alice.ask("/name alice")).startsWith("-DENIED");
                assertThat(alice.ask("/auth alice not-" + SECRET)).isEqualTo("-DENIED wrong identity or secret");
                assertThat(alice.ask("/auth nobody " + SECRET)).isEqualTo("-DENIED wrong identity or secret");
                assertThat(alice.ask("/auth alice " + SECRET)).isEqualTo("+OK");
                assertThat(alice.ask("hello")).isEqualTo("hello");
                assertThat(alice.ask("/audit")).isEqualTo("*0");
                said = alice.ask("/clients") + alice.heard.readLine();
                assertThat(said).startsWith("*1c");
                assertThat(alice.ask("/drain")).isIn("+OK", ">bye drain");
            }
            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.CLEAN.code());
            assertThat(said + daemon.out() + daemon.err())
                    .contains("login-refused", "logged-in")
                    .doesNotContain(SECRET);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"text", "json"})
    void secrets_ofPeersAndOperators_areInNoOutput(String logFormat) throws Exception {
        String token = "token-of-the-observer";
        String hash = hashed("hash-secret", "alice", "--role", "operator");
        List<String> saltAndHash = Pattern.compile("[:\\s]")
                .splitAsStream(hash)
                .filter(part -> part.length() > "pbkdf2-sha512".length())
                .toList();
        assertThat(saltAndHash).hasSize(2);
        Files.writeString(file, hash);
        Path tokenFile = Files.copy(file, directory.resolve("token"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.writeString(tokenFile, token + "\n");
        Path ports = directory.resolve("ports");
        String[] options = {
            "--port=0",
            "--auth-file=" + file,
            "--observer=127.0.0.1:0",
            "--observer-token=" + tokenFile,
            "--ports-file=" + ports,
            "--log-format=" + logFormat,
            "--log-level=debug"
        };
        StringBuilder outputs = new StringBuilder();
        try (Child daemon = DaemonTest.start(options)) {
            try (Asker alice = new Asker(daemon);
                    Asker stranger = new Asker(daemon)) {
                Map<String, String> places = Files.readAllLines(ports).stream()
                        .map(line -> line.split(" ", 2))
                        .collect(Collectors.toMap(line -> line[0], line -> line[1]));
                assertThat(stranger.ask("/auth alice not " + SECRET)).startsWith("-DENIED");
                assertThat(stranger.ask("/auth " + SECRET + " x")).startsWith("-DENIED");
                assertThat(stranger.ask("/atuh alice " + SECRET)).startsWith("-DENIED");
                assertThat(alice.ask("/auth alice " + SECRET)).isEqualTo("+OK");
                try (Operator operator = new Operator(Path.of(places.get("control")))) {
                    for (String list : List.of("/clients", "/me", "/names", "/info", "/limits", "/help", "/audit")) {
                        outputs.append(operator.list(list)).append('\n');
                    }
                }
                for (String path : List.of(
                        "info",
                        "limits",
                        "tree",
                        "connections",
                        "connection?id=c1",
                        "connection?id=c2",
                        "names",
                        "properties",
                        "samples",
                        "events",
                        "dead",
                        "top",
                        "../metrics")) {
                    outputs.append(get("http://" + places.get("observer") + "/api/" + path, token))
                            .append('\n');
                }
            }
            daemon.signal("TERM");
            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.CLEAN.code());
            outputs.append(daemon.out()).append(daemon.err()).append(Files.readString(ports));
        }
        try (Child printed = DaemonTest.start(
                Stream.concat(Stream.of("--print-config"), Stream.of(options)).toArray(String[]::new))) {
            outputs.append(printed.out()).append(printed.err());
        }
        assertThat(outputs)
                .contains("login-refused", "alice", "auth-file")
                .doesNotContain(SECRET)
                .doesNotContain(token + "\n")
                .doesNotContain(saltAndHash);
    }

    private static String get(String address, String token) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address).normalize())
                .header("Authorization", "Bearer " + token)
                .build();
        HttpResponse<String> answer = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(address).isEqualTo(200);
        return answer.body();
    }

    @Test
    void reload_badFileKeepsAll_andWhoIsTakenOffEnds() throws Exception {
        String line = hashed("hash-secret", "alice");
        Files.writeString(file, line);
        Path config = Files.writeString(directory.resolve("rollcall.properties"), "max-names=64\n");
        try (Child daemon =
                DaemonTest.start("--port", "0", "--auth-file", file.toString(), "--config", config.toString())) {
            try (Asker alice = new Asker(daemon)) {
                assertThat(alice.ask("/auth alice " + SECRET)).isEqualTo("+OK");

                Files.writeString(file, line + "bob " + SECRET + "\n");
                Files.writeString(config, "max-names=1\n");
                daemon.signal("HUP");
                String said = daemon.awaitErrors(text -> text.contains("reload-failed why=\"" + file + ":2: "));
                assertThat(said).doesNotContain(SECRET);
                try (Asker newcomer = new Asker(daemon)) {
                    assertThat(newcomer.ask("/auth alice " + SECRET)).isEqualTo("+OK");
                    assertThat(newcomer.ask("/name one")).isEqualTo("+OK");
                    assertThat(newcomer.ask("/name two")).isEqualTo("+OK");
                }

                Files.writeString(file, line);
                daemon.signal("HUP");
                daemon.awaitErrors(text -> text.contains("reloaded "));
                try (Asker newcomer = new Asker(daemon)) {
                    assertThat(newcomer.ask("/auth alice " + SECRET)).isEqualTo("+OK");
                    assertThat(newcomer.ask("/name one")).isEqualTo("+OK");
                    assertThat(newcomer.ask("/name two")).startsWith("-LIMIT names 1");
                }
                assertThat(alice.ask("still here")).isEqualTo("still here");

                Files.writeString(file, "# nobody\n");
                daemon.signal("HUP");
                assertThat(alice.heard.readLine()).isEqualTo(">bye kicked access withdrawn");
                assertThat(alice.heard.readLine()).isNull();
            }
            daemon.signal("TERM");
            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.CLEAN.code());
        }
    }

    /** What a proxy of this machine takes in plain text has come over somebody's network. */
    @Test
    void auth_inPlainText_isDeniedToWhoIsElsewhere() throws Exception {
        Files.writeString(file, hashed("hash-secret", "alice"));
        try (Child daemon =
                DaemonTest.start("--port", "0", "--auth-file", file.toString(), "--proxy-protocol", "127.0.0.1")) {
            for (String elsewhere : List.of(
                    "TCP4 192.0.2.7 10.0.0.1 4711 9999",
                    "TCP6 2001:db8::7 2001:db8::1 4711 9999",
                    "TCP6 ::ffff:192.0.2.7 2001:db8::1 4711 9999")) {
                try (Asker alice = new Asker(daemon)) {
                    assertThat(alice.ask("PROXY " + elsewhere + "\r\n/auth alice " + SECRET))
                            .isEqualTo("-DENIED a secret is taken over TLS, or from this machine, and this is neither");
                    assertThat(alice.ask("hello")).isEqualTo("-DENIED /auth IDENTITY SECRET first");
                    assertThat(alice.ask("/ping")).isEqualTo("+PONG");
                }
            }
            for (String here : List.of("TCP4 127.0.0.9 127.0.0.1 4711 9999", "TCP6 ::1 ::1 4711 9999")) {
                try (Asker alice = new Asker(daemon)) {
                    assertThat(alice.ask("PROXY " + here + "\r\n/auth alice " + SECRET))
                            .isEqualTo("+OK");
                }
            }
        }
    }

    @Test
    void checkConfig_badLine_isToldWithItsPlace() throws Exception {
        Files.writeString(file, "alice " + SECRET + "\n");
        for (String asked : List.of("check-config", "--check-config")) {
            try (Child command = DaemonTest.start(asked, "--auth-file", file.toString())) {
                assertThat(command.awaitExit()).isEqualTo(ExitStatus.CONFIGURATION.code());
                assertThat(command.err()).contains(file + ":1: ").doesNotContain(SECRET);
                assertThat(command.out()).isEmpty();
            }
        }
    }

    @Test
    void hashSecret_empty_isRefused() throws Exception {
        try (Child command = DaemonTest.start("hash-secret", "alice")) {
            command.endInput();
            assertThat(command.awaitExit()).isEqualTo(ExitStatus.USAGE.code());
            assertThat(command.err()).isEqualTo("rollcall: the secret must have 1 to 1024 bytes\n");
        }
    }
}
