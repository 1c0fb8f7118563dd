package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Peers that send what is no line, too much of a line, or bytes meant for another's terminal. */
final class HostileFramingTest extends HostilePeersTest {
    private static final int PEERS = Servers.isLong() ? 1000 : 20;
    private static final int LINES = Servers.isLong() ? 50_000 : 3000;
    private static final String MEBIBYTE = "x".repeat(1 << 20);
    private static final List<String> NASTY = List.of(
            "\r",
            "\0",
            "\33[2J",
            "\33]52;c;aGk=\7",
            "\302\205",
            "\302\233",
            "\342\200\250",
            "\342\200\256",
            "\177",
            "\300\200",
            "\355\240\275",
            "\377",
            "\377\361",
            "\377\372\1\n+OK\377\360",
            "\n>msg victim forged\n",
            "\r\n+OK c1\r\n",
            "\n*3\n",
            "+OK",
            "-DENIED",
            "victim",
            "plain",
            " ",
            "\t",
            "\303\244",
            "\360\237\230\200");

    HostileFramingTest(Transport transport) {
        super(transport);
    }

    @Test
    void endlessLines_ofManyPeers_areRefusedAndTheThirdCloses() throws Exception {
        for (int i = 0; i < PEERS; i++) {
            try (LineClient peer = connect()) {
                peer.send(MEBIBYTE);
                assertThat(peer.ask("\nafter")).isEqualTo("-TOOLONG 8192 bytes at most");
                assertThat(peer.hear()).isEqualTo("after");
                assertThat(peer.ask(MEBIBYTE)).isEqualTo("-TOOLONG 8192 bytes at most");
                peer.send(MEBIBYTE + "\nnever\n");
                assertThat(peer.hear()).isEqualTo("-TOOLONG 8192 bytes at most, closing after the third longer line");
                assertThat(peer.hear()).isNull();
            }
        }
    }

    @Test
    void anyBytes_reachOthersAsWholeCleanLinesOnly() throws Exception {
        long seed = 20_240_607;
        try (LineClient victim = connect();
                LineClient hostile = connect();
                LineClient other = connect()) {
            victim.say("/name victim", "/join room", "/watch x", "/watch #loud");
            for (String reply : List.of("+OK", "+1", "+NONE", "+0")) {
                assertThat(victim.hear()).isEqualTo(reply);
            }
            byte[] attack = attack(new Random(seed));
            CompletableFuture<Void> said = CompletableFuture.runAsync(() -> send(hostile, attack));
            String[] replies = new String(hostile.hearAll(), StandardCharsets.UTF_8).split("\r\n|\n|\r\0");
            said.get(LineClient.DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
            assertThat(replies).hasSizeGreaterThan(LINES).endsWith("+BYE");
            for (String reply : replies) {
                assertClean(reply, seed);
            }

            assertThat(other.ask("/send victim last")).isEqualTo("+OK");
            int events = 0;
            for (String line = victim.hear(); !line.matches(">msg c\\d+ last"); line = victim.hear()) {
                assertClean(line, seed);
                assertThat(line)
                        .as("seed %d", seed)
                        .matches(
                                ">(lost \\d+"
                                        + "|(msg|cast room|up x|down x|set x|join loud|left loud|set #loud) (?!victim\\b)\\S+.*)");
                events++;
            }
            assertThat(events).isPositive();
        }
    }

    private static byte[] attack(Random random) {
        String[] verbs = {
            "", "/send victim ", "/cast room ", "/name x ", "/set x ", "/drop x", "/name ", "/join loud ", "/leave loud"
        };
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (int i = 0; i < LINES; i++) {
            bytes.writeBytes(Peer.bytes(verbs[random.nextInt(verbs.length)]));
            for (int pieces = random.nextInt(5); pieces > 0; pieces--) {
                bytes.writeBytes(Peer.bytes(NASTY.get(random.nextInt(NASTY.size()))));
            }
            bytes.writeBytes(Peer.bytes(random.nextInt(4) == 0 ? "\r\n" : "\n"));
        }
        bytes.writeBytes("\n/quit\n".getBytes(StandardCharsets.UTF_8));
        return bytes.toByteArray();
    }

    private static void send(LineClient client, byte[] bytes) {
        try {
            client.send(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void assertClean(String line, long seed) {
        assertThat(line.replace('\t', ' '))
                .as("seed %d", seed)
                .matches("[^\\p{Cc}\\x{2028}\\x{2029}\\x{202E}\\x{FFFD}]*");
    }

    @Test
    void optionStorm_isRefusedOnceEach_andASubNegotiationHoldsNothing() throws Exception {
        StringBuilder storm = new StringBuilder();
        for (int round = 0; round < 40; round++) {
            for (char option = 0; option < 256; option++) {
                if (option != 6) { // TIMING-MARK is answered each time
                    storm.append("\377\375").append(option == 255 ? "\1" : String.valueOf(option));
                }
            }
        }
        storm.append("\377\372\37").append("x\n".repeat(1 << 19)).append("\377\360hello\n");
        try (LineClient peer = connect()) {
            peer.send(Peer.bytes(storm.toString()));
            assertThat(peer.hear(254 * 3 + "hello\n".length())).endsWith("hello\n");
            assertThat(peer.ask("/ping")).isEqualTo("+PONG");
        }
    }

    @Test
    void curl_postOrTls_isRefusedAndItsBodyNotExecuted() throws Exception {
        for (List<String> call : List.of(List.of("http", "-d", "/name evil"), List.of("https", "-k"))) {
            List<String> command =
                    new ArrayList<>(List.of(RealClientTest.program("curl"), "-s", "-m", "20", "--http0.9"));
            command.addAll(call.subList(1, call.size()));
            command.add(call.get(0) + "://127.0.0.1:" + server.port() + "/");
            try (Child curl = Child.start(command)) {
                boolean isTls = call.get(0).equals("https");
                assertThat(curl.awaitExit() == 0).isEqualTo(!isTls);
                assertThat(curl.out())
                        .isEqualTo(isTls ? "" : "-WRONGPROTOCOL this port takes lines of text, not HTTP\r\n");
            }
        }
        try (LineClient other = connect()) {
            assertThat(other.ask("/where evil")).startsWith("-NONE ");
            assertThat(other.ask("SSH-2.0-x")).isEqualTo("SSH-2.0-x");
        }
    }

    @Test
    void browser_fetchOfAPage_isRefusedAndItsBodyNotExecuted(@TempDir Path directory) throws Exception {
        Path page = directory.resolve("page.html");
        Files.writeString(page, """
                <body>waiting<script>
                fetch('http://127.0.0.1:%d/', {method: 'POST', mode: 'no-cors', body: '/name evil\\n'})
                    .then(answer => 'answered', failure => 'failed')
                    .then(what => document.body.textContent = what);
                </script>""".formatted(server.port()));
        try (Child chromium = Child.start(List.of(
                RealClientTest.program("chromium"),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--user-data-dir=" + directory.resolve("profile"),
                "--virtual-time-budget=5000",
                "--dump-dom",
                page.toUri().toString()))) {
            assertThat(Leases.end(leases.next())).as("it did connect").isNotNull();
            assertThat(chromium.out()).contains("<body>failed</body>");
        }
        try (LineClient other = connect()) {
            assertThat(other.ask("/where evil")).startsWith("-NONE ");
        }
    }
}
