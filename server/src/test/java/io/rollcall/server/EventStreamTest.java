package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Census;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A connection that lives on for what it watches and waits for, and the order of events and replies. */
@ParameterizedClass
@MethodSource("io.rollcall.server.Servers#modes")
class EventStreamTest {
    private final Transport transport;
    private final WorkerThreads threads;
    private Leases leases;
    private LineServer server;
    private LineClient one;
    private LineClient two;

    EventStreamTest(Transport transport, WorkerThreads threads) {
        this.transport = transport;
        this.threads = threads;
    }

    @BeforeEach
    void connect() throws Exception {
        leases = new Leases(connection -> (message, reply) -> {
            if (message.text().equals("crash")) {
                throw new IllegalStateException("as asked");
            }
            reply.line(message);
        });
        server = Servers.start(Servers.options(transport, threads), leases);
        one = new LineClient(server);
        leases.next();
        two = new LineClient(server);
        leases.next();
    }

    @AfterEach
    void disconnect() throws Exception {
        Servers.assertSound(server);
        one.close();
        two.close();
        server.close();
        assertThat(server.registry().census()).isEqualTo(Census.EMPTY);
    }

    @Test
    void halfClose_withAWatch_streamsOn_withoutAName() throws Exception {
        Owner<Connection> owner = owner("c2");
        two.say("/name bob", "/queue x", "/watch alice").halfClose();
        assertThat(two.hear()).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo("+NONE");
        owner.ended().toCompletableFuture().get(LineClient.DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
        assertThat(one.ask("/name alice")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">up alice c1");
        assertThat(one.ask("/set alice v")).isEqualTo("+OK");
        assertThat(two.hear()).isEqualTo(">set alice c1 v");
        assertThat(one.ask("/where bob")).startsWith("-NONE");
        assertThat(one.ask("/where c2")).startsWith("-NONE");
        assertThat(one.ask("/where x")).startsWith("-NONE");
        String info = one.ask("/info registry");
        assertThat(info).startsWith("*");
        for (int rows = Integer.parseInt(info.substring(1)); rows > 0; rows--) {
            assertThat(one.hear()).isNotEmpty();
        }
        assertThat(one.ask("/drop alice")).isEqualTo("+OK"); // or its holder's end may be heard of before the good-bye
        assertThat(two.hear()).isEqualTo(">down alice dropped");
        server.close();
        assertThat(two.hear()).isEqualTo(">bye drain");
        assertThat(two.hear()).isNull();
    }

    @Test
    void halfClose_withAwaits_endsWithTheLast() throws Exception {
        two.say("/await alice", "/await nobody 0.2").halfClose();
        assertThat(two.hear()).isEqualTo("+WAIT");
        assertThat(two.hear()).isEqualTo("+WAIT");
        assertThat(one.ask("/name alice")).isEqualTo("+OK");
        assertThat(new String[] {two.hear(), two.hear()}).containsExactlyInAnyOrder(">up alice c1", ">timeout nobody");
        assertThat(two.hear()).isNull();
    }

    @Test
    void halfClose_inLineOnly_closes() throws Exception {
        assertThat(one.ask("/name lock")).isEqualTo("+OK");
        two.say("/queue lock").halfClose();
        assertThat(two.hear()).isEqualTo("+QUEUED 1");
        assertThat(two.hear()).isNull();
        assertThat(server.registry().census().waiting()).isZero();
    }

    @Test
    void close_withAWatch_isFoundByAWrite() throws Exception {
        Owner<Connection> owner = owner("c2");
        assertThat(two.ask("/watch alice")).isEqualTo("+NONE");
        CountDownLatch closed = new CountDownLatch(1);
        ((Session) owner.subject()).channel().closeFuture().addListener(end -> closed.countDown());
        two.close();
        while (!closed.await(1, TimeUnit.MILLISECONDS)) {
            assertThat(one.ask("/name alice")).isEqualTo("+OK");
            assertThat(one.ask("/drop alice")).isEqualTo("+OK");
        }
        assertThat(server.registry().census().watches()).isZero();
    }

    @Test
    void reset_whileWatchingAwaitingAndInLine_leavesNothing() throws Exception {
        assertThat(one.ask("/name lock")).isEqualTo("+OK");
        Owner<Connection> owner = owner("c2");
        assertThat(two.ask("/watch alice")).isEqualTo("+NONE");
        assertThat(two.ask("/watch #room")).isEqualTo("+0");
        assertThat(two.ask("/await alice")).isEqualTo("+WAIT");
        assertThat(two.ask("/queue lock")).isEqualTo("+QUEUED 1");
        CountDownLatch closed = new CountDownLatch(1);
        ((Session) owner.subject()).channel().closeFuture().addListener(end -> closed.countDown());
        two.reset();
        assertThat(closed.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(server.registry().census()).isEqualTo(new Census(1, 2, 1, 0, 1, 0, 0));
    }

    @Test
    void crash_endsWatchesAwaitsAndPlaces() throws Exception {
        assertThat(one.ask("/name lock")).isEqualTo("+OK");
        assertThat(one.ask("/watch c2")).isEqualTo("+c2");
        assertThat(two.ask("/watch alice")).isEqualTo("+NONE");
        assertThat(two.ask("/await alice")).isEqualTo("+WAIT");
        assertThat(two.ask("/queue lock")).isEqualTo("+QUEUED 1");
        assertThat(two.ask("crash")).startsWith("-CRASHED");
        assertThat(one.hear()).isEqualTo(">down c2 crashed");
        assertThat(one.hear()).isEqualTo(">up c2 c2");
        assertThat(two.ask("/me")).isEqualTo("*1");
        assertThat(two.hear()).isEqualTo("id c2");
        assertThat(server.registry().census().waiting()).isZero();
        assertThat(server.registry().census().watches()).isEqualTo(1);
    }

    /** Another takes and drops the name all the time: whatever it causes comes behind the reply that began it. */
    @Test
    @Tag("stress")
    void events_neverBeforeTheReplyThatBeganThem() throws Exception {
        int rounds = Servers.isLong() ? 20_000 : 1000;
        CyclicBarrier barrier = new CyclicBarrier(2);
        Thread other = new Thread(() -> {
            try {
                for (int i = 0; i < rounds; i++) {
                    barrier.await(20, TimeUnit.SECONDS);
                    one.say("/name alice", "/drop alice");
                    one.hear();
                    one.hear();
                }
            } catch (Exception failed) {
                throw new AssertionError(failed);
            }
        });
        other.start();
        for (int i = 0; i < rounds; i++) {
            barrier.await(20, TimeUnit.SECONDS);
            String said = i % 3 == 0 ? "/watch alice" : i % 3 == 1 ? "/await alice 0.01" : "/queue alice";
            two.say(said);
            String reply = two.hear();
            assertThat(reply)
                    .as(said)
                    .matches(i % 3 == 0 ? "\\+(NONE|c1)" : i % 3 == 1 ? "\\+(WAIT|c1)" : "\\+(OK|QUEUED 1)");
            if (i % 3 == 0) {
                String holder = reply.substring(1);
                two.say("/unwatch alice");
                for (String event = two.hear(); !event.equals("+OK"); event = two.hear()) {
                    assertThat(event).isEqualTo(holder.equals("NONE") ? ">up alice c1" : ">down alice dropped");
                    holder = holder.equals("NONE") ? "c1" : "NONE";
                }
            } else if (reply.equals("+WAIT")) {
                assertThat(two.hear()).isIn(">up alice c1", ">timeout alice");
            } else if (i % 3 == 2) {
                if (reply.startsWith("+Q")) {
                    assertThat(two.hear()).isEqualTo(">granted alice");
                }
                assertThat(two.ask("/drop alice")).isEqualTo("+OK");
            }
        }
        other.join();
    }

    private Owner<Connection> owner(String id) {
        return server.registry().entry(Name.of(id)).orElseThrow().owner();
    }
}
