package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.server.log.StderrLog;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The daemon as whoever starts it sees it: what it prints, its files, its signals, its exit status. */
class DaemonTest {
    private static final String ESCAPES = "\u001b[31m\u009b31m\r\n\t\u0000\u007f\u202e\u2028\u2029";

    @Test
    void run_started_printsAddressAndReadyAndNothingElse() throws Exception {
        try (Child daemon = start("--port", "0")) {
            int port = port(daemon);
            daemon.signal("TERM");

            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.CLEAN.code());
            assertThat(daemon.out())
                    .matches("line 127.0.0.1:" + port + " observer 127.0.0.1:\\d+ control /\\S+/rollcall-" + port
                            + ".sock\nREADY\n");
        }
    }

    @Test
    void run_hostIsIpv6_printsItInBrackets() throws Exception {
        try (Child daemon = start("--host", "::1", "--port", "0")) {
            assertThat(awaitReady(daemon))
                    .matches("line \\[0:0:0:0:0:0:0:1]:\\d+ observer 127.0.0.1:\\d+ control /\\S+\nREADY\n");
        }
    }

    @Test
    void run_portsFile_isCompleteOnceReady(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("ports");
        Files.writeString(file, "line of a daemon before\nand more\n");
        try (Child daemon = start("--port", "0", "--ports-file", file.toString())) {
            String printed = awaitReady(daemon);

            assertThat(String.join(" ", Files.readAllLines(file)) + "\nREADY\n").isEqualTo(printed);
            assertThat(directory).isDirectoryNotContaining("glob:**.new");
        }
    }

    @Test
    void run_unixSocket_isPrintedAndInThePortsFile(@TempDir Path directory) throws Exception {
        Path ports = directory.resolve("ports");
        Path socket = directory.resolve("line.sock");
        try (Child daemon = start("--port", "0", "--unix", socket.toString(), "--ports-file", ports.toString())) {
            String printed = awaitReady(daemon);
            assertThat(printed)
                    .matches("line 127.0.0.1:\\d+ unix " + socket + " observer 127.0.0.1:\\d+ control /\\S+\nREADY\n");
            assertThat(String.join(" ", Files.readAllLines(ports)) + "\nREADY\n")
                    .isEqualTo(printed);
            try (Child second = start("--port", "0", "--unix", socket.toString())) {
                assertThat(second.awaitExit()).isEqualTo(ExitStatus.CANNOT_BIND.code());
                assertThat(second.err())
                        .endsWith("rollcall: cannot bind " + socket + ": another process listens there\n");
            }
            daemon.signal("TERM");
            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.CLEAN.code());
            assertThat(socket).doesNotExist();
        }
    }

    @Test
    void run_logFormatJson_isAnObjectALine() throws Exception {
        try (Child daemon = start("--port", "0", "--log-format", "json", "--log-level", "debug");
                Socket socket = connect(daemon)) {
            socket.getOutputStream().write("/quit\n".getBytes(StandardCharsets.UTF_8));
            assertThat(reader(socket).lines()).containsExactly("+BYE");
            daemon.signal("TERM");
            assertThat(daemon.err().lines())
                    .hasSizeGreaterThan(3)
                    .allMatch(line -> line.matches("\\{\"timestamp\":\\d+,\\P{C}*}"))
                    .anyMatch(line -> line.contains("\"formattedMessage\":\"connection-ended\"")
                            && line.contains("{\"reason\":\"quit\"}"));
        }
    }

    @Test
    void log_escapesAnywhereInJson_areEscaped() throws Exception {
        try (Child child = start(LogOfEscapes.class, List.of(), "json")) {
            assertThat(child.awaitExit()).isZero();
            List<String> lines = child.err().lines().toList();
            assertThat(lines).hasSize(2).allMatch(line -> line.matches("[\\P{C}&&[^\\u2028\\u2029]]+"));
        }
    }

    @Test
    void run_pidFile_isThereWhileItRuns(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("pid");
        Files.writeString(file, "999999999\n"); // of one that died
        try (Child daemon = start("--port", "0", "--pid-file", file.toString())) {
            awaitReady(daemon);
            String pid = Files.readString(file).strip();
            assertThat(ProcessHandle.of(Long.parseLong(pid))).isPresent();
            try (Child second = start("--port", "0", "--pid-file", file.toString())) {
                assertThat(second.awaitExit()).isEqualTo(ExitStatus.FAILURE.code());
                assertThat(second.err())
                        .isEqualTo("rollcall: cannot write the pid file " + file + ": process " + pid + " runs\n");
            }
            assertThat(file).hasContent(pid);
            daemon.signal("TERM");
            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.CLEAN.code());
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void run_fails_showsAStackTraceOnlyToWhoDebugs(@TempDir Path directory) throws Exception {
        String file = directory.resolve("none").resolve("ports").toString();
        try (Child daemon = start("--port", "0", "--ports-file", file);
                Child debugged = start("--port", "0", "--ports-file", file, "--debug")) {
            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.FAILURE.code());
            assertThat(daemon.err().lines()).hasSize(1);
            assertThat(debugged.err()).startsWith(daemon.err()).contains("\tat io.rollcall.server.");
        }
    }

    @Test
    void ctl_drain_stopsItAsASignalDoes(@TempDir Path directory) throws Exception {
        String control = directory.resolve("control.sock").toString();
        try (Child daemon = start("--port", "0", "--control", control);
                Socket socket = connect(daemon);
                Child ctl = start("ctl", "--control", control, "drain")) {
            assertThat(ctl.awaitExit()).isZero();
            assertThat(ctl.out()).isEqualTo("+OK\n");
            assertThat(reader(socket).lines()).containsExactly(">bye drain");
            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.CLEAN.code());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void signal_linesAccepted_answersThemSaysGoodByeAndEndsClean(String signal) throws Exception {
        List<String> lines = IntStream.range(0, 2000).mapToObj(i -> "line " + i).toList();
        try (Child daemon = start("--port", "0");
                Socket socket = connect(daemon)) {
            BufferedReader in = reader(socket);
            socket.getOutputStream().write((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
            List<String> heard = new ArrayList<>(List.of(in.readLine()));
            daemon.signal(signal);
            in.lines().forEach(heard::add);

            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.CLEAN.code());
            assertThat(heard.stream().filter(">bye drain"::equals)).hasSize(1);
            heard.remove(">bye drain");
            assertThat(lines).startsWith(heard.toArray(String[]::new));
        }
    }

    @Test
    void signal_connectionIsSilent_saysGoodByeAndEndsClean() throws Exception {
        try (Child daemon = start("--port", "0", "--drain", "1m");
                Socket socket = connect(daemon)) {
            BufferedReader in = reader(socket);
            socket.getOutputStream().write("/name alice\n".getBytes(StandardCharsets.UTF_8));
            assertThat(in.readLine()).isEqualTo("+OK");
            daemon.signal("TERM");

            assertThat(in.lines()).containsExactly(">bye drain");
            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.CLEAN.code());
        }
    }

    @Test
    void run_portTaken_saysSoAndEndsWithItsStatus() throws Exception {
        try (Child first = start("--port", "0")) {
            String port = String.valueOf(port(first));
            try (Child second = start("--port", port)) {
                assertThat(second.awaitExit()).isEqualTo(ExitStatus.CANNOT_BIND.code());
                assertThat(second.out()).isEmpty();
                assertThat(second.err())
                        .isEqualTo("rollcall: cannot bind 127.0.0.1:" + port + ": Address already in use\n");
            }
        }
    }

    @Test
    void run_logLevelOff_logsNothingOfItsOwnOrOfNetty() throws Exception {
        // Netty warns of a property that is no number.
        List<String> warned = List.of("-Dio.netty.eventLoopThreads=many");
        try (Child loud = start(Main.class, warned, "--port", "0");
                Child quiet = start(Main.class, warned, "--port", "0", "--log-level", "off")) {
            port(loud);
            port(quiet);
            loud.signal("TERM");
            quiet.signal("TERM");

            assertThat(loud.err()).contains("io.netty.eventLoopThreads", "listening", "stopped");
            assertThat(quiet.err()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"text, '\\d{4}-\\d\\d-\\d\\dT\\S+ [A-Z]+ +\\P{C}+'", "json, '\\{\\P{C}+}'"})
    void log_hostilePeer_hasNoControlCharacterAndOneLineForEachEvent(String format, String line) throws Exception {
        try (Child daemon = start("--port", "0", "--log-level", "debug", "--log-format", format)) {
            for (String said :
                    List.of(ESCAPES, "/name " + ESCAPES, "/" + ESCAPES, "\u0016\u0003\u0001", "GET / HTTP/1.1")) {
                try (Socket socket = connect(daemon)) {
                    socket.getOutputStream().write((said + "\n").getBytes(StandardCharsets.UTF_8));
                    socket.shutdownOutput();
                    reader(socket).lines().forEach(answer -> assertThat(answer).startsWith("-"));
                }
            }
            daemon.signal("TERM");

            assertThat(daemon.err()).contains("connection-opened", "connection-ended");
            assertThat(daemon.err().lines()).allMatch(logged -> logged.matches(line));
        }
    }

    /** Logs what no peer should be able to have logged. */
    static final class LogOfEscapes {
        public static void main(String[] arguments) {
            System.setProperty(StderrLog.FORMAT, arguments.length == 0 ? "text" : arguments[0]);
            Logger log = LoggerFactory.getLogger("io.rollcall.server");
            log.atInfo().addKeyValue("peer", ESCAPES + "1").log(ESCAPES + "2");
            log.atWarn().setCause(new IllegalStateException(ESCAPES + "3")).log("crashed");
        }
    }

    @Test
    void log_escapesAnywhere_areShownAsSpaces() throws Exception {
        try (Child child = start(LogOfEscapes.class, List.of())) {
            assertThat(child.awaitExit()).isZero();
            List<String> lines = child.err().lines().toList();
            assertThat(lines).hasSize(2).allMatch(line -> line.matches("[\\P{C}&&[^\\u2028\\u2029]]+"));
            assertThat(lines.get(0)).endsWith(" INFO   [31m 31m 2 peer=\" [31m 31m 1\"");
            assertThat(lines.get(1)).contains(" WARN  crashed  java.lang.IllegalStateException:  [31m 31m 3 at ");
        }
    }

    @Test
    void stop_workerHangs_drainTimesOut() throws Exception {
        CountDownLatch taken = new CountDownLatch(1);
        WorkerFactory hanging = connection -> (message, reply) -> {
            reply.later();
            taken.countDown();
        };
        StringWriter out = new StringWriter();
        Daemon daemon = new Daemon(
                ServerOptions.defaults().withPort(0).withDrain(Duration.ofMillis(100)),
                Wiring.NONE,
                hanging,
                null,
                new PrintWriter(out),
                new PrintWriter(new StringWriter()));
        CompletableFuture<ExitStatus> status = CompletableFuture.supplyAsync(daemon::run);
        daemon.awaitStarted();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), portOf(out.toString()))) {
            socket.getOutputStream().write("hang\n".getBytes(StandardCharsets.UTF_8));
            assertThat(taken.await(Child.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            daemon.stop();

            assertThat(status.get(Child.PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo(ExitStatus.DRAIN_TIMED_OUT);
        }
    }

    static Child start(String... arguments) throws IOException {
        return start(Main.class, List.of(), arguments);
    }

    static Child start(Class<?> main, List<String> jvmOptions, String... arguments) throws IOException {
        return Child.start(command(main, jvmOptions, arguments));
    }

    /** What starts a program of the class path in a process of its own. */
    static List<String> command(Class<?> main, List<String> jvmOptions, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-Dfile.encoding=UTF-8",
                "-cp",
                System.getProperty("java.class.path")));
        command.addAll(jvmOptions);
        command.add(main.getName());
        command.addAll(List.of(arguments));
        return command;
    }

    static String awaitReady(Child daemon) throws InterruptedException {
        return daemon.awaitOutput(text -> text.endsWith("READY\n"));
    }

    private static int port(Child daemon) throws InterruptedException {
        return portOf(awaitReady(daemon));
    }

    static int portOf(String printed) {
        Matcher bound = Pattern.compile("^line \\S+:(\\d+)").matcher(printed);
        assertThat(bound.find()).as(printed).isTrue();
        return Integer.parseInt(bound.group(1));
    }

    static Socket connect(Child daemon) throws IOException, InterruptedException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(daemon));
        socket.setSoTimeout((int) Child.PATIENCE.toMillis());
        return socket;
    }

    static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
    }
}
