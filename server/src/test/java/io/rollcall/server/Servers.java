package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Servers for tests, on a free port of this machine. */
final class Servers {
    /** How long a test waits for what must come. */
    static final Duration DEADLINE = Duration.ofMillis(LineClient.DEADLINE_MILLIS);

    private Servers() {}

    static ServerOptions options() {
        return ServerOptions.defaults().withPort(0).withIoThreads(2);
    }

    static ServerOptions options(Transport transport, WorkerThreads threads) {
        return options().withTransport(transport).withWorkerThreads(threads);
    }

    static LineServer start(ServerOptions options, WorkerFactory factory) throws IOException {
        return LineServer.create(options, factory).start();
    }

    static LineServer start(ServerOptions options, WorkerFactory factory, ServerEvents events) throws IOException {
        return LineServer.create(options, factory, events).start();
    }

    static LineServer echo() throws IOException {
        return start(options(), BundledWorker.ECHO);
    }

    /** Audits the registry, once an end that is under way is through. */
    static void assertSound(LineServer server) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        List<String> found = server.registry().audit();
        while (!found.isEmpty() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            found = server.registry().audit(); // one more look could meet the next end under way
        }
        assertThat(found).isEmpty();
    }

    /** Tells whether the long forms of the stress tests are asked for. */
    static boolean isLong() {
        return "long".equals(System.getProperty("rollcall.stress"));
    }

    /** Every transport with every place for workers. */
    static Stream<Arguments> modes() {
        return Stream.of(Transport.NIO, Transport.EPOLL)
                .flatMap(transport ->
                        Arrays.stream(WorkerThreads.values()).map(where -> Arguments.of(transport, where)));
    }
}
