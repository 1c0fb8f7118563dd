package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left when servers of a cluster go, one after the other. */
class NodeLossTest {
    @TempDir
    Path folder;

    private static List<String> hear(LineClient client, int lines) throws IOException {
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < lines; i++) {
            heard.add(client.hear());
        }
        return heard;
    }

    private static String until(LineClient client, String command, String beginning) throws IOException {
        long deadline = System.nanoTime() + Servers.DEADLINE.toNanos();
        String answer = client.ask(command);
        while (!answer.startsWith(beginning) && System.nanoTime() < deadline) {
            answer = client.ask(command);
        }
        assertThat(answer).startsWith(beginning);
        return answer;
    }

    @Test
    void nodesThatGo_freeWhatTheyHeldAndThenSuspendTheLast() throws Exception {
        try (ClusterServers cluster = ClusterServers.start(folder, Servers.options());
                LineClient gone = cluster.client("n3");
                LineClient waiting = cluster.client("n2");
                LineClient left = cluster.client("n1")) {
            assertThat(gone.ask("/name alice")).isEqualTo("+OK");
            assertThat(gone.ask("/join room")).isEqualTo("+1");
            assertThat(gone.ask("/add jobs 5")).isEqualTo("+5");
            assertThat(waiting.ask("/queue alice")).isEqualTo("+QUEUED 1");
            until(left, "/count room", "+1");
            until(left, "/where alice", "+n3.c");
            assertThat(left.ask("/watch alice")).matches("\\+n3\\.c[0-9]+");
            assertThat(left.ask("/watch #room")).isEqualTo("+1");

            cluster.stop("n3");

            assertThat(waiting.hear()).isEqualTo(">granted alice");
            assertThat(hear(left, 2))
                    .anyMatch(event -> event.matches(">moved alice n2\\.c[0-9]+"))
                    .anyMatch(event -> event.matches(">left room n3\\.c[0-9]+ (drain|reset)"));
            assertThat(left.ask("/unwatch alice")).isEqualTo("+OK");
            assertThat(left.ask("/unwatch #room")).isEqualTo("+OK");
            until(left, "/count room", "+0");
            until(left, "/total jobs", "+0");
            assertThat(left.ask("/name bob")).isEqualTo("+OK");
            assertThat(left.ask("/nodes")).isEqualTo("*3");
            assertThat(hear(left, 3)).anyMatch(row -> row.matches("n3 voter gone"));

            cluster.stop("n2");

            until(left, "/name carol", "-SUSPENDED this node is suspended: ");
            assertThat(left.ask("/where bob")).startsWith(">stale ");
            assertThat(left.hear()).matches("\\+n1\\.c[0-9]+");
            assertThat(left.ask("/drop bob")).startsWith("-SUSPENDED ");
            assertThat(left.ask("/join hall")).startsWith(">stale ");
            assertThat(left.hear()).isEqualTo("+1");
            assertThat(left.ask("still answered")).isEqualTo("still answered");
        }
    }
}
