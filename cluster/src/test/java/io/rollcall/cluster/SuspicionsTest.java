package io.rollcall.cluster;

import static io.rollcall.cluster.Processes.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Processes that are killed and started anew while the machine has more to do than it can: nobody who lives may be taken for dead.
 * Runs with {@code -Drollcall.stress=long}.
 */
@Tag("stress")
class SuspicionsTest {
    private static final int BUSY = 6;
    private static final int RESTARTS = 50;

    @TempDir
    Path folder;

    private final List<Process> busy = new ArrayList<>();

    @AfterEach
    void end() {
        busy.forEach(Process::destroyForcibly);
    }

    @Test
    void nodes_startedAnewOnABusyMachine_nobodyAliveIsTakenForDead() throws Exception {
        assumeTrue(Processes.LONG);
        try (Processes nodes = Processes.start(folder, null)) {
            for (int i = 0; i < BUSY; i++) {
                busy.add(new ProcessBuilder("timeout", "1200", "sh", "-c", "while :; do :; done").start());
            }
            for (int i = 0; i < RESTARTS; i++) {
                String id = Processes.VOTERS.get(i % Processes.VOTERS.size());
                NodeProcess one = nodes.node(nodes.other(id));
                NodeProcess two = nodes.node(nodes.other(id, one.id));
                String runs = one.ask("ready") + " " + two.ask("ready");
                nodes.kill(id);
                nodes.restart(id);
                assertThat(one.ask("ready") + " " + two.ask("ready"))
                        .as("the runs of the others at restart " + i + " of " + id)
                        .isEqualTo(runs);
                if (i % 10 == 9) {
                    report(
                            "F18 load after " + (i + 1) + " restarts",
                            Files.readString(Path.of("/proc/loadavg")).strip());
                }
            }
            nodes.checkEqual();
        }
    }
}
