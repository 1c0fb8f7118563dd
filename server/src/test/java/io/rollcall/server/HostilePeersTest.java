package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Census;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A server with an innocent peer that is served rightly all the time, and what is left behind: nothing. */
@ParameterizedClass
@MethodSource("io.rollcall.server.HostilePeersTest#transports")
abstract class HostilePeersTest {
    final Leases leases = new Leases(BundledWorker.ECHO);
    private final Transport transport;
    LineServer server;
    private Innocent innocent;

    HostilePeersTest(Transport transport) {
        this.transport = transport;
    }

    static Stream<Transport> transports() {
        return Stream.of(Transport.NIO, Transport.EPOLL);
    }

    /** All hostile peers come from one address, which is what they are not tested for here. */
    ServerOptions options() {
        Limits limits =
                Limits.defaults().with(Limit.CONNECTIONS_PER_ADDRESS, 100_000).with(Limit.ACCEPTS, 100_000);
        return Servers.options().withTransport(transport).withLimits(limits);
    }

    @BeforeEach
    void start() throws Exception {
        server = Servers.start(options(), leases);
        innocent = new Innocent(server);
        leases.next();
    }

    @AfterEach
    void stop(TestInfo test) throws Exception {
        try {
            innocent.assertServed(test.getTestMethod().orElseThrow().getName() + ", " + transport);
            Servers.assertSound(server);
        } finally {
            innocent.close();
            server.close();
        }
        assertThat(server.registry().census()).isEqualTo(Census.EMPTY);
    }

    LineClient connect() throws IOException {
        return new LineClient(server);
    }

    /** Waits until the registry holds so much, which it must soon. */
    void awaitCensus(Census expected) {
        long deadline = System.nanoTime() + Servers.DEADLINE.toNanos();
        while (!server.registry().census().equals(expected) && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000); // no event tells of the registry's being empty
        }
        assertThat(server.registry().census()).isEqualTo(expected);
    }
}
