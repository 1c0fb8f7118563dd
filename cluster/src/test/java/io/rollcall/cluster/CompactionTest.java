package io.rollcall.cluster;

import static io.rollcall.cluster.Processes.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Logs that grow until they are compacted while names are claimed, and a node that comes late and is sent the whole table.
 * Runs with {@code -Drollcall.stress=long}. How long things took is printed, and fails nothing.
 */
@Tag("stress")
class CompactionTest {
    private static final int NAMES = 100_000;
    private static final int COMPACTIONS = 3;

    @TempDir
    Path folder;

    @Test
    void log_compactedUnderLoad_holdsNobodyUpForLong() throws Exception {
        assumeTrue(Processes.LONG);
        try (Processes nodes = Processes.start(folder, null)) {
            NodeProcess leader = nodes.node(nodes.leader());
            assertThat(nodes.claims(leader, "kept", NAMES).granted()).isEqualTo(NAMES);
            leader.ask("churn 512 0");
            nodes.pass(10_000);
            report("F13 calls in 10 s without a snapshot, failed, longest wait in ms", leader.ask("churn-end"));

            long begun = System.nanoTime();
            leader.ask("churn 512 400");
            FileTime last = FileTime.fromMillis(0);
            for (int i = 0; i < COMPACTIONS; i++) {
                last = compactedAfter(nodes, leader.id, last);
            }
            String calls = leader.ask("churn-end");
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            report(
                    "F13 calls in " + millis + " ms with " + COMPACTIONS + " snapshots, failed, longest wait in ms",
                    calls);

            leader.ask("churn 512 0");
            begun = System.nanoTime();
            NodeProcess late = nodes.launch("n4", true, Wire.VERSION);
            assertThat(late.answer()).isEqualTo("started");
            assertThat(late.ask("ready")).startsWith("n4/");
            report(
                    "F13 a node that comes late has the table, ms",
                    TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
            assertThat(Integer.parseInt(late.ask("size"))).isGreaterThanOrEqualTo(NAMES);
            report("F13 calls meanwhile, failed, longest wait in ms", leader.ask("churn-end"));
            nodes.checkEqual();
            report("F13 bytes on disk", nodes.bytesOnDisk());
        }
    }

    /** Waits for a node's snapshot to be written anew. */
    private FileTime compactedAfter(Processes nodes, String id, FileTime last) throws Exception {
        Path snapshot = folder.resolve(id).resolve(id + ".log").resolve("state_snapshot.raft");
        long begun = System.nanoTime();
        while (!Files.exists(snapshot) || Files.getLastModifiedTime(snapshot).equals(last)) {
            assertThat(System.nanoTime() - begun).as("a snapshot").isLessThan(TimeUnit.MINUTES.toNanos(3));
            nodes.pass(50);
        }
        return Files.getLastModifiedTime(snapshot);
    }
}
