package io.rollcall.benchmarks.server;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;

/** Measures the server beside others and prints one table; its arguments are those of {@link Run}. */
public final class ServerBench {
    private static final Duration FULL_LIMIT = Duration.ofMinutes(25);

    private ServerBench() {}

    /** Exits with status 1 when a measurement failed, and with 2 when there is none to be made. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Run run = Run.of(args, Path.of("benchmarks", "target", "bench-server.json"));
        Cores cores = Cores.pin();
        System.out.println(cores);
        int status;
        try (Loads loads = new Loads(cores)) {
            status = run.measure(
                    new ServerRows(loads).all(), effort -> effort == Effort.FULL ? FULL_LIMIT : effort.limit());
        }
        System.exit(status);
    }
}
