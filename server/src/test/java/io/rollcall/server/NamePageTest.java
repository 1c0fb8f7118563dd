package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** More names than a page, answered by the event loop or, where there are very many, off it. */
class NamePageTest {
    @ParameterizedTest
    @CsvSource({"255, LOOP", "256, LOOP", "257, LOOP", "5000, LOOP", "5000, POOL"})
    void names_comeEachOnceInOrder(int names, WorkerThreads threads) throws Exception {
        try (LineServer server = Servers.start(Servers.options(Transport.NIO, threads), BundledWorker.ECHO);
                LineClient client = new LineClient(server)) {
            assertThat(client.ask("/ping")).isEqualTo("+PONG");
            Connection subject = server.registry().find(Name.of("c1"));
            Owner<Connection> owner = server.registry().join(subject);
            List<String> expected = IntStream.range(0, names)
                    .mapToObj(i -> String.format("\u00e9n%06d", i))
                    .toList();
            expected.forEach(name -> owner.register(Name.of(name)));
            owner.register(Name.of("other"));
            List<String> rows = new ArrayList<>();
            String next = "/names \u00e9n";
            while (next != null) {
                client.say(next, "/ping");
                String head = client.hear();
                int more = head.indexOf('=');
                for (int i = Integer.parseInt(head.replaceAll("^\\*| .*", "")); i > 0; i--) {
                    rows.add(client.hear().replace("c1 ", ""));
                }
                assertThat(client.hear()).isEqualTo("+PONG");
                next = more < 0 ? null : "/more " + head.substring(more + 1);
            }
            assertThat(rows).isEqualTo(expected);
        }
    }
}
