package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that does not read costs a bounded amount of memory, and loses no reply. */
class SlowReaderTest {
    static final int RECEIVE_BUFFER = 8 * 1024;
    static final String FILLER = "x".repeat(1000);

    /** The first connection's input and output, as the server sees them. */
    private static final class Watched implements WorkerFactory {
        private final CountDownLatch paused = new CountDownLatch(1);
        private volatile Session session;

        @Override
        public Worker create(Connection connection) {
            if (connection.id().equals("c1")) {
                session = (Session) connection;
                session.channel().pipeline().addFirst(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                        if (!ctx.channel().isWritable()) {
                            paused.countDown();
                        }
                        ctx.fireChannelWritabilityChanged();
                    }
                });
            }
            return BundledWorker.ECHO.create(connection);
        }

        /** Bytes written and not yet taken by the system. */
        long pendingOutput() throws Exception {
            return untaken(session);
        }
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
    }

    private static void say(LineClient client, int lines) {
        try {
            for (int i = 0; i < lines; i++) {
                client.say(i + FILLER);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void peer_sendsAndNeverReads_isTakenNoFurtherThanItsBounds(Transport transport, WorkerThreads threads)
            throws Exception {
        Watched watched = new Watched();
        int lines = 30_000;
        ServerOptions options = Servers.options(transport, threads).withIoThreads(1);
        try (LineServer server = Servers.start(options, watched);
                LineClient slow = new LineClient(server, RECEIVE_BUFFER);
                LineClient other = new LineClient(server)) {
            CompletableFuture<Void> said = CompletableFuture.runAsync(() -> say(slow, lines));
            await(watched.paused);
            for (int i = 0; i < 1000; i++) {
                assertThat(other.ask("turn " + i)).isEqualTo("turn " + i);
            }
            assertThat(said).isNotDone();
            // the soft limit, what one chunk of replies and the lines behind it may be above it
            assertThat(watched.pendingOutput()).isLessThan(Limit.OUTPUT_SOFT.preset() + 2L * Replies.CHUNK);

            for (int i = 0; i < lines; i++) {
                assertThat(slow.hear()).isEqualTo(i + FILLER);
            }
            said.get(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(slow.ask("and now")).isEqualTo("and now");
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void send_toASlowReader_answersSlowUntilItHasRead(Transport transport, WorkerThreads threads) throws Exception {
        Watched watched = new Watched();
        try (LineServer server =
                        Servers.start(Servers.options(transport, threads).withIoThreads(1), watched);
                LineClient slow = new LineClient(server, RECEIVE_BUFFER);
                LineClient other = new LineClient(server)) {
            assertThat(slow.ask("/name slow")).isEqualTo("+OK");
            assertThat(slow.ask("/join room")).isEqualTo("+1");
            assertThat(other.ask("/join room")).isEqualTo("+2");

            int sent = 0;
            String answer = other.ask("/send slow 0 " + FILLER);
            while ("+OK".equals(answer)) {
                answer = other.ask("/send slow " + ++sent + " " + FILLER);
            }
            assertThat(answer).startsWith("-SLOW ");
            other.say("/cast room hello");
            assertThat(new String[] {other.hear(), other.hear()})
                    .containsExactlyInAnyOrder("+1 slow=1", ">cast room c2 hello");

            for (int i = 0; i < sent; i++) {
                assertThat(slow.hear()).isEqualTo(">msg c2 " + i + " " + FILLER);
            }
            // all that was sent is with the peer, so its output is below every mark
            assertThat(slow.ask("/ping")).isEqualTo("+PONG");
            assertThat(other.ask("/send slow again")).isEqualTo("+OK");
            assertThat(slow.hear()).isEqualTo(">lost 1");
            assertThat(slow.hear()).isEqualTo(">msg c2 again");
            other.say("/cast room hello");
            assertThat(new String[] {other.hear(), other.hear()})
                    .containsExactlyInAnyOrder("+2", ">cast room c2 hello");
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void peer_goesWhileItDoesNotRead_isForgotten(Transport transport, WorkerThreads threads) throws Exception {
        Watched watched = new Watched();
        try (LineServer server =
                        Servers.start(Servers.options(transport, threads).withIoThreads(1), watched);
                LineClient slow = new LineClient(server, RECEIVE_BUFFER)) {
            CompletableFuture<Void> said = CompletableFuture.runAsync(() -> say(slow, 30_000));
            await(watched.paused);
            slow.reset();
            assertThat(said.handle((none, failed) -> failed).get(20, TimeUnit.SECONDS))
                    .isNotNull();
            assertThat(Leases.end(watched.session)).isEqualTo("reset");
            assertThat(server.registry().audit()).isEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void cast_toASlowReader_isSkippedAndToldBeforeTheNextEvent(Transport transport, WorkerThreads threads)
            throws Exception {
        Leases leases = new Leases(BundledWorker.ECHO);
        try (LineServer server =
                        Servers.start(Servers.options(transport, threads).withIoThreads(1), leases);
                LineClient slow = new LineClient(server, RECEIVE_BUFFER);
                LineClient author = new LineClient(server)) {
            assertThat(slow.ask("/join room")).isEqualTo("+1");
            Connection member = leases.next();
            int sent = 0;
            int missed = 0;
            while (missed == 0 || untaken(member) <= Limit.OUTPUT_SOFT.preset()) {
                String answer = author.ask("/cast room " + FILLER);
                sent++;
                missed += "+0 slow=1".equals(answer) ? 1 : 0;
            }

            int told = 0;
            for (int heard = 0; heard < sent - missed; ) {
                String line = slow.hear();
                if (line.startsWith(">lost ")) {
                    told += Integer.parseInt(line.substring(">lost ".length()));
                } else {
                    assertThat(line).isEqualTo(">cast room c2 " + FILLER);
                    heard++;
                }
            }
            assertThat(told).isLessThan(missed);
            assertThat(slow.ask("/ping")).isEqualTo("+PONG"); // a reply is none of the events
            assertThat(author.ask("/cast room last")).isEqualTo("+1");
            assertThat(slow.hear()).isEqualTo(">lost " + (missed - told));
            assertThat(slow.hear()).isEqualTo(">cast room c2 last");
        }
    }

    private static boolean hasEnded(Connection connection) {
        return connection.owner().ended().toCompletableFuture().isDone();
    }

    /** Has a room's one member, who reads nothing, left more than the soft bound untaken. */
    private static void castUntilSlow(LineClient author, String room, Connection member) throws Exception {
        while (untaken(member) <= Limit.OUTPUT_SOFT.preset()) {
            author.ask("/cast " + room + " " + FILLER);
        }
    }

    /** Bytes written and not yet taken by the system. */
    static long untaken(Connection connection) throws Exception {
        Session session = (Session) connection;
        return CompletableFuture.supplyAsync(
                        () -> session.channel().unsafe().outboundBuffer().totalPendingWriteBytes(), session.loop())
                .get(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void reader_slowForLongerThanAllowed_endsAsSlowAlone(Transport transport, WorkerThreads threads) throws Exception {
        Leases leases = new Leases(BundledWorker.ECHO);
        ServerOptions options =
                Servers.options(transport, threads).withIoThreads(1).with(Limit.OUTPUT_SOFT_TIME, 200);
        try (LineServer server = Servers.start(options, leases);
                LineClient slow = new LineClient(server, RECEIVE_BUFFER);
                LineClient author = new LineClient(server)) {
            assertThat(slow.ask("/join room")).isEqualTo("+1");
            Connection first = leases.next();
            castUntilSlow(author, "room", first);
            CompletableFuture<Void> trickle = CompletableFuture.runAsync(() -> trickle(slow));

            assertThat(Leases.end(first)).isEqualTo("slow"); // though it takes a byte now and then
            slow.reset();
            trickle.get(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            assertThat(author.ask("/count room")).isEqualTo("+0");
            assertThat(author.ask("still here")).isEqualTo("still here");
            assertThat(server.registry().audit()).isEmpty();
        }
    }

    /** Reads on, much too slowly, until the connection is gone. */
    private static void trickle(LineClient client) {
        try {
            while (client.takeOneByte()) {
                LockSupport.parkNanos(
                        TimeUnit.MILLISECONDS.toNanos(5)); // this is what the peer does, no wait for anything
            }
        } catch (IOException gone) {
            // as it must be
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void readers_thatTogetherLeaveTooMuch_endTheLargestFirst(Transport transport, WorkerThreads threads)
            throws Exception {
        Leases leases = new Leases(BundledWorker.ECHO);
        ServerOptions options =
                Servers.options(transport, threads).withIoThreads(1).with(Limit.OUTPUT_TOTAL, 400_000);
        try (LineServer server = Servers.start(options, leases);
                LineClient first = new LineClient(server, RECEIVE_BUFFER);
                LineClient author = new LineClient(server)) {
            assertThat(first.ask("/join first")).isEqualTo("+1");
            Connection one = leases.next();
            leases.next();
            castUntilSlow(author, "first", one);
            try (LineClient second = new LineClient(server, RECEIVE_BUFFER)) {
                assertThat(second.ask("/join second")).isEqualTo("+1");
                Connection other = leases.next();
                while (!hasEnded(one)) {
                    author.ask("/cast second " + FILLER);
                }
                assertThat(Leases.end(one)).isEqualTo("slow");
                assertThat(hasEnded(other)).isFalse();
                assertThat(author.ask("fine")).isEqualTo("fine");
            }
        }
    }
}
