package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A watch of a property that very many share. */
class WatchManyTest {
    private static final Property ROOM = Property.of("room");
    private static final int MEMBERS = ListCommands.QUICK + 1;

    private static Connection fill(LineServer server, LineClient client) throws Exception {
        assertThat(client.ask("/ping")).isEqualTo("+PONG");
        Connection first = server.registry().find(Name.of("c1"));
        for (int i = 0; i < MEMBERS; i++) {
            server.registry().join(first).register(ROOM);
        }
        return first;
    }

    private static ServerOptions oneLoop(Transport transport) {
        return Servers.options(transport, WorkerThreads.LOOP).withIoThreads(1);
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void watch_veryManyMembers_beginsOffTheLoop_andItsReplyComesFirst(Transport transport) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch free = new CountDownLatch(1);
        try (LineServer server = Servers.start(oneLoop(transport), BundledWorker.ECHO);
                LineClient client = new LineClient(server);
                LineClient other = new LineClient(server)) {
            Session session = (Session) fill(server, client);
            session.supervisor().queries().execute(() -> {
                begun.countDown();
                await(free);
            });
            await(begun);
            client.say("/watch #room", "/ping");
            assertThat(other.ask("/join room x")).isEqualTo("+" + (MEMBERS + 1)); // the loop is not kept
            free.countDown();
            assertThat(client.hear()).isEqualTo("+" + (MEMBERS + 1));
            assertThat(client.hear()).isEqualTo("+PONG");
            assertThat(other.ask("/set #room y")).isEqualTo("+OK");
            assertThat(client.hear()).isEqualTo(">set #room c2 y");
            assertThat(client.ask("/unwatch #room")).isEqualTo("+OK");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void watch_ofOneThatEndsWhileItBegins_leavesNothing(Transport transport) throws Exception {
        CountDownLatch free = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Leases leases = new Leases(BundledWorker.ECHO);
        try (LineServer server = Servers.start(oneLoop(transport), leases);
                LineClient client = new LineClient(server);
                LineClient other = new LineClient(server)) {
            Session session = (Session) fill(server, client);
            leases.next();
            Connection ending = leases.next();
            QueryThread queries = session.supervisor().queries();
            queries.execute(() -> await(free));
            other.say("/watch #room");
            other.reset();
            assertThat(Leases.end(ending)).isEqualTo("reset");
            free.countDown();
            queries.execute(done::countDown); // behind the watch, if that was begun
            await(done);
            assertThat(server.registry().census().watches()).isZero();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Somebody comes and goes all the time, and no change of that is told before the reply, left out, or told twice. */
    @Tag("stress")
    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void watch_whileMembersComeAndGo_hasNoGapAndNothingTwice(Transport transport) throws Exception {
        int rounds = Servers.isLong() ? 5000 : 100;
        ServerOptions options = oneLoop(transport).withIoThreads(2);
        try (LineServer server = Servers.start(options, BundledWorker.ECHO);
                LineClient client = new LineClient(server)) {
            Connection first = fill(server, client);
            CountDownLatch stop = new CountDownLatch(1);
            Thread restless = new Thread(() -> {
                while (stop.getCount() > 0) {
                    Owner<Connection> guest = server.registry().join(first);
                    guest.register(ROOM);
                    guest.leave();
                }
            });
            restless.start();
            try {
                for (int i = 0; i < rounds; i++) {
                    client.say("/watch #room", "/unwatch #room");
                    int members = Integer.parseInt(client.hear().substring(1));
                    assertThat(members).isBetween(MEMBERS, MEMBERS + 1);
                    for (String event = client.hear(); !event.equals("+OK"); event = client.hear()) {
                        if (event.startsWith(">lost ")) {
                            assertThat(Integer.parseInt(event.substring(">lost ".length())) % 2)
                                    .isZero();
                            continue;
                        }
                        assertThat(event).startsWith(members == MEMBERS ? ">join room c1" : ">left room c1");
                        members = members == MEMBERS ? MEMBERS + 1 : MEMBERS;
                    }
                }
            } finally {
                stop.countDown();
                restless.join();
            }
        }
    }
}
