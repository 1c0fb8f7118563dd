package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.rollcall.registry.Census;
import io.rollcall.registry.Name;
import io.rollcall.registry.Reason;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What workers may do to their connection, and what they cannot do to others. */
class WorkerTest {
    private static final Name ALICE = Name.of("alice");

    private static ServerOptions options(WorkerThreads threads) {
        return Servers.options().withWorkerThreads(threads);
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Nested
    class Crashing {
        /** Says a word before it throws on "boom"; repeats everything else. */
        private final WorkerFactory fragile = connection -> (message, reply) -> {
            if (message.text().equals("boom")) {
                reply.line("half an answer");
                throw new IllegalStateException("boom");
            }
            reply.line(message);
        };

        @ParameterizedTest
        @EnumSource
        void receive_throws_answersCrashedInItsPlaceAndGoesOn(WorkerThreads threads) throws Exception {
            RecordedEvents events = new RecordedEvents();
            try (LineServer server = Servers.start(options(threads), fragile, events);
                    LineClient client = new LineClient(server)) {
                client.say("a", "boom", "b", "/ping", "boom", "c");

                assertThat(client.hear()).isEqualTo("a");
                assertThat(client.hear()).startsWith("-CRASHED ");
                assertThat(client.hear()).isEqualTo("b");
                assertThat(client.hear()).isEqualTo("+PONG");
                assertThat(client.hear()).startsWith("-CRASHED ");
                assertThat(client.hear()).isEqualTo("c");
                assertThat(RecordedEvents.next(events.crashed)).isEqualTo("c1 boom");
            }
        }

        @ParameterizedTest
        @EnumSource
        void receive_throws_releasesAllAndGoesOnAsANewOwnerWithTheSameId(WorkerThreads threads) throws Exception {
            Leases leases = new Leases(fragile);
            try (LineServer server = Servers.start(options(threads), leases);
                    LineClient client = new LineClient(server)) {
                client.say("/name alice", "/join room", "/me");
                for (int i = 0; i < 6; i++) {
                    client.hear();
                }
                Connection connection = leases.next();
                var first = connection.owner();

                assertThat(client.ask("boom")).startsWith("-CRASHED ");

                assertThat(leases.next()).isSameAs(connection);
                assertThat(connection.owner()).isNotSameAs(first);
                assertThat(first.endReason().orElseThrow().word()).isEqualTo("crashed");
                assertThat(first.endReason().orElseThrow().cause()).hasMessage("boom");
                assertThat(client.say("/me").hear()).isEqualTo("*1");
                assertThat(client.hear()).isEqualTo("id c1");
                assertThat(client.ask("/where alice")).startsWith("-NONE");
                assertThat(client.ask("/where c1")).isEqualTo("+c1");
                assertThat(client.ask("/count room")).isEqualTo("+0");
                assertThat(client.ask("/count socket_listener")).isEqualTo("+1");
                assertThat(client.ask("/name alice")).isEqualTo("+OK");
                assertThat(server.registry().audit()).isEmpty();
            }
        }

        @ParameterizedTest
        @EnumSource
        void receive_throwsForTheFourthTime_closes(WorkerThreads threads) throws Exception {
            Leases leases = new Leases(fragile);
            try (LineServer server = Servers.start(options(threads), leases);
                    LineClient client = new LineClient(server)) {
                client.say("boom", "boom", "boom", "still here", "boom", "lost");
                for (int i = 0; i < 3; i++) {
                    assertThat(client.hear()).startsWith("-CRASHED ");
                }
                assertThat(client.hear()).isEqualTo("still here");
                assertThat(client.hear()).startsWith("-CRASHED ");
                assertThat(client.hear()).isNull();
                assertThat(Leases.end(leases.next())).isEqualTo("crashed");
                assertThat(server.registry().census()).isEqualTo(Census.EMPTY);
            }
        }

        @ParameterizedTest
        @EnumSource
        void create_throws_saysSoAndCloses(WorkerThreads threads) throws Exception {
            WorkerFactory broken = connection -> {
                throw new IllegalStateException("no worker today");
            };
            RecordedEvents events = new RecordedEvents();
            try (LineServer server = Servers.start(options(threads), broken, events);
                    LineClient client = new LineClient(server)) {
                assertThat(client.hear()).startsWith("-CRASHED ");
                assertThat(client.hear()).isNull();
                assertThat(RecordedEvents.next(events.crashed)).isEqualTo("c1 no worker today");
                assertThat(server.registry().census()).isEqualTo(Census.EMPTY);
            }
        }

        @ParameterizedTest
        @EnumSource
        void create_throwsAfterACrash_answersOnceAndCloses(WorkerThreads threads) throws Exception {
            AtomicInteger workers = new AtomicInteger();
            WorkerFactory once = connection -> {
                if (workers.incrementAndGet() > 1) {
                    throw new IllegalStateException("no second one");
                }
                return fragile.create(connection);
            };
            try (LineServer server = Servers.start(options(threads), once, new RecordedEvents());
                    LineClient client = new LineClient(server)) {
                client.say("a", "boom", "b");
                assertThat(client.hear()).isEqualTo("a");
                assertThat(client.hear()).startsWith("-CRASHED ");
                assertThat(client.hear()).isNull();
                assertThat(server.registry().census()).isEqualTo(Census.EMPTY);
            }
        }

        @Test
        void receive_throwsAfterThePeerHasGone_isReported() throws Exception {
            CountDownLatch entered = new CountDownLatch(1);
            CountDownLatch gone = new CountDownLatch(1);
            RecordedEvents events = new RecordedEvents();
            Leases leases = new Leases(connection -> (message, reply) -> {
                entered.countDown();
                await(gone);
                throw new IllegalStateException("too late");
            });
            try (LineServer server = Servers.start(options(WorkerThreads.POOL), leases, events);
                    LineClient client = new LineClient(server)) {
                client.say("a");
                await(entered);
                client.reset();
                assertThat(Leases.end(leases.next())).isEqualTo("reset");
                gone.countDown();
                assertThat(RecordedEvents.next(events.crashed)).isEqualTo("c1 too late");
                assertThat(server.registry().census()).isEqualTo(Census.EMPTY);
            }
        }
    }

    @Nested
    class Closing {
        private final List<String> received = new ArrayList<>();

        @ParameterizedTest
        @EnumSource
        void close_byTheWorker_sendsWhatWasAnsweredAndTakesNoMore(WorkerThreads threads) throws Exception {
            Leases leases = new Leases(connection -> (message, reply) -> {
                received.add(message.text());
                reply.line(message);
                if (message.text().equals("bye")) {
                    connection.close(Reason.of("bored"));
                }
            });
            try (LineServer server = Servers.start(options(threads), leases);
                    LineClient client = new LineClient(server)) {
                client.say("a", "b", "bye", "c", "d");
                assertThat(client.hear()).isEqualTo("a");
                assertThat(client.hear()).isEqualTo("b");
                assertThat(client.hear()).isEqualTo("bye");
                assertThat(client.hear()).isNull();
                assertThat(Leases.end(leases.next())).isEqualTo("bored");
            }
            assertThat(received).containsExactly("a", "b", "bye");
        }

        @ParameterizedTest
        @EnumSource
        void close_byTheWorkerThatPutsItsAnswerOff_closes(WorkerThreads threads) throws Exception {
            Leases leases = new Leases(connection -> (message, reply) -> {
                reply.line(message);
                reply.later();
                connection.close(Reason.of("bored"));
            });
            try (LineServer server = Servers.start(options(threads), leases);
                    LineClient client = new LineClient(server)) {
                client.say("a");
                assertThat(new String(client.hearAll(), StandardCharsets.UTF_8)).isIn("", "a\n");
                assertThat(Leases.end(leases.next())).isEqualTo("bored");
            }
        }

        @Test
        void close_whileAWorkerHangs_closesAtOnce() throws Exception {
            CountDownLatch entered = new CountDownLatch(1);
            CountDownLatch end = new CountDownLatch(1);
            Leases leases = new Leases(connection -> (message, reply) -> {
                entered.countDown();
                await(end);
                reply.line(message);
            });
            try (LineServer server = Servers.start(options(WorkerThreads.POOL), leases);
                    LineClient client = new LineClient(server)) {
                client.say("a", "b");
                await(entered);
                Connection connection = leases.next();
                connection.close(Reason.of("kicked"));
                assertThat(client.hear()).isNull();
                assertThat(Leases.end(connection)).isEqualTo("kicked");
                end.countDown();
            }
        }
    }

    @Nested
    class Blocking {
        @ParameterizedTest
        @EnumSource(names = {"NIO", "EPOLL"})
        void receive_blocksInThePool_stopsTheReadingAndLosesNothing(Transport transport) throws Exception {
            String line = "x".repeat(1000);
            int lines = 30_000;
            CountDownLatch release = new CountDownLatch(1);
            ReadBytes read = new ReadBytes();
            WorkerFactory blocking = connection -> {
                ((Session) connection).channel().pipeline().addFirst(read);
                return (message, reply) -> {
                    await(release);
                    reply.line(message);
                };
            };
            WorkerFactory firstBlocks = connection ->
                    connection.id().equals("c1") ? blocking.create(connection) : BundledWorker.ECHO.create(connection);
            ServerOptions options =
                    options(WorkerThreads.POOL).withTransport(transport).withIoThreads(1);
            try (LineServer server = Servers.start(options.with(Limit.MAILBOX, 16), firstBlocks);
                    LineClient client = new LineClient(server);
                    LineClient other = new LineClient(server)) {
                CompletableFuture<Void> said = CompletableFuture.runAsync(() -> sayOften(client, line, lines));
                await(read.paused);
                long taken = read.bytes.get();
                for (int i = 0; i < 1000; i++) { // the loop turns, and takes nothing from the one that is full
                    assertThat(other.ask("turn")).isEqualTo("turn");
                }
                assertThat(said).isNotDone();
                assertThat(read.bytes).hasValue(taken);
                assertThat(taken).isLessThan(256 * 1024);

                release.countDown();
                for (int i = 0; i < lines; i++) {
                    assertThat(client.hear()).isEqualTo(i + line);
                }
                await(said);
            }
        }

        private static void sayOften(LineClient client, String line, int times) {
            try {
                for (int i = 0; i < times; i++) {
                    client.say(i + line);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        /** Counts what is read from the wire, and tells when a read ends with reading stopped. */
        private static final class ReadBytes extends ChannelInboundHandlerAdapter {
            private final AtomicLong bytes = new AtomicLong();
            private final CountDownLatch paused = new CountDownLatch(1);

            @Override
            public void channelRead(ChannelHandlerContext ctx, Object input) {
                bytes.addAndGet(((ByteBuf) input).readableBytes());
                ctx.fireChannelRead(input);
                if (!ctx.channel().config().isAutoRead()) {
                    paused.countDown();
                }
            }
        }

        @Test
        void receive_blocksInThePool_delaysNobodyElse() throws Exception {
            CountDownLatch answered = new CountDownLatch(1);
            WorkerFactory patient = connection -> (message, reply) -> {
                if (message.text().equals("wait")) {
                    await(answered);
                }
                reply.line(message);
            };
            ServerOptions options = options(WorkerThreads.POOL).withIoThreads(1);
            try (LineServer server = Servers.start(options, patient);
                    LineClient waiting = new LineClient(server);
                    LineClient other = new LineClient(server)) {
                waiting.say("wait");
                assertThat(other.ask("now")).isEqualTo("now");
                assertThat(other.ask("/ping")).isEqualTo("+PONG");
                answered.countDown();
                assertThat(waiting.hear()).isEqualTo("wait");
            }
        }

        @Test
        void receive_blocksTheLoop_isReportedWhileItDoes() throws Exception {
            RecordedEvents events = new RecordedEvents();
            CountDownLatch reported = new CountDownLatch(1);
            WorkerFactory blocking = connection -> (message, reply) -> {
                await(reported);
                reply.line(message);
            };
            try (LineServer server = Servers.start(options(WorkerThreads.LOOP), blocking, events);
                    LineClient client = new LineClient(server)) {
                client.say("a");
                assertThat(RecordedEvents.next(events.stalled)).startsWith("c1 ");
                reported.countDown();
                assertThat(client.hear()).isEqualTo("a");
            }
        }
    }

    @Nested
    class Later {
        private final BlockingQueue<Reply.Later> put = new LinkedBlockingQueue<>();

        /** Puts every answer off, but for that to "now". */
        private final WorkerFactory lazy = connection -> (message, reply) -> {
            reply.line("to " + message);
            if (!message.text().equals("now")) {
                put.add(reply.later());
            }
        };

        private Reply.Later next() throws InterruptedException {
            return put.poll(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        }

        @ParameterizedTest
        @EnumSource
        void complete_byAnotherThread_sendsTheWholeAnswerInItsPlace(WorkerThreads threads) throws Exception {
            try (LineServer server = Servers.start(options(threads), lazy);
                    LineClient client = new LineClient(server)) {
                client.say("a", "/ping", "now", "b");
                Reply.Later a = next();
                a.line("one");
                a.line("two");
                assertThat(put).isEmpty();
                a.complete();
                for (String line : List.of("to a", "one", "two", "+PONG", "to now")) {
                    assertThat(client.hear()).isEqualTo(line);
                }
                next().complete();
                assertThat(client.hear()).isEqualTo("to b");
            }
        }

        @ParameterizedTest
        @EnumSource
        void complete_beforeTheCallReturns_answers(WorkerThreads threads) throws Exception {
            WorkerFactory eager = connection -> (message, reply) -> {
                Reply.Later later = reply.later();
                later.line(message);
                later.complete();
            };
            try (LineServer server = Servers.start(options(threads), eager);
                    LineClient client = new LineClient(server)) {
                client.say("a", "b", "/ping", "c");
                for (String line : List.of("a", "b", "+PONG", "c")) {
                    assertThat(client.hear()).isEqualTo(line);
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        void complete_racingWithTheReturn_losesNoAnswer(WorkerThreads threads) throws Exception {
            WorkerFactory racing = connection -> (message, reply) -> {
                Reply.Later later = reply.later();
                CompletableFuture.runAsync(() -> {
                    later.line(message);
                    later.complete();
                });
            };
            int rounds = 5000;
            try (LineServer server = Servers.start(options(threads), racing);
                    LineClient client = new LineClient(server)) {
                for (int i = 0; i < rounds; i++) {
                    client.say("x" + i);
                }
                for (int i = 0; i < rounds; i++) {
                    assertThat(client.hear()).isEqualTo("x" + i);
                }
            }
        }

        @ParameterizedTest
        @EnumSource
        void complete_twice_throws(WorkerThreads threads) throws Exception {
            try (LineServer server = Servers.start(options(threads), lazy);
                    LineClient client = new LineClient(server)) {
                client.say("a");
                Reply.Later a = next();
                a.complete();
                assertThatIllegalStateException().isThrownBy(a::complete);
                assertThatIllegalStateException().isThrownBy(() -> a.line("more"));
                assertThatIllegalStateException().isThrownBy(() -> a.fail(new Exception()));
                assertThat(client.hear()).isEqualTo("to a");
                assertThat(client.ask("now")).isEqualTo("to now");
            }
        }

        @ParameterizedTest
        @EnumSource
        void later_twice_throwsAndCrashes(WorkerThreads threads) throws Exception {
            WorkerFactory twice = connection -> (message, reply) -> {
                put.add(reply.later());
                reply.later();
            };
            try (LineServer server = Servers.start(options(threads), twice, new RecordedEvents());
                    LineClient client = new LineClient(server)) {
                assertThat(client.ask("a")).startsWith("-CRASHED ");
                Reply.Later forgotten = next();
                forgotten.line("never seen");
                forgotten.complete();
                assertThat(client.ask("/ping")).isEqualTo("+PONG");
            }
        }

        @ParameterizedTest
        @EnumSource
        void fail_answersCrashedWithoutTheLines(WorkerThreads threads) throws Exception {
            RecordedEvents events = new RecordedEvents();
            try (LineServer server = Servers.start(options(threads), lazy, events);
                    LineClient client = new LineClient(server)) {
                client.say("/name alice", "a", "now");
                assertThat(client.hear()).isEqualTo("+OK");
                Reply.Later a = next();
                a.line("never seen");
                a.fail(new IllegalStateException("gave up"));
                assertThat(client.hear()).startsWith("-CRASHED ");
                assertThat(client.hear()).isEqualTo("to now");
                assertThat(server.registry().find(ALICE)).isNull();
                assertThat(RecordedEvents.next(events.crashed)).isEqualTo("c1 gave up");
            }
        }

        @ParameterizedTest
        @EnumSource
        void complete_afterTheEnd_doesNothing(WorkerThreads threads) throws Exception {
            Leases leases = new Leases(lazy);
            try (LineServer server = Servers.start(options(threads), leases);
                    LineClient client = new LineClient(server)) {
                client.say("a");
                Reply.Later a = next();
                Connection connection = leases.next();
                connection.close(Reason.of("kicked"));
                assertThat(Leases.end(connection)).isEqualTo("kicked");
                a.line("never seen");
                a.complete();
                assertThat(client.hear()).isNull();
            }
        }

        @ParameterizedTest
        @EnumSource
        void halfClose_whileAnAnswerIsPutOff_finishesFirst(WorkerThreads threads) throws Exception {
            Leases leases = new Leases(lazy);
            try (LineServer server = Servers.start(options(threads), leases);
                    LineClient client = new LineClient(server)) {
                client.send("a\nnow\nlast").halfClose();
                next().complete();
                next().complete();
                assertThat(new String(client.hearAll(), StandardCharsets.UTF_8)).isEqualTo("to a\nto now\nto last\n");
                assertThat(Leases.end(leases.next())).isEqualTo("eof");
            }
        }

        @ParameterizedTest
        @EnumSource
        void stop_whileAnAnswerIsPutOff_waitsForIt(WorkerThreads threads) throws Exception {
            RecordedEvents events = new RecordedEvents();
            try (LineServer server = Servers.start(options(threads), lazy, events);
                    LineClient client = new LineClient(server)) {
                client.say("a", "now");
                Reply.Later a = next();
                CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(server::stop);
                assertThat(client.hear()).isEqualTo(">bye drain");
                a.complete();
                assertThat(client.hear()).isEqualTo("to a");
                assertThat(client.hear()).isEqualTo("to now");
                assertThat(client.hear()).isNull();
                client.halfClose();
                assertThat(await(stopped)).isTrue();
            }
        }
    }

    @Test
    void restart_workerCannotBeMade_answersOnceAndCloses() throws Exception {
        AtomicInteger made = new AtomicInteger();
        WorkerFactory factory = connection -> {
            if (made.incrementAndGet() > 1) {
                throw new NoClassDefFoundError("planted");
            }
            return (message, reply) -> {
                throw new IllegalStateException("planted");
            };
        };
        try (LineServer server = Servers.start(Servers.options(), factory);
                LineClient client = new LineClient(server)) {
            client.say("boom", "never answered by the worker that failed");
            assertThat(client.hear()).startsWith("-CRASHED ");
            assertThat(client.hear()).isNull();
        }
    }

    @Test
    void pipeline_inMemory_servesWithoutAStart() {
        LineServer server = LineServer.create(Servers.options(), BundledWorker.ECHO);
        EmbeddedChannel channel = new EmbeddedChannel(DefaultChannelId.newInstance(), server.pipeline());
        channel.writeInbound(Unpooled.copiedBuffer("hello\n", StandardCharsets.UTF_8));
        channel.runPendingTasks();
        ByteBuf answer = channel.readOutbound();
        assertThat(answer.toString(StandardCharsets.UTF_8)).isEqualTo("hello\n");
        answer.release();
        channel.finishAndReleaseAll();
        server.close();
    }
}
