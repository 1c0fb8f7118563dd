package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes of this version that become ones of the next, one after the other, while names are held: see
 * {@link NodeEngine}. Runs with {@code -Drollcall.stress=long}; {@link JGroupsEngineTest} has one node.
 */
@Tag("stress")
class UpgradeTest {
    private static final int NEXT = Wire.VERSION + 1;

    @TempDir
    Path folder;

    @Test
    void nodes_becomeThoseOfTheNextVersion_agreeAllTheWay() throws Exception {
        assumeTrue(Processes.LONG);
        try (Processes nodes = Processes.start(folder, null)) {
            String last = nodes.follower();
            long token = 0;
            for (String id : Processes.VOTERS) {
                token = claims(nodes, "before-" + id, token);
                if (!id.equals(last)) {
                    nodes.kill(id);
                    nodes.restart(id, NEXT);
                    nodes.checkEqual();
                }
            }
            NodeProcess old = nodes.node(last);
            assertThat(nodes.claim(old, "old")).startsWith("granted ");

            NodeProcess next = nodes.node(nodes.other(last));
            assertThat(next.ask("next")).isEqualTo("" + NEXT);
            token = claims(nodes, next, "after", token); // an entry that the old one does not know
            String why = "UnknownCommandException.*its version is " + NEXT + " and known is " + Wire.VERSION + ".*";
            nodes.until(old, "suspended", ".*" + why);
            assertThat(old.ask("claim late")).matches("closed .*" + why);
            assertThat(old.ask("held old")).isEqualTo("false");
            nodes.kill(last);
            nodes.until(next, "where old", "nobody");

            assertThat(nodes.refusal(last, Wire.VERSION))
                    .as("the log has what it does not know")
                    .matches("(refused|closed) .*" + why);
            nodes.restart(last, NEXT);
            nodes.checkEqual();
            claims(nodes, "all", token);
        }
    }

    private static long claims(Processes nodes, String prefix, long token) throws Exception {
        long last = token;
        for (NodeProcess node : nodes.up()) {
            last = claims(nodes, node, prefix + "-on-" + node.id, last);
        }
        return last;
    }

    /** Claims a name, and returns its token, which is greater than that before. */
    private static long claims(Processes nodes, NodeProcess node, String name, long before) throws Exception {
        String answer = nodes.claim(node, name);
        assertThat(answer).startsWith("granted ");
        long token = Long.parseLong(answer.split(" ", -1)[1]);
        assertThat(token).isGreaterThan(before);
        return token;
    }
}
