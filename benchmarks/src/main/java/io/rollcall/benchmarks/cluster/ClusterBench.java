package io.rollcall.benchmarks.cluster;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Measures the cluster beside others and prints one table; its arguments are those of {@link Run}. */
public final class ClusterBench {
    private static final Duration FULL_LIMIT = Duration.ofMinutes(25);

    private ClusterBench() {}

    /** Exits with status 1 when a measurement failed, and with 2 when there is none to be made. */
    public static void main(String[] args) throws IOException {
        Path target = Path.of("benchmarks", "target");
        Run run = Run.of(args, target.resolve("bench-cluster.json"));
        int status;
        try (Systems systems = new Systems(Path.of(System.getProperty(
                "rollcall.bench.folder", target.resolve("bench-cluster").toString())))) {
            status = run.measure(
                    new ClusterRows(systems).all(), effort -> effort == Effort.FULL ? FULL_LIMIT : effort.limit());
        }
        System.exit(status);
    }
}
