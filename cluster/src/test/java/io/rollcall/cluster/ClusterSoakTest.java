package io.rollcall.cluster;

import static io.rollcall.cluster.Processes.report;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes under load for {@code -Drollcall.cluster.soak=MINUTES}, with a fault every 20 s: {@link Weather}. Says each
 * minute what happened and how much memory each takes; calls are searched while it goes on.
 */
@EnabledIfSystemProperty(
        named = "rollcall.cluster.soak",
        matches = "\\d+",
        disabledReason = "make cluster-soak runs it")
class ClusterSoakTest {
    private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);
    private static final long EVERY = 20_000;

    @TempDir
    Path folder;

    private static void load(NodeProcess node) throws Exception {
        node.ask("calls 2 20000000");
        node.ask("churn 16 50");
    }

    @Test
    void nodes_underLoadAndFaults_keepTheirPromises() throws Exception {
        long minutes = Long.getLong("rollcall.cluster.soak");
        try (Lan lan = Lan.assumed(Processes.VOTERS);
                Processes nodes = Processes.start(folder, lan)) {
            for (NodeProcess node : nodes.up()) {
                load(node);
            }
            Weather weather = new Weather(nodes, lan, System.nanoTime());
            long begun = System.nanoTime();
            long told = 0;
            while (System.nanoTime() - begun < minutes * MINUTE) {
                long struck = System.nanoTime();
                weather.strike(weather.next(), ClusterSoakTest::load);
                nodes.pass(Math.max(0, EVERY - TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - struck)));
                long minute = (System.nanoTime() - begun) / MINUTE;
                if (minute > told) {
                    told = minute;
                    tell(nodes, minute, weather.happened());
                }
            }
            for (NodeProcess node : nodes.up()) {
                node.ask("calls-end");
                report("soak churn of " + node.id + ": answered, failed, longest wait in ms", node.ask("churn-end"));
            }
            nodes.checkEqual();
            assertThat(nodes.recorder.check(Long.MAX_VALUE))
                    .as("names searched")
                    .isGreaterThan((int) minutes);
            tell(nodes, minutes, weather.happened());
        }
    }

    private static void tell(Processes nodes, long minute, String happened) throws Exception {
        StringBuilder line = new StringBuilder("names searched " + nodes.recorder.check(System.nanoTime() - MINUTE));
        line.append(" disk ").append(nodes.bytesOnDisk() >> 20).append(" MB");
        for (NodeProcess node : nodes.up()) {
            line.append(' ').append(node.id).append(" names ").append(node.ask("size"));
            line.append(" heap ").append(Long.parseLong(node.ask("heap")) >> 10).append(" KB");
            line.append(" resident ").append(resident(node.pid())).append(" KB;");
        }
        report("soak minute " + minute, line + " " + happened + "; " + nodes.recorder.outcomes());
    }

    private static long resident(long pid) throws Exception {
        try (Stream<String> lines = Files.lines(Path.of("/proc/" + pid + "/status"))) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                    .findFirst()
                    .orElse(0);
        }
    }
}
