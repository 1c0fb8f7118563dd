package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Registry;
import io.rollcall.registry.Scope;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Listeners of an application that do what none should: peers are served as if there were none. */
class HostileListenersTest {
    private static final Name ALICE = Name.of("alice");

    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void listeners_thatBlockThrowAndCallBack_harmNoPeer(Transport transport, WorkerThreads threads) throws Exception {
        Leases leases = new Leases(BundledWorker.ECHO);
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        ServerOptions options = Servers.options(transport, threads).withOpenTakeover(true);
        try (LineServer server = Servers.start(options, leases);
                LineClient one = new LineClient(server)) {
            Registry<Connection> registry = server.registry();
            Owner<Connection> own = registry.join(leases.next());
            registry.watch(ALICE, change -> {
                blocked.countDown();
                await(release);
            });
            registry.watch(
                    Scope.of(ALICE),
                    change -> {
                        throw new IllegalStateException("a bad listener");
                    },
                    Runnable::run,
                    8);
            registry.watch(
                    Scope.of(ALICE),
                    change -> own.register(Name.of(
                            "echo of " + change.kind() + own.registrations().size())),
                    Runnable::run,
                    8);
            try (LineClient two = new LineClient(server);
                    LineClient three = after(two, leases, server)) {
                leases.next();
                assertThat(two.ask("/watch alice")).isEqualTo("+NONE");
                assertThat(two.ask("/await alice")).isEqualTo("+WAIT");
                assertThat(one.ask("/name alice")).isEqualTo("+OK");
                assertThat(blocked.await(LineClient.DEADLINE_MILLIS, TimeUnit.MILLISECONDS))
                        .isTrue();
                assertThat(two.hear()).isEqualTo(">up alice c1");
                assertThat(two.hear()).isEqualTo(">up alice c1");
                assertThat(three.ask("/queue alice")).isEqualTo("+QUEUED 1");
                assertThat(one.ask("/drop alice")).isEqualTo("+OK");
                assertThat(three.hear()).isEqualTo(">granted alice");
                assertThat(two.hear()).isEqualTo(">moved alice c3");
                assertThat(three.ask("/give alice c1")).isEqualTo("+OK");
                assertThat(one.hear()).isEqualTo(">given alice c3");
                assertThat(two.hear()).isEqualTo(">moved alice c1");
                assertThat(three.ask("/take alice")).isEqualTo("+OK c1");
                assertThat(one.hear()).isEqualTo(">taken alice c3");
                assertThat(one.hear()).isNull();
                assertThat(two.hear()).isEqualTo(">moved alice c3");
                assertThat(three.ask("/await nobody 0.01")).isEqualTo("+WAIT");
                assertThat(three.hear()).isEqualTo(">timeout nobody");
                assertThat(three.ask("/quit")).isEqualTo("+BYE");
                assertThat(two.hear()).isEqualTo(">down alice quit");
                Servers.assertSound(server);
            } finally {
                release.countDown();
            }
        }
    }

    /** Connects when another has been answered, so that it is numbered after that. */
    private static LineClient after(LineClient other, Leases leases, LineServer server) throws Exception {
        assertThat(other.ask("/ping")).isEqualTo("+PONG");
        leases.next();
        return new LineClient(server);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
