package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where options come from, and what is said of those that are wrong. Nothing is started. */
class ConfigurationTest {
    @TempDir
    private Path directory;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int execute(Map<String, String> environment, String... arguments) {
        return Main.execute(new PrintWriter(out), new PrintWriter(err), environment, arguments);
    }

    private Path file(String text) throws IOException {
        return Files.writeString(directory.resolve("rollcall.properties"), text);
    }

    /** Prints the options; a row's words are its option, value and origin. */
    private List<String> printed(Map<String, String> environment, String... more) {
        List<String> arguments = new ArrayList<>(List.of(more));
        arguments.add("--print-config");
        assertThat(execute(environment, arguments.toArray(String[]::new)))
                .as(err.toString())
                .isZero();
        return out.toString().lines().map(row -> row.replaceAll(" +", " ")).toList();
    }

    @Test
    void sources_flagBeforeEnvironmentBeforeFileBeforeDefault() throws Exception {
        Path file = file("# limits\nport = 1\nhost: ::1\nmax-line 64KiB\n\nidle=1\\\n  5m\nno-commands=true\n");
        assertThat(printed(
                        Map.of("ROLLCALL_PORT", "2", "ROLLCALL_HOST", "::2", "HOME", "/x"),
                        "--config",
                        file.toString(),
                        "--port",
                        "3"))
                .contains(
                        "port 3 flag",
                        "host ::2 environment ROLLCALL_HOST",
                        "max-line 64KiB " + file + ":4",
                        "idle 15m " + file + ":6",
                        "no-commands true " + file + ":8",
                        "open-takeover false default",
                        "drain 10s default",
                        "unix none default",
                        "worker echo default",
                        "max-names 64 default");
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void config_namedByTheEnvironment_isReadAndPrintedWithoutStarting() throws Exception {
        Path file = file("worker=broadcast\n");
        assertThat(printed(Map.of("ROLLCALL_CONFIG", file.toString()), "serve"))
                .contains("worker broadcast " + file + ":1")
                .noneMatch(row -> row.startsWith("config ") || row.startsWith("print-config "));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            prot=5                     | :1: unknown option 'prot'; did you mean port?
            help=true                  | :1: unknown option 'help'
            config=other               | :1: unknown option 'config'
            port=http                  | :1: port: a whole number was expected, given was 'http'
            port=70000                 | :1: port must be 0 to 65535, given was 70000
            max-names=-1               | :1: max-names must be 0 to 1048576, given was -1
            idle=5x                    | :1: idle: a time such as 90s, 15m or 1h was expected, given was '5x'
            worker=ecko                | :1: worker: one of echo, broadcast was expected, given was 'ecko'
            no-commands=yes            | :1: no-commands: true or false was expected, given was 'yes'
            host=\\uzzzz                | :1: it is no line of a properties file
            """)
    void file_wrongLine_isRefusedWithItsNumber(String line, String message) throws Exception {
        Path file = file(line + "\n");
        assertThat(execute(Map.of(), "--config", file.toString())).isEqualTo(3);
        assertThat(err.toString()).isEqualTo("rollcall: " + file + message + System.lineSeparator());
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void file_setsOneTwice_isRefused() throws Exception {
        Path file = file("port=1\n\nport=2\n");
        assertThat(execute(Map.of(), "--config", file.toString())).isEqualTo(3);
        assertThat(err.toString()).contains(file + ":3: port was set before, at " + file + ":1");
    }

    @Test
    void file_cannotBeRead_saysWhy() throws Exception {
        assertThat(execute(Map.of(), "--config", directory.resolve("none").toString()))
                .isEqualTo(3);
        assertThat(execute(Map.of(), "--config", directory.toString())).isEqualTo(3);
        Path bytes = Files.write(directory.resolve("bytes"), new byte[] {'#', (byte) 0xff, '\n'});
        assertThat(execute(Map.of(), "--config", bytes.toString())).isEqualTo(3);
        Path large = Files.write(directory.resolve("large"), new byte[ConfigurationFile.MOST_BYTES + 1]);
        assertThat(execute(Map.of(), "--config", large.toString())).isEqualTo(3);
        assertThat(execute(Map.of(), "--config", "/dev/zero")).isEqualTo(3);
        assertThat(err.toString().lines())
                .containsExactly(
                        "rollcall: " + directory.resolve("none") + ": there is no such file",
                        "rollcall: " + directory + ": it is a directory",
                        "rollcall: " + bytes + ": it is not UTF-8",
                        "rollcall: " + large + ": it is longer than 1 MiB",
                        "rollcall: /dev/zero: it is longer than 1 MiB");
    }

    @Test
    void environment_wrongOrUnknown_isRefusedOrWarnedOf() {
        assertThat(execute(Map.of("ROLLCALL_PORT", "x"))).isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo("rollcall: environment ROLLCALL_PORT: port: a whole number was expected, given was 'x'"
                        + System.lineSeparator());
        assertThat(printed(Map.of("ROLLCALL_PROT", "5"))).contains("port 9999 default");
        assertThat(err.toString()).contains("unknown ROLLCALL_PROT in the environment; did you mean ROLLCALL_PORT?");
    }

    @Test
    void flag_outOfRange_staysAUsageErrorWhateverTheFileSays() throws Exception {
        Path file = file("port=70000\n");
        assertThat(execute(Map.of(), "--config", file.toString(), "--port", "70001"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("--port must be 0 to 65535, given was 70001");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "port=5\nno-observer=true\n"})
    void checkConfig_allIsWell_saysNothing(String text) throws Exception {
        assertThat(execute(Map.of(), "check-config", "--config", file(text).toString()))
                .isZero();
        assertThat(out + err.toString()).isEmpty();
    }

    @Test
    void checkConfig_manyMistakes_saysEach() throws Exception {
        Path file = file("prot=5\nport=70000\nidle=5x\n");
        assertThat(execute(Map.of("ROLLCALL_WORKER", "x"), "check-config", "--config", file.toString()))
                .isEqualTo(3);
        assertThat(err.toString().lines())
                .hasSize(4)
                .allMatch(line -> line.startsWith("rollcall: "))
                .anyMatch(line -> line.contains(file + ":2: port must be"));
    }

    @Test
    void file_isReadByTheDaemon() throws Exception {
        Path file = file("port=0\nworker=broadcast\nmax-names=1\n");
        try (Child daemon = DaemonTest.start("--config", file.toString())) {
            DaemonTest.awaitReady(daemon);
            try (Socket socket = DaemonTest.connect(daemon)) {
                socket.getOutputStream().write("/name a\n/name b\n".getBytes(StandardCharsets.UTF_8));
                BufferedReader in = DaemonTest.reader(socket);
                assertThat(in.readLine()).isEqualTo("+OK");
                assertThat(in.readLine()).isEqualTo("-LIMIT names 1");
            }
        }
    }
}
