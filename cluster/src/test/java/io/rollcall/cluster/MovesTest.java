package io.rollcall.cluster;

import static io.rollcall.cluster.Processes.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Messages of real processes to a name that moves from node to node, and whose holders' processes are killed. Runs with
 * {@code -Drollcall.stress=long}.
 */
@Tag("stress")
class MovesTest {
    private static final int ROUNDS = 20;
    private static final int MOVES = 200;

    @TempDir
    Path folder;

    @Test
    void messages_toANameThatMovesAndWhoseHolderDies_comeOnceOrNotAtAll() throws Exception {
        assumeTrue(Processes.LONG);
        try (Processes nodes = Processes.start(folder, null)) {
            NodeProcess sender = nodes.node(nodes.leader());
            String one = nodes.other(sender.id);
            String other = nodes.other(sender.id, one);
            Map<String, String> workers = new HashMap<>();
            sender.ask("sends moving 200000");
            for (int round = 0; round < ROUNDS; round++) {
                for (int i = 0; i < MOVES; i++) {
                    take(nodes.node(i % 2 == 0 ? one : other), workers);
                }
                take(nodes.node(one), workers);
                nodes.until(sender, "where moving", one);
                nodes.kill(one);
                take(nodes.node(other), workers);
                nodes.restart(one);
            }
            String sent = sender.ask("sends-end");
            nodes.checkEqual();
            for (NodeProcess node : nodes.up()) {
                node.ask("run"); // what it delivered before was heard before that is answered
            }
            report("F16 messages taken at once, under way, to nobody, refused", sent);
            report("F16 of these came", nodes.delivered.size());
            check(nodes.delivered, workers);
            nodes.pass(0);
        }
    }

    private static void take(NodeProcess node, Map<String, String> workers) throws Exception {
        String[] taken = node.ask("take moving").split(" ", -1);
        if (taken[0].equals("granted")) {
            workers.put(taken[1], taken[2]);
        }
    }

    /** Each came once at most, in order for each worker, and to the one worker that its token was granted to. */
    private static void check(List<String> delivered, Map<String, String> workers) {
        Set<String> came = new HashSet<>();
        Map<String, Integer> last = new HashMap<>();
        assertThat(delivered).hasSizeGreaterThan(MOVES);
        for (String each : delivered) {
            String[] words = each.split(" ", -1); // to whom it came, for whom it was, token, sender, number
            assertThat(words[0]).as(each).isEqualTo(words[1]);
            assertThat(workers.getOrDefault(words[2], words[0])).as(each).isEqualTo(words[0]);
            assertThat(came.add(words[3] + " " + words[4])).as(each).isTrue();
            int number = Integer.parseInt(words[4]);
            assertThat(number).as(each).isGreaterThan(last.getOrDefault(words[0], 0));
            last.put(words[0], number);
        }
    }
}
