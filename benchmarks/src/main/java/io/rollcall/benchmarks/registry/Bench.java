package io.rollcall.benchmarks.registry;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.Run;
import java.io.IOException;
import java.nio.file.Path;

/** Measures the registry and prints one table; its arguments are those of {@link Run}. */
public final class Bench {
    private Bench() {}

    /** Exits with status 1 when a measurement failed, and with 2 when there is none to be made. */
    public static void main(String[] args) throws IOException {
        Run run = Run.of(args, Path.of("benchmarks", "target", "bench.json"));
        System.exit(run.measure(Rows.all(), Effort::limit));
    }
}
