package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the load generator finds of servers that are right, and of such as are wrong in one way each. */
class BenchCommandTest {
    private record Outcome(int status, String out, String err) {
        static Outcome of(int port, String words) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            String[] arguments = Stream.of(("bench --port " + port + " --timeout 0.3 " + words).split(" "))
                    .map(word -> word.replace('~', ' '))
                    .toArray(String[]::new);
            int status = Main.execute(new PrintWriter(out), new PrintWriter(err), arguments);
            return new Outcome(status, out.toString(), err.toString());
        }
    }

    /** What a server says to the n-th line that it reads; null to close. */
    private interface Answer {
        String to(String line, int n);
    }

    /** A server of one thread for each connection. */
    private static final class Answering implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

        Answering(Answer answer) throws IOException {
            Thread accepting = new Thread(() -> accept(answer), "answering");
            accepting.setDaemon(true);
            accepting.start();
        }

        int port() {
            return socket.getLocalPort();
        }

        private void accept(Answer answer) {
            AtomicInteger lines = new AtomicInteger();
            try {
                while (true) {
                    Socket accepted = socket.accept();
                    Thread serving = new Thread(() -> serve(accepted, answer, lines), "answering");
                    serving.setDaemon(true);
                    serving.start();
                }
            } catch (IOException e) {
                // closed
            }
        }

        private static void serve(Socket peer, Answer answer, AtomicInteger lines) {
            try (Socket closing = peer;
                    BufferedReader in = new BufferedReader(
                            new InputStreamReader(closing.getInputStream(), StandardCharsets.UTF_8));
                    OutputStream out = closing.getOutputStream()) {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    String said = answer.to(line, lines.incrementAndGet());
                    if (said == null) {
                        return;
                    }
                    out.write(said.getBytes(StandardCharsets.UTF_8));
                }
            } catch (IOException e) {
                // the peer has what it wanted
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--lines 100",
                "--lines 1000 --connections 7 --depth 16",
                "--lines 500 --connections 3 --rate 5000",
                "--lines 20 --line-bytes 8000 --depth 4",
                "--lines 20 --request /ping~{} --reply +PONG~{}",
                "--mode fanout --connections 5 --lines 50 --depth 3",
                "--mode fanout --connections 5 --lines 20 --rate 1000",
                "--mode fanout --connections 3 --lines 20 --slow 1",
                "--mode storm --connections 40 --hold 0.01"
            })
    void bench_serverIsRight_countsEveryLine(String words) throws IOException {
        try (LineServer server = Servers.echo()) {
            Outcome outcome = Outcome.of(port(server), words + " --json");

            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.status()).isZero();
            long members = words.contains("fanout") ? number(words, "--connections") : 1;
            long lines = words.contains("storm") ? 40 : number(words, "--lines") * members;
            assertThat(outcome.out()).contains("\"lines\":" + lines + ",").hasLineCount(1);
        }
    }

    @Test
    void bench_aTime_countsWhatComesInIt() throws IOException {
        try (LineServer server = Servers.echo()) {
            Outcome outcome = Outcome.of(port(server), "--connections 3 --depth 4 --warmup 0.05 --seconds 0.2");

            assertThat(outcome.status()).isZero();
            assertThat(outcome.out())
                    .containsPattern("lines +[1-9][0-9,]* in 0\\.[2-9]")
                    .contains("p99");
        }
    }

    @Test
    void bench_serverSendsEachLineToAll_countsItForEachMember() throws IOException {
        try (LineServer server = Servers.start(Servers.options(), BundledWorker.BROADCAST)) {
            Outcome outcome = Outcome.of(
                    port(server),
                    "--mode fanout --to-all --connections 4 --lines 10 --json --publisher-setup /name~pub"
                            + " --publisher-setup-lines 1 --reply >cast~socket_listener~pub~{}"
                            + " --receipt >cast~socket_listener~pub~{}");

            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.out()).contains("\"lines\":40,");
        }
    }

    @Test
    void bench_replyWithoutPayloadAndLinesToIgnore_areUnderstood() throws IOException {
        try (Answering server =
                new Answering((line, n) -> line.equals("P") ? "" : n % 3 == 0 ? "PING\r\nOK\r\n" : "OK\r\n")) {
            Outcome outcome = Outcome.of(
                    server.port(), "--lines 30 --reply OK\\r\\n --ignore PING\\r\\n --ignore-reply P --json");

            assertThat(outcome.err()).isEmpty();
            assertThat(outcome.out()).contains("\"lines\":30,");
        }
    }

    @Test
    void bench_replyChanged_saysWhichAndWhatCame() throws IOException {
        try (Answering server = new Answering((line, n) -> (n == 5 ? line.replace('a', 'A') : line) + "\n")) {
            assertThat(Outcome.of(server.port(), "--lines 50"))
                    .isEqualTo(
                            failure("connection 0: reply 5 is wrong: \"00000-0000000004qrstuvwxyzabcdef\\n\" was due,"
                                    + " came \"00000-0000000004qrstuvwxyzAbcdef\\n\""));
        }
    }

    @Test
    void bench_repliesChangePlaces_fails() throws IOException {
        String[] kept = {""};
        try (Answering server = new Answering((line, n) -> {
            String said = n == 3 ? "" : n == 4 ? line + "\n" + kept[0] + "\n" : line + "\n";
            kept[0] = line;
            return said;
        })) {
            Outcome outcome = Outcome.of(server.port(), "--lines 50 --depth 4");

            assertThat(outcome.status()).isEqualTo(ExitStatus.FAILURE.code());
            assertThat(outcome.err())
                    .startsWith("rollcall: connection 0: reply 3 is wrong")
                    .hasLineCount(1);
        }
    }

    @Test
    void bench_replyMissing_saysHowMany() throws IOException {
        try (Answering server = new Answering((line, n) -> n == 7 ? "" : line + "\n")) {
            assertThat(Outcome.of(server.port(), "--lines 50"))
                    .isEqualTo(failure("nothing came for 0.3 s, 1 replies are missing"));
        }
    }

    @Test
    void bench_replyTwice_saysSo() throws IOException {
        try (Answering server = new Answering((line, n) -> line + "\n" + (n == 51 ? line + "\n" : ""))) {
            assertThat(Outcome.of(server.port(), "--lines 50").err())
                    .startsWith("rollcall: connection 0: after all 51 replies that were due came \"00000-0000000032");
        }
    }

    @Test
    void bench_serverCloses_saysSo() throws IOException {
        try (Answering server = new Answering((line, n) -> n == 9 ? null : line + "\n")) {
            assertThat(Outcome.of(server.port(), "--lines 50"))
                    .isEqualTo(failure("the server closed connection 0, 1 replies are missing"));
        }
    }

    @Test
    void bench_setupRefused_saysWithWhat() throws IOException {
        try (Answering server = new Answering((line, n) -> "-DENIED no\n")) {
            Outcome outcome = Outcome.of(server.port(), "--mode fanout --connections 1 --lines 1");

            assertThat(outcome.status()).isEqualTo(ExitStatus.FAILURE.code());
            assertThat(outcome.err())
                    .matches("rollcall: connection [01]: the setup was answered \"-DENIED no\\\\n\"\\R");
        }
    }

    @Test
    void bench_memberPassedOver_fails() throws IOException {
        try (LineServer server = Servers.echo()) {
            Outcome outcome = Outcome.of(port(server), "--mode fanout --connections 3 --lines 5 --receipt +{n}~slow=1");

            assertThat(outcome.status()).isEqualTo(ExitStatus.FAILURE.code());
            assertThat(outcome.err())
                    .contains("connection 3: reply 1 is wrong: \"+3 slow=1\\n\" was due, came \"+3\\n");
        }
    }

    @Test
    void bench_nobodyListens_saysSo() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }
        Outcome outcome = Outcome.of(port, "--lines 1");

        assertThat(outcome.status()).isEqualTo(ExitStatus.FAILURE.code());
        assertThat(outcome.err())
                .startsWith("rollcall: connection 0 cannot be made: ")
                .contains("refused")
                .hasLineCount(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    --depth 0        | --depth must be 1 to 65536, given was 0
                    --line-bytes 15  | --line-bytes must be 16 to 1048576, given was 15
                    --connections 0  | --connections must be 1 to 100000, given was 0
                    --seconds 0      | --seconds must be 0.01 to 86400, given was 0
                    --seconds NaN    | --seconds must be 0.01 to 86400, given was NaN
                    --seconds soon   | invalid value for option '--seconds': a number was expected, given was 'soon'
                    --mode all       | invalid value for option '--mode': one of echo, fanout, storm was expected, given was 'all'
                    --dept 1         | unknown option '--dept'; did you mean --depth?
                    now              | unexpected argument 'now'
                    """)
    void bench_wrongOption_saysSoInOneLine(String words, String message) {
        assertThat(Outcome.of(9999, words))
                .isEqualTo(new Outcome(ExitStatus.USAGE.code(), "", "rollcall: " + message + System.lineSeparator()));
    }

    private static Outcome failure(String message) {
        return new Outcome(ExitStatus.FAILURE.code(), "", "rollcall: " + message + System.lineSeparator());
    }

    private static int port(LineServer server) {
        return server.address().getPort();
    }

    private static long number(String words, String option) {
        return Long.parseLong(words.replaceAll(".*" + option + " (\\d+).*", "$1"));
    }
}
