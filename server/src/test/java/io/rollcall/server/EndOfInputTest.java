package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.rollcall.registry.Census;
import io.rollcall.registry.Name;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** However and wherever a peer ends its input, the lease ends with it, and what was said is answered if it can be. */
class EndOfInputTest {
    private static final Name ALICE = Name.of("alice");
    private static final int MAX_LINE = 16;
    private static final byte[] TELNET = {(byte) 255, (byte) 253, 6, (byte) 255, (byte) 251, 31, (byte) 255, (byte) 241
    };

    /** A part of a session that is answered as a whole. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Said(byte[] bytes, String answer) {
        static Said of(String said, String answer) {
            return new Said(said.getBytes(StandardCharsets.UTF_8), answer);
        }
    }

    private static final List<Said> SESSION = List.of(
            Said.of("/name alice v\n", "+OK\n"),
            Said.of("hello\r\n", "hello\r\n"),
            new Said(TELNET, ""),
            Said.of("w\u00f6rld \ud83d\ude00\n", "w\u00f6rld \ud83d\ude00\n"),
            Said.of("\n", "\n"),
            Said.of("0123456789abcdefg\r\n", "-TOOLONG 16 bytes at most\r\n"),
            Said.of("//x\r\0", "/x\r\0"),
            Said.of("/ping\n", "+PONG\n"),
            Said.of("last", "last\n"));

    private static byte[] session() {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        SESSION.forEach(said -> all.writeBytes(said.bytes()));
        return all.toByteArray();
    }

    private static ServerOptions options(Transport transport, WorkerThreads threads) {
        return Servers.options(transport, threads).with(Limit.LINE, MAX_LINE);
    }

    private static void assertEmpty(LineServer server) {
        assertThat(server.registry().audit()).isEmpty();
        assertThat(server.registry().census()).isEqualTo(Census.EMPTY);
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void halfClose_behindALineWithoutAnEnd_answersAllAndCloses(Transport transport, WorkerThreads threads)
            throws Exception {
        Leases leases = new Leases(BundledWorker.ECHO);
        try (LineServer server = Servers.start(options(transport, threads), leases);
                LineClient client = new LineClient(server)) {
            client.send("a\nb\nlast").halfClose();
            assertThat(text(client.hearAll())).isEqualTo("a\nb\nlast\n");
            assertEmpty(server);
            assertThat(Leases.end(leases.next())).isEqualTo("eof");
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void halfClose_behindMoreThanTheMailboxHolds_answersAllAndCloses(Transport transport, WorkerThreads threads)
            throws Exception {
        Leases leases = new Leases(BundledWorker.ECHO);
        try (LineServer server = Servers.start(options(transport, threads).with(Limit.MAILBOX, 1), leases);
                LineClient client = new LineClient(server)) {
            String said = "line\n".repeat(2000);
            client.send(said).halfClose();
            assertThat(text(client.hearAll())).isEqualTo(said);
            assertEmpty(server);
            assertThat(Leases.end(leases.next())).isEqualTo("eof");
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void halfClose_whileReadingIsStopped_answersAllAndCloses(Transport transport, WorkerThreads threads)
            throws Exception {
        BlockingQueue<Reply.Later> put = new LinkedBlockingQueue<>();
        CountDownLatch ended = new CountDownLatch(1);
        Leases leases = new Leases(connection -> {
            ((Session) connection).channel().pipeline().addFirst(new ChannelInboundHandlerAdapter() {
                @Override
                public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                    ended.countDown();
                    ctx.fireUserEventTriggered(event);
                }
            });
            return (message, reply) -> {
                reply.line(message);
                put.add(reply.later());
            };
        });
        try (LineServer server = Servers.start(options(transport, threads).with(Limit.MAILBOX, 4), leases);
                LineClient client = new LineClient(server)) {
            client.send("a\nb\nc\nd\ne\nlast").halfClose();
            Reply.Later first = put.poll(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            if (transport == Transport.EPOLL) { // which hears of the end though it does not read
                assertThat(ended.await(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
                        .isTrue();
            }
            first.complete();
            for (int i = 0; i < 5; i++) {
                put.poll(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS).complete();
            }
            assertThat(text(client.hearAll())).isEqualTo("a\nb\nc\nd\ne\nlast\n");
            assertThat(Leases.end(leases.next())).isEqualTo("eof");
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void halfClose_answersLargerThanTheSocketTakes_allArrive(Transport transport, WorkerThreads threads)
            throws Exception {
        int answer = 1024 * 1024;
        int lines = 20;
        Line large = Line.of("x".repeat(answer));
        Leases leases = new Leases(connection -> (message, reply) -> reply.line(large));
        try (LineServer server = Servers.start(options(transport, threads), leases);
                LineClient client = new LineClient(server, 8 * 1024)) {
            client.send("a\n".repeat(lines)).halfClose();
            assertThat(client.hearAll()).hasSize(lines * (answer + 1));
            assertThat(Leases.end(leases.next())).isEqualTo("eof");
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void halfClose_atOnce_closesWithoutAWord(Transport transport, WorkerThreads threads) throws Exception {
        try (LineServer server = Servers.start(options(transport, threads), BundledWorker.ECHO);
                LineClient client = new LineClient(server)) {
            assertThat(client.halfClose().hearAll()).isEmpty();
            assertEmpty(server);
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void halfClose_atAnyByte_answersAllThatWasSaid(Transport transport, WorkerThreads threads) throws Exception {
        Leases leases = new Leases(BundledWorker.ECHO);
        byte[] session = session();
        try (LineServer server = Servers.start(options(transport, threads), leases)) {
            for (int cut = 0; cut <= session.length; cut++) {
                halfCloseAt(server, leases, session, cut);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void reset_atAnyByte_endsTheLeaseAtOnce(Transport transport, WorkerThreads threads) throws Exception {
        Leases leases = new Leases(BundledWorker.ECHO);
        byte[] session = session();
        try (LineServer server = Servers.start(options(transport, threads), leases)) {
            for (int cut = 0; cut <= session.length; cut++) {
                resetAt(server, leases, session, cut);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void close_atAnyByte_freesTheName(Transport transport, WorkerThreads threads) throws Exception {
        Leases leases = new Leases(BundledWorker.ECHO);
        byte[] session = session();
        try (LineServer server = Servers.start(options(transport, threads), leases)) {
            for (int cut = 0; cut <= session.length; cut++) {
                closeAt(server, leases, session, cut);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void peerGone_nameIsFreeBeforeALaterListenerHearsOfIt(Transport transport, WorkerThreads threads) throws Exception {
        BlockingQueue<String> found = new LinkedBlockingQueue<>();
        WorkerFactory curious = connection -> {
            ((Session) connection)
                    .channel()
                    .closeFuture()
                    .addListener(closed -> found.add(Stream.of(ALICE, Name.of(connection.id()))
                            .map(name -> connection.registry().whereIs(name).isPresent() + " ")
                            .collect(Collectors.joining())));
            return BundledWorker.ECHO.create(connection);
        };
        try (LineServer server = Servers.start(options(transport, threads), curious)) {
            for (int i = 0; i < 3; i++) {
                try (LineClient client = new LineClient(server)) {
                    client.say("/name alice");
                    assertThat(client.hear()).isEqualTo("+OK");
                    if (i == 1) {
                        client.reset();
                    } else if (i == 2) {
                        client.halfClose();
                        assertThat(client.hear()).isNull();
                    }
                }
                assertThat(RecordedEvents.next(found)).isEqualTo("false false ");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void reset_whileAWorkerIsAtWork_endsTheLeaseWithoutIt(Transport transport, WorkerThreads threads) throws Exception {
        Leases leases = new Leases(connection -> (message, reply) -> reply.later());
        try (LineServer server = Servers.start(options(transport, threads).with(Limit.MAILBOX, 2), leases);
                LineClient client = new LineClient(server)) {
            client.say("/name alice");
            assertThat(client.hear()).isEqualTo("+OK");
            client.say("a");
            client.reset();
            assertThat(Leases.end(leases.next())).isEqualTo("reset");
            assertEmpty(server);
        }
    }

    @Test
    void reset_whileReadingIsStopped_endsTheLeaseOnEpoll() throws Exception {
        Leases leases = new Leases(connection -> (message, reply) -> reply.later());
        try (LineServer server = Servers.start(
                        options(Transport.EPOLL, WorkerThreads.LOOP).with(Limit.MAILBOX, 1), leases);
                LineClient client = new LineClient(server)) {
            client.say("/name alice");
            assertThat(client.hear()).isEqualTo("+OK");
            client.say("a", "b", "c");
            client.reset();
            assertThat(Leases.end(leases.next())).isEqualTo("reset");
            assertEmpty(server);
        }
    }

    @Tag("stress")
    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void end_inEveryWay_leavesNothing(Transport transport, WorkerThreads threads) throws Exception {
        int rounds = Servers.isLong() ? 1000 : 60;
        long seed = System.nanoTime();
        Random random = new Random(seed);
        Leases leases = new Leases(BundledWorker.ECHO);
        byte[] session = session();
        try (LineServer server = Servers.start(options(transport, threads), leases)) {
            for (int i = 0; i < rounds; i++) {
                int cut = random.nextInt(session.length + 1);
                switch (random.nextInt(3)) {
                    case 0 -> halfCloseAt(server, leases, session, cut);
                    case 1 -> resetAt(server, leases, session, cut);
                    default -> closeAt(server, leases, session, cut);
                }
            }
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed, e);
        }
    }

    private static void halfCloseAt(LineServer server, Leases leases, byte[] session, int cut) throws Exception {
        try (LineClient client = new LineClient(server)) {
            client.send(Arrays.copyOf(session, cut)).halfClose();
            String heard = withoutTelnet(client.hearAll());
            assertThat(server.registry().find(ALICE)).as("cut %d", cut).isNull();
            assertAnswered(heard, cut);
        }
        assertThat(Leases.end(leases.next())).as("cut %d", cut).isEqualTo("eof");
        assertEmpty(server);
    }

    private static void resetAt(LineServer server, Leases leases, byte[] session, int cut) throws Exception {
        try (LineClient client = new LineClient(server)) {
            Connection connection = leases.next();
            client.send(Arrays.copyOf(session, cut));
            client.reset();
            assertThat(Leases.end(connection)).as("cut %d", cut).isEqualTo("reset");
        }
        assertEmpty(server);
    }

    private static void closeAt(LineServer server, Leases leases, byte[] session, int cut) throws Exception {
        try (LineClient client = new LineClient(server)) {
            client.send(Arrays.copyOf(session, cut));
        }
        assertThat(Leases.end(leases.next())).as("cut %d", cut).isIn("eof", "reset");
        assertEmpty(server);
    }

    /** Every whole line has its answer, and what was left of a line has one too. */
    private static void assertAnswered(String heard, int cut) {
        StringBuilder whole = new StringBuilder();
        int at = 0;
        for (Said said : SESSION) {
            if (at + said.bytes().length > cut) {
                assertRestAnswered(heard, whole.toString(), said, cut - at);
                return;
            }
            whole.append(said.answer());
            at += said.bytes().length;
        }
        assertThat(heard).as("cut %d", cut).isEqualTo(whole.toString());
    }

    private static void assertRestAnswered(String heard, String whole, Said said, int length) {
        String end = whole.endsWith("\r\n") ? "\r\n" : whole.endsWith("\r\0") ? "\r\0" : "\n";
        String part = new String(said.bytes(), 0, length, StandardCharsets.UTF_8);
        List<String> expected = new ArrayList<>();
        if (Arrays.equals(said.bytes(), TELNET) || length == 0) {
            // negotiation is no text, but for an IAC that nothing follows
            expected.add(length % 3 == 1 || length == 7 ? whole + "-BADLINE 0 invalid UTF-8" + end : whole);
        } else if (part.endsWith("\r")) {
            expected.add(whole + (length > MAX_LINE ? "-TOOLONG " : "-BADLINE "));
        } else if (part.contains("\ufffd")) {
            expected.add(whole + "-BADLINE ");
        } else if (part.startsWith("//")) {
            expected.add(whole + part.substring(1) + end);
        } else if (part.startsWith("/")) {
            expected.add(whole + (part.startsWith("/name a") ? "+OK" : part.equals("/ping") ? "+PONG" : "-"));
        } else {
            expected.add(whole + (length > MAX_LINE ? "-TOOLONG " : part + end));
        }
        assertThat(heard).startsWith(expected.get(0)).endsWith(end.repeat(whole.equals(heard) ? 0 : 1));
        long lines = heard.chars().filter(c -> c == '\n' || c == '\0').count();
        long wholeLines = whole.chars().filter(c -> c == '\n' || c == '\0').count();
        assertThat(lines - wholeLines).isEqualTo(expected.get(0).equals(whole) ? 0 : 1);
    }

    private static String withoutTelnet(byte[] heard) {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        for (int i = 0; i < heard.length; i++) {
            if (heard[i] == (byte) 255) {
                i += 2;
            } else {
                text.write(heard[i]);
            }
        }
        return text(text.toByteArray());
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
