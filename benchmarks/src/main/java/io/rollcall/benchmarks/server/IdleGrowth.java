package io.rollcall.benchmarks.server;

import io.rollcall.benchmarks.scale.Curve;
import io.rollcall.server.bench.Outcome;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** The memory of a server's process for idle connections, up to as many as this process may have. */
public final class IdleGrowth {
    private static final int[] COUNTS = {1_000, 2_000, 5_000, 10_000, 20_000};
    private static final double KIB = 1024;

    private IdleGrowth() {}

    /** Measures each count so many times, each on a fresh server. */
    public static Curve curve(int rounds) throws Exception {
        Cores cores = new Cores(false);
        List<Curve.Point> points = new ArrayList<>();
        for (int count : COUNTS) {
            int connections = ServerRows.possibleConnections(count);
            List<Double> kib = new ArrayList<>();
            for (int round = 0; round < rounds; round++) {
                Outcome outcome = StormSide.fresh(Program.ROLLCALL, cores, connections);
                kib.add(Objects.requireNonNull(outcome.residentBytes(), "memory is not known") * connections / KIB);
            }
            Collections.sort(kib);
            points.add(new Curve.Point(connections, kib.get(rounds / 2)));
        }
        return new Curve("memory of the server", "KiB", "idle connections", points);
    }
}
