package io.rollcall.benchmarks.server;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.NotMeasuredException;
import io.rollcall.benchmarks.report.Side;
import io.rollcall.server.bench.BenchArguments;
import io.rollcall.server.bench.BenchException;
import io.rollcall.server.bench.LoadGenerator;
import io.rollcall.server.bench.Outcome;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Ten thousand connections to a fresh server: its memory for each while they rest, or, on a second coming, how many came in
 * a second. Confined to one thread.
 */
final class StormSide implements Side {
    /** What two storms on one process found; each figure of it serves once. */
    private record Storms(Outcome first, Outcome second, Set<Boolean> taken) {}

    /** The last storms of each server. Confined to one thread. */
    static final class Last {
        private final Map<Program, Storms> storms = new HashMap<>();
    }

    private static final int SOME = 300;

    private final Cores cores;
    private final Last last;
    private final Program program;
    private final int connections;
    private final boolean memory;

    StormSide(Cores cores, Last last, Program program, int connections, boolean memory) {
        this.cores = cores;
        this.last = last;
        this.program = program;
        this.connections = connections;
        this.memory = memory;
    }

    @Override
    public double measure(Effort effort) throws Exception {
        Storms storms = last.storms.get(program);
        if (storms == null || !storms.taken.add(memory)) {
            storms = storms();
            storms.taken.add(memory);
            last.storms.put(program, storms);
        }
        if (!memory) {
            return storms.second.linesPerSecond();
        }
        Double bytes = storms.first.residentBytes();
        if (bytes == null) {
            throw new NotMeasuredException("the system does not tell a process's memory");
        }
        return bytes;
    }

    /** Lets so many connections come to a fresh server, which has seen some, and rest there. */
    static Outcome fresh(Program program, Cores cores, int connections) throws Exception {
        try (RunningServer server = RunningServer.start(program, cores)) {
            storm(server, SOME, 0);
            return storm(server, connections, 1);
        }
    }

    private Storms storms() throws Exception {
        try (RunningServer server = RunningServer.start(program, cores)) {
            storm(server, SOME, 0);
            return new Storms(storm(server, connections, 1), storm(server, connections, 0), new HashSet<>());
        }
    }

    private static Outcome storm(RunningServer server, int count, int hold)
            throws BenchException, InterruptedException {
        return LoadGenerator.run(BenchArguments.parse(
                "--mode=storm",
                "--connections=" + count,
                "--hold=" + hold,
                "--port=" + server.port(),
                "--pid=" + server.pid()));
    }

    @Override
    public String jvm() {
        return Program.jvm();
    }
}
