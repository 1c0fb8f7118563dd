package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whoever has said much on an event loop lets those who said little be heard in between. */
class FairnessTest {
    private static final int LINES = 1000;

    @ParameterizedTest
    @EnumSource(names = {"NIO", "EPOLL"})
    void lines_manyOfOnePeer_letAnotherComeInBetween(Transport transport) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch said = new CountDownLatch(1);
        List<String> taken = Collections.synchronizedList(new ArrayList<>());
        WorkerFactory factory = connection -> (message, reply) -> {
            taken.add(message.text());
            if (message.text().equals("first")) {
                begun.countDown();
                said.await(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            }
            reply.line(message);
        };
        ServerOptions options = Servers.options(transport, WorkerThreads.LOOP).withIoThreads(1);
        try (LineServer server = Servers.start(options, factory);
                LineClient talker = new LineClient(server);
                LineClient other = new LineClient(server)) {
            assertThat(talker.ask("/ping")).isEqualTo("+PONG");
            assertThat(other.ask("/ping")).isEqualTo("+PONG");
            talker.send("first\n" + "more\n".repeat(LINES - 2) + "last\n");
            assertThat(begun.await(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS))
                    .isTrue();
            other.say("other");
            said.countDown();
            assertThat(other.hear()).isEqualTo("other");
            for (int i = 0; i < LINES; i++) {
                assertThat(talker.hear()).isNotNull();
            }
        }
        assertThat(taken).hasSize(LINES + 1);
        assertThat(taken.indexOf("other")).isLessThan(taken.indexOf("last"));
    }
}
