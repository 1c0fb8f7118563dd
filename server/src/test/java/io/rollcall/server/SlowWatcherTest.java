package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a peer that reads too little hears of what it watches, once it reads. */
class SlowWatcherTest {
    @ParameterizedTest
    @MethodSource("io.rollcall.server.Servers#modes")
    void watch_whileThePeerIsSlow_tellsTheLastStateOfEachAndCountsTheRest(Transport transport, WorkerThreads threads)
            throws Exception {
        Leases leases = new Leases(BundledWorker.ECHO);
        ServerOptions options = Servers.options(transport, threads).withIoThreads(1);
        try (LineServer server = Servers.start(options, leases);
                LineClient slow = new LineClient(server, SlowReaderTest.RECEIVE_BUFFER);
                LineClient author = new LineClient(server);
                LineClient guest = new LineClient(server)) {
            assertThat(guest.ask("/join club g")).isEqualTo("+1");
            for (String watch : List.of(
                    "/join fill",
                    "/watch alice",
                    "/watch gone",
                    "/watch #room",
                    "/watch #hall",
                    "/watch #club",
                    "/watch #den")) {
                assertThat(slow.ask(watch)).isIn("+1", "+NONE", "+0");
            }
            int casts = 0;
            int missed = 0;
            Connection watcher = leases.next();
            while (SlowReaderTest.untaken(watcher) <= Limit.OUTPUT_SOFT.preset()) {
                casts++;
                missed += author.ask("/cast fill " + SlowReaderTest.FILLER).equals("+1") ? 0 : 1;
            }
            assertThat(author.ask("/name alice v0")).isEqualTo("+OK");
            for (int i = 1; i < 10; i++) {
                assertThat(author.ask("/set alice v" + i)).isEqualTo("+OK");
            }
            assertThat(guest.ask("/name gone")).isEqualTo("+OK");
            assertThat(guest.ask("/drop gone")).isEqualTo("+OK");
            assertThat(guest.ask("/join room v")).isEqualTo("+1");
            assertThat(guest.ask("/leave room")).isEqualTo("+OK");
            assertThat(author.ask("/join room a")).isEqualTo("+1");
            assertThat(author.ask("/set #room b")).isEqualTo("+OK");
            assertThat(guest.ask("/join hall g")).isEqualTo("+1");
            assertThat(guest.ask("/leave club")).isEqualTo("+OK"); // which is empty now, and is not any more at once
            assertThat(guest.ask("/join club h")).isEqualTo("+1");
            for (int i = 0; i < 2; i++) {
                assertThat(guest.ask("/join den")).isEqualTo("+1");
                assertThat(guest.ask("/leave den")).isEqualTo("+OK");
            }

            for (int i = 0; i < casts - missed; i++) {
                assertThat(slow.hear()).isEqualTo(">cast fill c2 " + SlowReaderTest.FILLER);
            }
            assertThat(hear(slow, 8))
                    .containsExactly(
                            ">lost " + (missed + 8),
                            ">up alice c2",
                            ">set alice c2 v9",
                            ">lost 3",
                            ">join room c2 b",
                            ">join hall c3 g",
                            ">lost 1",
                            ">set #club c3 h");
            assertThat(slow.ask("/ping")).isEqualTo("+PONG");
            assertThat(guest.ask("/name gone")).isEqualTo("+OK");
            assertThat(hear(slow, 2)).containsExactly(">lost 6", ">up gone c3");
            assertThat(author.ask("/set alice v10")).isEqualTo("+OK");
            assertThat(author.ask("/set alice v11")).isEqualTo("+OK");
            assertThat(hear(slow, 2)).containsExactly(">set alice c2 v10", ">set alice c2 v11");
        }
    }

    private static List<String> hear(LineClient client, int lines) throws Exception {
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            heard.add(client.hear());
        }
        return heard;
    }
}
