package io.rollcall.cluster;

import static io.rollcall.cluster.Processes.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Calls of three real processes while these are killed, stopped and cut off, each told with when it began and ended; an order
 * of all calls of a name must explain their answers. A few seconds with one kill and one pause, or with
 * {@code -Drollcall.stress=long} ten minutes of {@link Weather}.
 */
@Tag("stress")
class HistoriesTest {
    private static final long MINUTES = 10;

    @TempDir
    Path folder;

    private static void calls(NodeProcess node) throws Exception {
        node.ask("calls 2 15000000");
    }

    @Test
    void calls_duringAKillAndAPause_areExplainedByAnOrder() throws Exception {
        try (Processes nodes = Processes.start(folder, null)) {
            for (NodeProcess node : nodes.up()) {
                calls(node);
            }
            String leader = nodes.leader();
            NodeProcess paused = nodes.pause(nodes.other(leader));
            nodes.kill(leader);
            nodes.pass(3_500); // beyond what a node may stand still, and within what the others wait
            nodes.resume(paused);
            calls(nodes.restart(leader));
            nodes.ready();
            end(nodes, 1);
        }
    }

    @Test
    void calls_duringFaults_areExplainedByAnOrder() throws Exception {
        assumeTrue(Processes.LONG);
        try (Lan lan = Lan.assumed(Processes.VOTERS);
                Processes nodes = Processes.start(folder, lan)) {
            for (NodeProcess node : nodes.up()) {
                calls(node);
            }
            Weather weather = new Weather(nodes, lan, System.nanoTime());
            long begun = System.nanoTime();
            while (System.nanoTime() - begun < TimeUnit.MINUTES.toNanos(MINUTES)) {
                nodes.pass(3_000);
                weather.strike(weather.next(), HistoriesTest::calls);
                report("F17 " + weather.happened() + "; calls", nodes.recorder.outcomes());
            }
            end(nodes, 100);
        }
    }

    private static void end(Processes nodes, int names) throws Exception {
        for (NodeProcess node : nodes.up()) {
            node.ask("calls-end");
        }
        nodes.checkEqual();
        report("F17 calls", nodes.recorder.outcomes());
        int searched = nodes.recorder.check(Long.MAX_VALUE);
        report("F17 names whose calls are explained", searched);
        assertThat(searched).isGreaterThan(names);
        nodes.pass(0);
    }
}
