package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon under peers that would fill its log, read secrets in it, or use up its descriptors. */
final class DaemonAbuseTest {
    private static final int FLOOD = Servers.isLong() ? 10_000 : 300;
    private static final int DESCRIPTORS = 200;
    private static final int MOST = DESCRIPTORS - Descriptors.RESERVED;
    private static final String SECRET = "hunter2";

    @Test
    void log_floodOfEachKind_isTwentyLinesASecondAndASum() throws Exception {
        try (Child daemon = DaemonTest.start("--port", "0", "--log-level", "debug", "--max-connections", "5")) {
            List<Socket> held = new ArrayList<>();
            long start = System.nanoTime();
            for (int i = 0; i < 5; i++) {
                held.add(DaemonTest.connect(daemon));
                ask(held.get(i), "in");
            }
            for (int i = 0; i < FLOOD; i++) {
                reset(DaemonTest.connect(daemon));
            }
            daemon.awaitErrors(text -> text.contains("more suppressed"));
            for (int i = 0; i < FLOOD; i++) { // each of them is let in, now or when the one before is gone
                ask(held.get(0), "\0not a line");
                reset(held.get(i % 4 + 1));
                held.set(i % 4 + 1, DaemonTest.connect(daemon));
            }
            daemon.signal("TERM");
            String log = daemon.err();
            long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start) + 2;
            for (String kind : List.of("connection-refused", "connection-opened", "connection-ended")) {
                Pattern ofKind = Pattern.compile(" [A-Z]+ +" + kind + " ");
                assertThat(log.lines().filter(ofKind.asPredicate())).as(kind).hasSizeBetween(1, (int)
                        (LogFlood.MOST * seconds));
            }
            assertThat(log.lines().filter(line -> line.contains("more suppressed")))
                    .hasSizeLessThanOrEqualTo((int) (4 * seconds));
            assertThat(log).doesNotContain("not a line").contains("stopped");
            for (Socket each : held) {
                each.close();
            }
        }
    }

    @Test
    void log_whatPeersSay_isNowhere() throws Exception {
        try (Child daemon = DaemonTest.start("--port", "0", "--log-level", "debug")) {
            try (Socket peer = DaemonTest.connect(daemon)) {
                for (String line : List.of(
                        SECRET,
                        "/name n " + SECRET,
                        "/name " + SECRET,
                        "/join p " + SECRET,
                        "/cast p " + SECRET,
                        "/send n " + SECRET,
                        "/send nobody " + SECRET,
                        "/auth me " + SECRET,
                        "/" + SECRET,
                        "/ping " + SECRET,
                        SECRET + "\0",
                        SECRET.repeat(2000))) {
                    ask(peer, line);
                }
                peer.getOutputStream().write(SECRET.getBytes(StandardCharsets.UTF_8));
                reset(peer);
            }
            try (Socket browser = DaemonTest.connect(daemon)) {
                assertThat(ask(browser, "GET /?" + SECRET + " HTTP/1.1")).startsWith("-WRONGPROTOCOL");
            }
            daemon.signal("TERM");

            assertThat(daemon.err())
                    .contains("connection-opened", "connection-ended")
                    .doesNotContain(SECRET);
            assertThat(daemon.out()).doesNotContain(SECRET);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-XX:+CrashOnOutOfMemoryError -XX:-CreateCoredumpOnCrash"})
    void heap_usedUp_endsTheDaemonAndANewOneServes(String flags, @TempDir Path directory) throws Exception {
        List<String> jvm =
                new ArrayList<>(List.of("-Xmx16m", "-XX:+UseSerialGC", "-XX:ErrorFile=" + directory + "/error"));
        jvm.addAll(Stream.of(flags.split(" ")).filter(flag -> !flag.isEmpty()).toList());
        String[] options = {"--port=0", "--max-per-address=10000", "--accept-rate=100000", "--no-observer"};
        List<Socket> peers = new ArrayList<>();
        int port;
        try (Child daemon = DaemonTest.start(Main.class, jvm, options)) {
            port = DaemonTest.portOf(DaemonTest.awaitReady(daemon));
            for (int peer = 0; holdsMuch(daemon, peers, peer); peer++) {
                assertThat(peer)
                        .as("peers who hold 64 KiB each, of a heap of 16 MiB")
                        .isLessThan(1000);
            }
            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.FAILURE.code());
        }
        for (Socket peer : peers) {
            peer.close();
        }
        try (Child daemon = DaemonTest.start("--port", String.valueOf(port));
                Socket peer = DaemonTest.connect(daemon)) {
            assertThat(ask(peer, "/where peer0.0")).startsWith("-NONE ");
        }
    }

    /** Has one more peer hold as much as it may; false where it is not answered any more. */
    private static boolean holdsMuch(Child daemon, List<Socket> peers, int number) throws Exception {
        StringBuilder names = new StringBuilder();
        for (int i = 0; i < 64; i++) {
            names.append("/name peer").append(number).append('.').append(i).append(' ');
            names.append("x".repeat(1024)).append('\n');
        }
        try {
            Socket peer = DaemonTest.connect(daemon);
            peers.add(peer);
            peer.getOutputStream().write(names.toString().getBytes(StandardCharsets.UTF_8));
            BufferedReader replies = DaemonTest.reader(peer);
            for (int i = 0; i < 64; i++) {
                if (!"+OK".equals(replies.readLine())) {
                    return false;
                }
            }
            return true;
        } catch (IOException gone) {
            return false;
        }
    }

    @Test
    void descriptors_fewAndAllWanted_ownLimitAnswersFirstAndItRecovers() throws Exception {
        List<String> command = DaemonTest.command(Main.class, List.of("-cp", classPath()), "--port", "0");
        String java = String.join("' '", command);
        try (Child daemon = Child.start(List.of("bash", "-c", "ulimit -n " + DESCRIPTORS + "; exec '" + java + "'"))) {
            List<Socket> peers = new ArrayList<>();
            for (int i = 0; i < MOST; i++) {
                peers.add(DaemonTest.connect(daemon));
                assertThat(ask(peers.get(i), "in")).isEqualTo("in");
            }
            int told = 0;
            for (int i = 0; i < DESCRIPTORS; i++) {
                try (Socket beyond = DaemonTest.connect(daemon)) {
                    String heard = DaemonTest.reader(beyond).readLine();
                    assertThat(heard).isIn("-FULL connections " + MOST + ", try again later", null);
                    told += heard == null ? 0 : 1;
                } catch (SocketException closedWithoutAWord) {
                    // not all are told at a time
                }
            }
            assertThat(told).isPositive();
            assertThat(ask(peers.get(0), "still")).isEqualTo("still");
            for (Socket peer : peers) {
                peer.close();
            }
            assertThat(letIn(daemon)).isEqualTo("again");
            daemon.signal("TERM");

            assertThat(daemon.awaitExit()).isZero();
            assertThat(daemon.err())
                    .contains("max-connections-lowered", "connection-refused", "stopped")
                    .doesNotContain("accept-failed", "Too many open files", " ERROR ");
        }
    }

    /** What the daemon is shipped with, or nearly: each part of the class path takes a descriptor. */
    private static String classPath() {
        Pattern own = Pattern.compile(
                "/target/(jdk25/)?classes$|/rollcall-[^/]*$|/(slf4j|logback|picocli)-[^/]*$"
                        + "|/netty-(buffer|codec-(base|haproxy)|common|handler|resolver|transport(-classes-epoll|-native-(epoll|unix-common))?)-\\d[^/]*$");
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(own.asPredicate())
                .collect(Collectors.joining(File.pathSeparator));
    }

    /** Connects until it is let in: a place is free a moment after the end of whoever had it. */
    private static String letIn(Child daemon) throws Exception {
        String heard = "-";
        long deadline = System.nanoTime() + Servers.DEADLINE.toNanos();
        while (heard.startsWith("-") && System.nanoTime() < deadline) {
            try (Socket peer = DaemonTest.connect(daemon)) {
                heard = ask(peer, "again");
            } catch (SocketException closedWithoutAWord) {
                // not all are told at a time
            }
        }
        return heard;
    }

    /** Says a line and returns the next that comes; {@code -} where none does. */
    private static String ask(Socket peer, String line) throws IOException {
        peer.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        StringBuilder heard = new StringBuilder();
        int value = peer.getInputStream().read();
        for (; value >= 0 && value != '\n'; value = peer.getInputStream().read()) {
            heard.append((char) value);
        }
        return heard.length() == 0 ? "-" : heard.toString();
    }

    private static void reset(Socket peer) throws IOException {
        peer.setSoLinger(true, 0);
        peer.close();
    }
}
