package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A peer that does not read costs a bounded amount of memory, and loses no reply. */
class SlowReaderTest {
    private static final int RECEIVE_BUFFER = 8 * 1024;
    private static final String FILLER = "x".repeat(1000);

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
            return CompletableFuture.supplyAsync(
                            () -> session.channel().unsafe().outboundBuffer().totalPendingWriteBytes(), session.loop())
                    .get(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
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
            assertThat(watched.pendingOutput()).isLessThan(Output.SOFT_LIMIT + 2L * Replies.CHUNK);

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
}
