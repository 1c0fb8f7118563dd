package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** More members than a page, listed by the event loop or, where there are very many, off it. */
class MemberPageTest {
    private static final Property ROOM = Property.of("room");
    private static final long MOST_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final Set<String> threads = ConcurrentHashMap.newKeySet();

    /** A member's value, which notes who shows it. */
    private record Seat(int number, Set<String> threads) {
        @Override
        public String toString() {
            threads.add(Thread.currentThread().getName().replaceAll("[-0-9]+$", ""));
            return "seat " + number;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "1, LOOP, line-io",
        "256, LOOP, line-io",
        "257, LOOP, line-io",
        "2048, LOOP, line-io",
        "2049, LOOP, line-query",
        "5000, LOOP, line-query",
        "5000, POOL, line-worker"
    })
    void members_comeEachOnceInOrder(int members, WorkerThreads where, String thread) throws Exception {
        try (LineServer server = Servers.start(Servers.options(Transport.NIO, where), BundledWorker.ECHO);
                LineClient client = new LineClient(server)) {
            join(server, client, members);
            List<String> rows = new ArrayList<>();
            String next = "/members room";
            while (next != null) {
                client.say(next, "/ping");
                String head = client.hear();
                int more = head.indexOf('=');
                for (int i = Integer.parseInt(head.replaceAll("^\\*| .*", "")); i > 0; i--) {
                    rows.add(client.hear());
                }
                assertThat(client.hear()).isEqualTo("+PONG");
                next = more < 0 ? null : "/more " + head.substring(more + 1);
            }
            assertThat(rows)
                    .isEqualTo(IntStream.range(0, members)
                            .mapToObj(i -> "c1 seat " + i)
                            .toList());
            assertThat(threads).containsExactly(thread);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void members_aHundredThousand_costTheLoopLittle(Transport transport) throws Exception {
        ServerOptions options = Servers.options(transport, WorkerThreads.LOOP).withIoThreads(1);
        try (LineServer server = Servers.start(options, BundledWorker.ECHO);
                LineClient client = new LineClient(server)) {
            join(server, client, 100_000);
            long before = loopNanos();
            assertThat(client.ask("/members room")).startsWith("*256 more=");
            long spent = loopNanos() - before;
            assertThat(spent).isLessThan(MOST_NANOS);
        }
    }

    private void join(LineServer server, LineClient client, int members) throws IOException {
        assertThat(client.ask("/ping")).isEqualTo("+PONG");
        Connection subject = server.registry().find(Name.of("c1"));
        for (int i = 0; i < members; i++) {
            server.registry().join(subject).register(ROOM, new Seat(i, threads));
        }
    }

    /** What the one loop has worked so far; the machine's load adds nothing to it. */
    private static long loopNanos() {
        ThreadMXBean all = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (long id : all.getAllThreadIds()) {
            var thread = all.getThreadInfo(id);
            if (thread != null && thread.getThreadName().startsWith("line-io")) {
                nanos += all.getThreadCpuTime(id);
            }
        }
        return nanos;
    }
}
