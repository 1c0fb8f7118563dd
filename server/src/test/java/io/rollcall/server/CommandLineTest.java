package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a person reads who mistypes, asks for help, or wants an address that cannot be had. */
class CommandLineTest {
    private static final String NO_DEFAULT = "no default";
    private static final int SCREEN_LINES = 66;
    private static final int SCREEN_COLUMNS = 80;
    private static final List<String> OPTIONS = List.of(
            "--config",
            "--print-config",
            "--check-config",
            "--host",
            "--port",
            "--worker",
            "--worker-threads",
            "--transport",
            "--io-threads",
            "--drain",
            "--unix",
            "--control",
            "--proxy-protocol",
            "--observer",
            "--no-observer",
            "--observer-token",
            "--tls-cert",
            "--tls-key",
            "--tls-client-ca",
            "--auth-file",
            "--open-takeover",
            "--no-commands",
            "--ports-file",
            "--log-level",
            "--log-format",
            "--pid-file",
            "--debug",
            "--help",
            "--version",
            "--max-connections",
            "--max-per-address",
            "--accept-rate",
            "--accept-rate-per-address",
            "--max-line",
            "--line-timeout",
            "--max-value",
            "--rate",
            "--mailbox",
            "--input-total",
            "--idle",
            "--output-soft",
            "--output-soft-time",
            "--output-hard",
            "--output-total",
            "--max-names",
            "--max-properties",
            "--max-counters",
            "--max-watches",
            "--max-awaits",
            "--max-queues",
            "--max-entries",
            "--cluster",
            "--node-id",
            "--cluster-bind",
            "--voters",
            "--data",
            "--cluster-key",
            "--cluster-discovery",
            "--cluster-founding");

    /** What a command line came to. */
    private record Outcome(int status, String out, String err) {
        static Outcome of(String... arguments) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int status = Main.execute(new PrintWriter(out), new PrintWriter(err), arguments);
            return new Outcome(status, out.toString(), err.toString());
        }

        static Outcome ofWords(String words, String... more) {
            return of(
                    Stream.concat(Stream.of(words.split(" ")), Stream.of(more)).toArray(String[]::new));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    --prot 5               | unknown option '--prot'; did you mean --port?
                    --prot=5               | unknown option '--prot=5'; did you mean --port?
                    -port 5                | unknown option '-port'; did you mean --port?
                    --worker-thread pool   | unknown option '--worker-thread'; did you mean --worker-threads?
                    --observer 9998        | invalid value for option '--observer': HOST:PORT was expected, given was '9998'
                    --observer a:65536     | invalid value for option '--observer': HOST:PORT was expected, given was 'a:65536'
                    -x                     | unknown option '-x'
                    --port                 | missing required parameter for option '--port' (N)
                    --host --port 5        | expected parameter for option '--host' but found '--port'
                    --port 1 --port 2      | option '--port' (N) should be specified only once
                    --port http            | invalid value for option '--port': a whole number was expected, given was 'http'
                    --port 99999999999     | invalid value for option '--port': a whole number was expected, given was '99999999999'
                    --port -1              | --port must be 0 to 65535, given was -1
                    --port 65536           | --port must be 0 to 65535, given was 65536
                    --io-threads 0         | --io-threads must be 1 to 1024, given was 0
                    --io-threads 1025      | --io-threads must be 1 to 1024, given was 1025
                    --max-line 15          | --max-line must be 16 to 1MiB, given was 15
                    --max-line 1048577     | --max-line must be 16 to 1MiB, given was 1048577
                    --mailbox 0            | --mailbox must be 1 to 1048576, given was 0
                    --mailbox 1048577      | --mailbox must be 1 to 1048576, given was 1048577
                    --idle 8761h           | --idle must be 0s to 365d, given was 8761h
                    --drain 31536001       | --drain must be 0s to 365d, given was 31536001s
                    --max-names -1         | --max-names must be 0 to 1048576, given was -1
                    --max-line 15KB        | invalid value for option '--max-line': a size such as 8192, 64KiB or 1MiB was expected, given was '15KB'
                    --output-hard 2GiB     | --output-hard must be 1KiB to 1GiB, given was 2GiB
                    --accept-rate 5/m      | invalid value for option '--accept-rate': a whole number was expected, given was '5/m'
                    --max-entries 0        | --max-entries must be 1 to 1073741824, given was 0
                    --max-names 1 --max-names 2 | option '--max-names' (N) should be specified only once
                    --idle 5x              | invalid value for option '--idle': a time such as 90s, 15m or 1h was expected, given was '5x'
                    --idle -5              | --idle must be 0s to 365d, given was -5s
                    --drain soon           | invalid value for option '--drain': a time such as 90s, 15m or 1h was expected, given was 'soon'
                    --drain 1h30m          | invalid value for option '--drain': a time such as 90s, 15m or 1h was expected, given was '1h30m'
                    --drain 99999999999999999h | invalid value for option '--drain': a time such as 90s, 15m or 1h was expected, given was '99999999999999999h'
                    --worker ecko          | invalid value for option '--worker': one of echo, broadcast was expected, given was 'ecko'
                    --worker-threads many  | invalid value for option '--worker-threads': one of loop, pool was expected, given was 'many'
                    --transport uring      | invalid value for option '--transport': one of auto, epoll, nio was expected, given was 'uring'
                    --node-id n1           | --node-id is of no use without --cluster
                    --cluster-founding     | --cluster-founding is of no use without --cluster
                    --voters n1=h:1,n1=h:2 | invalid value for option '--voters': n1 is there twice
                    --voters n1:7600       | invalid value for option '--voters': ID=HOST:PORT,... was expected, ID being 1 to 64 of A-Z, a-z, 0-9, '_' and '-', given was 'n1:7600'
                    --voters n1=h          | invalid value for option '--voters': HOST:PORT was expected, given was 'h'
                    --cluster-bind 7600    | invalid value for option '--cluster-bind': HOST:PORT was expected, given was '7600'
                    --cluster-discovery n  | invalid value for option '--cluster-discovery': dns:NAME was expected, given was 'n'
                    --cluster c            | --cluster must be given with --node-id, too
                    --cluster c --node-id n1 | --cluster must be given with --cluster-bind, too
                    --cluster c --node-id n1 --cluster-bind 127.0.0.1:1 | --cluster must be given with --voters, too
                    --log-level loud       | invalid value for option '--log-level': one of off, error, warn, info, debug, trace was expected, given was 'loud'
                    """)
    void execute_wrongOption_saysSoInOneLineWithAndWithoutServe(String commandLine, String message) {
        Outcome expected = new Outcome(ExitStatus.USAGE.code(), "", "rollcall: " + message + System.lineSeparator());

        assertThat(Outcome.ofWords(commandLine)).isEqualTo(expected);
        assertThat(Outcome.ofWords("serve " + commandLine)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    srve                   | unknown command 'srve'; did you mean serve?
                    localhost              | unknown command 'localhost'
                    @options               | unknown command '@options'
                    serve 9999             | unexpected argument '9999'
                    --port 5 serve         | --port must come after serve, not before it
                    --port 5 serve --port 6| --port must come after serve, not before it
                    """)
    void execute_wrongWord_saysSoInOneLine(String commandLine, String message) {
        assertThat(Outcome.ofWords(commandLine))
                .isEqualTo(new Outcome(ExitStatus.USAGE.code(), "", "rollcall: " + message + System.lineSeparator()));
    }

    @Test
    void execute_lineEndInArgument_saysSoInOneLine() {
        assertThat(Outcome.of("--port\nfake").err()).hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--help", "-h", "serve --help"})
    void execute_help_fitsOneScreenAndNamesEveryOption(String commandLine) {
        Outcome help = Outcome.ofWords(commandLine);

        assertThat(help.status()).isZero();
        assertThat(help.err()).isEmpty();
        assertThat(help.out().lines()).hasSizeLessThanOrEqualTo(SCREEN_LINES);
        assertThat(help.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(SCREEN_COLUMNS));
        assertThat(matches(help.out(), "(?:^ +(?:-\\w, )?|(?<=\\S) )(--[a-z-]+)(?==| |$)"))
                .containsExactlyElementsOf(OPTIONS);
    }

    @Test
    void execute_help_isNotWarnedOf() {
        PrintStream before = System.err;
        ByteArrayOutputStream warnings = new ByteArrayOutputStream();
        System.setErr(new PrintStream(warnings, true, StandardCharsets.UTF_8));
        try {
            Outcome.of("--help");
        } finally {
            System.setErr(before);
        }
        assertThat(warnings.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "--host,           127.0.0.1",
        "--port,           9999",
        "--worker,         echo",
        "--worker-threads, loop",
        "--transport,      auto",
        "--io-threads,     cores",
        "--max-line,       8KiB",
        "--output-soft,    256KiB",
        "--mailbox,        1024",
        "--idle,           15m",
        "--drain,          10s",
        "--log-level,      info"
    })
    void execute_help_namesTheDefault(String option, String expected) {
        String help = Outcome.of("--help").out();

        assertThat(defaultOf(option, help)).isEqualTo(expected);
    }

    @Test
    void readme_options_areThoseOfTheHelp() throws IOException {
        String readme = Files.readString(Path.of(System.getProperty("basedir", ""), "..", "README.md"));
        Map<String, String> defaults = new LinkedHashMap<>();
        Pattern row = Pattern.compile("^\\| (`--[^|]*) \\|([^|]*)\\|", Pattern.MULTILINE);
        row.matcher(readme).results().forEach(found -> {
            List<String> options = matches(found.group(1), "`(--[a-z-]+)`");
            String[] values = found.group(2).split(", ", -1);
            for (int i = 0; i < options.size(); i++) {
                defaults.put(options.get(i), values[i].strip());
            }
        });
        String help = Outcome.of("--help").out();

        assertThat(defaults.keySet())
                .containsExactlyInAnyOrderElementsOf(OPTIONS.stream()
                        .filter(option -> !option.equals("--help") && !option.equals("--version"))
                        .toList());
        defaults.values().removeIf(value -> value.isEmpty() || value.equals("none"));
        defaults.forEach((option, value) ->
                assertThat(defaultOf(option, help)).as(option).isEqualTo(value));
    }

    @Test
    void defaults_areThoseOfTheHelp() {
        LimitArguments.Time time = new LimitArguments.Time();

        assertThat(new ServeArguments().options()).isEqualTo(ServerOptions.defaults());
        assertThat(time.convert("10s")).isEqualTo(ServerOptions.DRAIN);
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1500, 1500000", "500ms, 500", "90s, 90000", "15m, 900000", "2h, 7200000", "1H, 3600000"})
    void time_aNumberWithItsUnit_isThatLong(String typed, long millis) {
        assertThat(new LimitArguments.Time().convert(typed)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--version", "-V", "serve --version"})
    void execute_version_printsOneLine(String commandLine) {
        Outcome version = Outcome.ofWords(commandLine);

        assertThat(version.status()).isZero();
        assertThat(version.err()).isEmpty();
        assertThat(version.out()).matches("rollcall \\S.*\\R");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--transport nio",
                "--transport NIO",
                "--transport auto",
                "--worker broadcast",
                "--worker=Echo",
                "--worker-threads pool",
                "--io-threads 1",
                "--max-line 16",
                "--max-line 1048576",
                "--mailbox 1",
                "--mailbox 1048576",
                "--idle 0",
                "--idle 8760h",
                "--drain 0",
                "--drain 365000ms",
                "--no-commands --no-observer --log-level off"
            })
    void execute_portTaken_namesAddressAndReason(String options) throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String port = String.valueOf(taken.getLocalPort());
            Outcome expected = new Outcome(
                    ExitStatus.CANNOT_BIND.code(),
                    "",
                    "rollcall: cannot bind 127.0.0.1:" + port + ": Address already in use" + System.lineSeparator());

            assertThat(Outcome.ofWords(options, "--port", port)).isEqualTo(expected);
            assertThat(Outcome.ofWords("serve " + options, "--port", port)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"--host top", "serve --host top"})
    void execute_hostCalledAsACommand_isTheHost(String options) {
        Outcome printed = Outcome.ofWords(options, "--print-config");

        assertThat(printed.err()).isEmpty();
        assertThat(printed.out().lines()).anyMatch(line -> line.matches("host +top +flag"));
        assertThat(Outcome.ofWords(options, "--prot=1").err()).contains("did you mean --port?");
    }

    @Test
    void execute_unknownHost_namesIt() {
        assertThat(Outcome.of("--host", "no such host", "--port", "0"))
                .isEqualTo(new Outcome(
                        ExitStatus.CANNOT_BIND.code(),
                        "",
                        "rollcall: cannot bind no such host:0: unknown host no such host" + System.lineSeparator()));
    }

    @Test
    void execute_portsFileInMissingDirectory_fails(@TempDir Path directory) {
        Path file = directory.resolve("missing").resolve("ports");

        assertThat(Outcome.of("--port", "0", "--ports-file", file.toString()))
                .isEqualTo(portsFileFailure(file, "its directory does not exist"));
    }

    @Test
    void execute_portsFileIsDirectory_failsAndLeavesNothing(@TempDir Path directory) throws IOException {
        Path file = Files.createDirectory(directory.resolve("ports"));

        assertThat(Outcome.of("--port", "0", "--ports-file", file.toString()))
                .isEqualTo(portsFileFailure(file, "it is a directory"));
        assertThat(directory).isDirectoryNotContaining("glob:**.new");
    }

    private static Outcome portsFileFailure(Path file, String reason) {
        return new Outcome(
                ExitStatus.FAILURE.code(),
                "",
                "rollcall: cannot write the ports file " + file + ": " + reason + System.lineSeparator());
    }

    private static String defaultOf(String option, String help) {
        List<String> found = matches(help, "^ +" + option + "=(?:[^(\\n]|\\n {20,})*\\(default: ([^)]*)\\)");
        return found.isEmpty() ? NO_DEFAULT : found.get(0);
    }

    private static List<String> matches(String text, String regex) {
        return Pattern.compile(regex, Pattern.MULTILINE)
                .matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
