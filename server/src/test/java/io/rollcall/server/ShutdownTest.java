package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.rollcall.registry.Name;
import io.rollcall.registry.Registry;
import io.rollcall.registry.RegistryClosedException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A server finishes what it has accepted, and stops in time even if somebody does not. */
@Timeout(60)
class ShutdownTest {
    private static final Name ALICE = Name.of("alice");

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
                .isTrue();
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(2 * Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void stop_linesAccepted_saysByeFinishesThemAndCloses(Transport transport, WorkerThreads threads) throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        Leases leases = new Leases(connection -> (message, reply) -> {
            entered.countDown();
            await(release);
            reply.line(message);
        });
        RecordedEvents events = new RecordedEvents();
        try (LineServer server = Servers.start(Servers.options(transport, threads), leases, events);
                LineClient client = new LineClient(server)) {
            client.say("/name alice", "a", "b", "c");
            await(entered);
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(server::stop);
            assertThat(RecordedEvents.next(events.draining)).isEqualTo("draining 1");
            release.countDown();

            String heard = new String(client.hearAll(), StandardCharsets.UTF_8); // to an end, and not to a reset
            client.halfClose();
            assertThat(await(stopped)).isTrue();
            assertThat(server.status()).isEqualTo(ServerStatus.STOPPED);
            assertThat(heard.lines()).containsExactlyInAnyOrder(">bye drain", "+OK", "a", "b", "c");
            assertThat(heard.replace(">bye drain\n", "")).isEqualTo("+OK\na\nb\nc\n");
            assertThat(Leases.end(leases.next())).isEqualTo("drain");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void stop_inputNeverRead_closesWithoutAReset(Transport transport) throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        WorkerFactory blocking = connection -> (message, reply) -> {
            entered.countDown();
            await(release);
            reply.line("done");
        };
        ServerOptions options = Servers.options(transport, WorkerThreads.POOL).with(Limit.MAILBOX, 1);
        RecordedEvents events = new RecordedEvents();
        try (LineServer server = Servers.start(options, blocking, events);
                LineClient client = new LineClient(server)) {
            client.say("a");
            await(entered);
            client.send("x".repeat(1000).concat("\n").repeat(1000));
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(server::stop);
            assertThat(client.hear()).isEqualTo(">bye drain");
            release.countDown();
            assertThat(client.hear()).isEqualTo("done");
            client.hearAll();
            client.halfClose();
            assertThat(await(stopped)).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    void stop_peerListensOnly_closesAfterASecond(WorkerThreads threads) throws Exception {
        try (LineServer server = Servers.start(Servers.options().withWorkerThreads(threads), BundledWorker.ECHO);
                LineClient client = new LineClient(server)) {
            assertThat(client.ask("a")).isEqualTo("a");
            assertThat(server.stop()).isTrue();
            assertThat(client.hear()).isEqualTo(">bye drain");
            assertThat(client.hear()).isNull();
        }
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void stop_workerNeverFinishes_returnsFalseInTimeAndClosesAll(Transport transport, WorkerThreads threads)
            throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch never = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        Leases leases = new Leases(connection -> (message, reply) -> {
            entered.countDown();
            try {
                never.await();
            } catch (InterruptedException e) {
                interrupted.countDown();
                throw e;
            }
        });
        ServerOptions options = Servers.options(transport, threads).withDrain(Duration.ofMillis(200));
        try (LineServer server = Servers.start(options, leases, new RecordedEvents());
                LineClient client = new LineClient(server)) {
            client.say("a");
            await(entered);
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(server::stop);
            assertThat(await(stopped)).isFalse();
            await(interrupted);
            assertThat(leases.next().owner().endReason()).isPresent();
            assertEnds(client);
        }
    }

    @ParameterizedTest
    @EnumSource
    void stop_answerNeverCompleted_returnsFalseInTimeAndClosesAll(WorkerThreads threads) throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        Leases leases = new Leases(connection -> (message, reply) -> {
            reply.later();
            entered.countDown();
        });
        ServerOptions options = Servers.options().withWorkerThreads(threads).withDrain(Duration.ofMillis(200));
        try (LineServer server = Servers.start(options, leases);
                LineClient client = new LineClient(server)) {
            client.say("a");
            await(entered);
            assertThat(await(CompletableFuture.supplyAsync(server::stop))).isFalse();
            assertThat(leases.next().owner().endReason()).isPresent();
            assertEnds(client);
        }
    }

    /** Reads up to the end, which may be a reset: the time was over. */
    private static void assertEnds(LineClient client) {
        try {
            assertThat(new String(client.hearAll(), StandardCharsets.UTF_8)).matches("(>bye drain\n)?(-CRASHED .*\n)?");
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection is still open", e);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @Test
    void stop_workerAsksForThePort_isNotHeldUp() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        CompletableFuture<LineServer> self = new CompletableFuture<>();
        WorkerFactory asking = connection -> (message, reply) -> {
            entered.countDown();
            await(release);
            reply.line("port " + self.get().port());
        };
        RecordedEvents events = new RecordedEvents();
        ServerOptions options = Servers.options().withWorkerThreads(WorkerThreads.POOL);
        try (LineServer server = Servers.start(options.withDrain(Duration.ofSeconds(5)), asking, events);
                LineClient client = new LineClient(server)) {
            self.complete(server);
            int port = server.port();
            client.say("a");
            await(entered);
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(server::stop);
            assertThat(client.hear()).isEqualTo(">bye drain");
            release.countDown();
            assertThat(client.hear()).isEqualTo("port " + port);
            assertThat(client.hear()).isNull();
            client.halfClose();
            assertThat(await(stopped)).isTrue();
        }
    }

    @Test
    void stop_workerIsBeingReplaced_drainsItToo() throws Exception {
        RecordedEvents events = new RecordedEvents();
        Leases leases = new Leases(connection -> (message, reply) -> {
            throw new IllegalStateException("boom");
        });
        try (LineServer server = Servers.start(Servers.options().withDrain(Duration.ofSeconds(5)), leases, events);
                LineClient client = new LineClient(server)) {
            Connection connection = leases.next();
            LineClient witness = new LineClient(server); // on the other loop
            assertThat(witness.ask("/ping")).isEqualTo("+PONG");
            CompletableFuture<CompletableFuture<Boolean>> stopping = new CompletableFuture<>();
            // Runs on the loop while the old owner is gone and the new one has not joined.
            server.registry()
                    .monitor(connection.owner(), down -> stopping.complete(stopWhile(server, witness)), Runnable::run);
            client.say("a");
            CompletableFuture<Boolean> stopped = await(stopping);
            assertThat(new String(client.hearAll(), StandardCharsets.UTF_8).lines())
                    .hasSize(2)
                    .contains(">bye drain")
                    .anyMatch(line -> line.startsWith("-CRASHED "));
            client.halfClose();
            witness.close();
            assertThat(await(stopped)).isTrue();
        }
    }

    /** Begins a stop and returns when all that were registered have been told. */
    private static CompletableFuture<Boolean> stopWhile(LineServer server, LineClient witness) {
        CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(server::stop);
        try {
            assertThat(witness.hear()).isEqualTo(">bye drain");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return stopped;
    }

    @Test
    void stop_listenerIsGoneBeforeTheConnections() throws Exception {
        CountDownLatch release = new CountDownLatch(1);
        CountDownLatch entered = new CountDownLatch(1);
        WorkerFactory blocking = connection -> (message, reply) -> {
            entered.countDown();
            await(release);
        };
        ServerOptions options = Servers.options().withWorkerThreads(WorkerThreads.POOL);
        try (LineServer server = Servers.start(options, blocking);
                LineClient client = new LineClient(server)) {
            client.say("a");
            await(entered);
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(server::stop);
            assertThat(client.hear()).isEqualTo(">bye drain");
            assertThatThrownBy(() -> new LineClient(server)).isInstanceOf(ConnectException.class);
            release.countDown();
            client.halfClose();
            assertThat(await(stopped)).isTrue();
        }
    }

    @Test
    void stop_twice_answersTheSame() throws Exception {
        LineServer server = Servers.echo();
        assertThat(server.stop()).isTrue();
        assertThat(server.stop()).isTrue();
        server.close();
        assertThat(server.status()).isEqualTo(ServerStatus.STOPPED);
    }

    @Test
    void stop_closesTheRegistry() throws Exception {
        LineServer server = Servers.echo();
        Registry<Connection> registry = server.registry();
        server.close();
        assertThatThrownBy(() -> registry.find(ALICE)).isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void close_beforeStart_isFinal() {
        LineServer server = LineServer.create(Servers.options(), BundledWorker.ECHO);
        assertThat(server.status()).isEqualTo(ServerStatus.NEW);
        assertThatIllegalStateException().isThrownBy(server::port);
        server.close();
        assertThat(server.status()).isEqualTo(ServerStatus.STOPPED);
        assertThatIllegalStateException().isThrownBy(server::start).withMessageContaining("STOPPED");
        assertThatThrownBy(() -> server.registry().find(ALICE)).isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void start_twice_throws() throws Exception {
        try (LineServer server = Servers.echo()) {
            assertThatIllegalStateException().isThrownBy(server::start).withMessageContaining("STARTED");
            try (LineClient client = new LineClient(server)) {
                assertThat(client.ask("still here")).isEqualTo("still here");
            }
        }
    }

    @Test
    void start_afterStop_throws() throws Exception {
        LineServer server = Servers.echo();
        server.close();
        assertThatIllegalStateException().isThrownBy(server::start).withMessageContaining("STOPPED");
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void start_portTaken_throwsAndGivesEverythingBack(Transport transport, WorkerThreads threads) throws Exception {
        Set<Thread> before = lineThreads();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ServerOptions options = Servers.options(transport, threads).withPort(taken.getLocalPort());
            LineServer server = LineServer.create(options, BundledWorker.ECHO);
            assertThatThrownBy(server::start).isInstanceOf(IOException.class).hasMessageContaining("in use");
            assertThat(server.status()).isEqualTo(ServerStatus.STOPPED);
            assertThatIllegalStateException().isThrownBy(server::start);
            assertThatIllegalStateException().isThrownBy(server::port);
            assertThat(server.stop()).isTrue();
        }
        assertGone(before);
    }

    @Test
    void start_unknownHost_throwsAndGivesEverythingBack() throws Exception {
        Set<Thread> before = lineThreads();
        LineServer server = LineServer.create(Servers.options().withHost("no.such.host.invalid"), BundledWorker.ECHO);
        assertThatThrownBy(server::start)
                .isInstanceOf(IOException.class)
                .hasMessage("unknown host no.such.host.invalid");
        assertGone(before);
    }

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void stop_afterUse_leavesNoThread(Transport transport, WorkerThreads threads) throws Exception {
        Set<Thread> before = lineThreads();
        try (LineServer server = Servers.start(Servers.options(transport, threads), BundledWorker.ECHO);
                LineClient client = new LineClient(server)) {
            assertThat(client.ask("a")).isEqualTo("a");
            assertThat(lineThreads()).hasSizeGreaterThan(before.size());
            client.halfClose();
        }
        assertGone(before);
    }

    private static Set<Thread> lineThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("line-"))
                .collect(Collectors.toSet());
    }

    private static void assertGone(Set<Thread> before) throws InterruptedException {
        for (Thread thread : lineThreads()) {
            if (!before.contains(thread)) {
                thread.join(Servers.DEADLINE.toMillis());
                assertThat(thread.isAlive()).as(thread.getName()).isFalse();
            }
        }
    }

    @Test
    void start_twoServers_runSideBySide() throws Exception {
        try (LineServer one = Servers.echo();
                LineServer two = Servers.start(Servers.options().withTransport(Transport.NIO), BundledWorker.ECHO);
                LineClient first = new LineClient(one);
                LineClient second = new LineClient(two)) {
            assertThat(one.port()).isPositive().isNotEqualTo(two.port());
            for (LineClient client : List.of(first, second)) {
                assertThat(client.ask("/name alice")).isEqualTo("+OK");
                assertThat(client.ask("/where alice")).isEqualTo("+c1");
            }
            assertThat(one.registry()).isNotSameAs(two.registry());
            two.stop();
            assertThat(first.ask("still here")).isEqualTo("still here");
        }
    }

    /** What the system holds when the good-bye is said was said before that was heard. */
    @ParameterizedTest
    @EnumSource(Transport.class)
    void stop_linesNotReadYet_answersThemToo(Transport transport) throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        WorkerFactory factory = connection -> (message, reply) -> {
            if (message.toString().equals("wait")) {
                entered.countDown();
                await(release);
            }
            reply.line(message);
        };
        RecordedEvents events = new RecordedEvents();
        ServerOptions options = Servers.options(transport, WorkerThreads.LOOP).withIoThreads(1);
        try (LineServer server = Servers.start(options, factory, events);
                LineClient waiting = new LineClient(server);
                LineClient unread = new LineClient(server)) {
            assertThat(unread.ask("there")).isEqualTo("there");
            waiting.say("wait");
            await(entered); // and the only event loop reads nothing
            unread.say("a", "b");
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(server::stop);
            assertThat(RecordedEvents.next(events.draining)).isEqualTo("draining 2");
            release.countDown();

            String heard = new String(unread.hearAll(), StandardCharsets.UTF_8);
            assertThat(heard.replace(">bye drain\n", "")).isEqualTo("a\nb\n");
            unread.halfClose();
            assertThat(new String(waiting.hearAll(), StandardCharsets.UTF_8).lines())
                    .containsExactlyInAnyOrder(">bye drain", "wait");
            waiting.halfClose();
            assertThat(await(stopped)).isTrue();
        }
    }

    /** Who was accepted is on its way to an event loop, and nobody knows of it yet. */
    @Test
    void drain_connectionYetToBegin_isWaitedFor() throws Exception {
        ServerEvents events = new ServerEvents();
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try (Registry<Connection> registry = Registry.<Connection>builder().build()) {
            WorkerSupervisor supervisor = new WorkerSupervisor(
                    Servers.options(), registry, BundledWorker.ECHO, null, new StallWatch(events), events);
            CompletableFuture<Void> release = new CompletableFuture<>();
            AtomicBoolean begun = new AtomicBoolean();
            AtomicBoolean waitedFor = new AtomicBoolean();
            loops.execute(release::join);
            loops.execute(() -> begun.set(true));
            Thread stopping = new Thread(() -> {
                supervisor.drain(Servers.DEADLINE, loops);
                waitedFor.set(begun.get());
            });
            stopping.start();
            while (stopping.isAlive() && stopping.getState() != Thread.State.TIMED_WAITING) {
                Thread.onSpinWait();
            }
            release.complete(null);
            stopping.join();
            assertThat(waitedFor).isTrue();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void stop_connectionAcceptedJustNow_isWaitedFor(Transport transport) throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CompletableFuture<Void> release = new CompletableFuture<>();
        WorkerFactory factory = connection -> {
            entered.countDown();
            release.join();
            return (message, reply) -> reply.line(message);
        };
        try (LineServer server = Servers.start(Servers.options(transport, WorkerThreads.LOOP), factory);
                LineClient client = new LineClient(server)) {
            int port = server.port();
            client.say("a", "b");
            await(entered); // it is accepted, and nobody knows of it yet
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(server::stop);
            awaitRefused(port);
            release.complete(null);

            String heard = new String(client.hearAll(), StandardCharsets.UTF_8);
            client.halfClose();
            assertThat(heard).contains(">bye drain\n"); // ahead of the answers, unless the drain begins behind them
            assertThat(heard.replace(">bye drain\n", "")).isEqualTo("a\nb\n");
            assertThat(await(stopped)).isTrue();
        }
    }

    /** A connect that the kernel had taken when the port was closed is reset: only the next one is refused. */
    private static void awaitRefused(int port) throws IOException {
        while (true) {
            try (Socket another = new Socket()) {
                another.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            } catch (ConnectException refused) {
                return;
            } catch (SocketException reset) {
                assertThat(reset).hasMessageContaining("reset");
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void stop_linesHeldBehindAFullMailbox_finishesThemToo(Transport transport) throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch begun = new CountDownLatch(1);
        WorkerFactory factory = connection -> (message, reply) -> {
            begun.countDown();
            go.await();
            reply.line(message);
        };
        ServerOptions options = Servers.options(transport, WorkerThreads.POOL).with(Limit.MAILBOX, 4);
        LineServer server = Servers.start(options, factory);
        try (LineClient client = new LineClient(server)) {
            StringBuilder lines = new StringBuilder();
            for (int i = 0; i < 40; i++) {
                lines.append("line ").append(i).append('\n');
            }
            client.send(lines.toString());
            begun.await();
            CompletableFuture<Boolean> stopped = CompletableFuture.supplyAsync(server::stop);
            assertThat(client.hear()).isEqualTo(">bye drain");
            go.countDown();
            for (int i = 0; i < 40; i++) {
                assertThat(client.hear()).isEqualTo("line " + i);
            }
            assertThat(client.hear()).isNull();
            assertThat(stopped.get()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource(Transport.class)
    void stop_whileManyPipeline_answersABeginningOfEachWithoutAGap(Transport transport) throws Exception {
        LineServer server = Servers.start(Servers.options(transport, WorkerThreads.LOOP), BundledWorker.ECHO);
        CountDownLatch answered = new CountDownLatch(20);
        List<CompletableFuture<Integer>> clients = new ArrayList<>();
        ExecutorService threads = Executors.newCachedThreadPool();
        for (int i = 0; i < 20; i++) {
            clients.add(CompletableFuture.supplyAsync(() -> pipeline(server, answered), threads));
        }
        await(answered);
        assertThat(server.stop()).isTrue();
        for (CompletableFuture<Integer> client : clients) {
            assertThat(client.get()).isGreaterThanOrEqualTo(100);
        }
        threads.shutdown();
    }

    /** Sends lines until the server says good-bye, and returns how many were answered, in order and up to its end. */
    private static int pipeline(LineServer server, CountDownLatch answered) {
        try (LineClient client = new LineClient(server)) {
            int sent = 0;
            int heard = 0;
            boolean goodBye = false;
            while (true) {
                for (; !goodBye && sent < heard + 64; sent++) {
                    client.send(sent + "\n");
                }
                String line = client.hear();
                if (line == null) {
                    assertThat(goodBye).isTrue();
                    return heard;
                }
                if (line.equals(">bye drain")) {
                    goodBye = true;
                } else {
                    assertThat(line).isEqualTo(String.valueOf(heard));
                    if (++heard == 100) {
                        answered.countDown();
                    }
                }
            }
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }
}
