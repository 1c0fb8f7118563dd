package io.rollcall.benchmarks.server;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.NotMeasuredException;
import io.rollcall.server.bench.BenchArguments;
import io.rollcall.server.bench.BenchException;
import io.rollcall.server.bench.LoadGenerator;
import io.rollcall.server.bench.Outcome;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * Puts loads on servers that stay up, warm, from one round to the next. An outcome serves several rows, such as lines a
 * second and their delays, but each of them once. Confined to one thread.
 */
final class Loads implements AutoCloseable {
    private final Cores cores;
    private final Map<Program, RunningServer> servers = new EnumMap<>(Program.class);
    private final Map<Key, Shared> outcomes = new HashMap<>();
    private final Set<Key> warm = new HashSet<>();

    private record Key(Program program, Workload workload) {}

    private record Shared(Outcome outcome, Set<Object> takers) {}

    Loads(Cores cores) {
        this.cores = cores;
    }

    Cores cores() {
        return cores;
    }

    /** Returns the outcome of a load, a new one if this taker had the last. */
    Outcome outcome(Program program, Workload workload, Effort effort, Object taker)
            throws NotMeasuredException, IOException, InterruptedException, BenchException {
        Key key = new Key(program, workload);
        Shared last = outcomes.get(key);
        if (last == null || last.takers.contains(taker)) {
            last = new Shared(measured(key, effort), new HashSet<>());
            outcomes.put(key, last);
        }
        last.takers.add(taker);
        return last.outcome;
    }

    private Outcome measured(Key key, Effort effort)
            throws NotMeasuredException, IOException, InterruptedException, BenchException {
        boolean quick = effort == Effort.QUICK;
        if (key.workload.isStorm()) {
            return run(stormed(key, effort), key.program, key.workload, 0, 1);
        }
        RunningServer server = server(key.program, key.workload.fanOut(), effort);
        double first = warm.add(key) ? quick ? 0.6 : 3 : 0.2;
        return run(server, key.program, key.workload, first, quick ? 1 : 3);
    }

    /** Returns a server that runs, and is warm for its kind of work. */
    RunningServer server(Program program, boolean fanOut, Effort effort)
            throws NotMeasuredException, IOException, InterruptedException, BenchException {
        RunningServer server = servers.get(program);
        if (server == null) {
            server = RunningServer.start(program, cores);
            servers.put(program, server);
            Workload usual = fanOut ? Workload.fanOut(1000, 64) : Workload.echo(50, 64);
            run(server, program, usual, 0, warmUpSeconds(effort));
        }
        return server;
    }

    /** Returns a server that runs, and has seen one storm after the other for as long as others are warmed. */
    private RunningServer stormed(Key key, Effort effort)
            throws NotMeasuredException, IOException, InterruptedException, BenchException {
        RunningServer server = servers.get(key.program);
        if (server == null) {
            server = RunningServer.start(key.program, cores);
            servers.put(key.program, server);
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(warmUpSeconds(effort));
            while (System.nanoTime() < end) {
                run(server, key.program, key.workload, 0, 1);
            }
        }
        return server;
    }

    private static int warmUpSeconds(Effort effort) {
        return effort == Effort.QUICK ? 6 : 15;
    }

    /** Puts a load on a server, once. */
    static Outcome run(RunningServer server, Program program, Workload workload, double warmup, double seconds)
            throws InterruptedException, BenchException {
        List<String> options = new ArrayList<>(workload.options(program));
        options.add("--port=" + server.port());
        options.add("--pid=" + server.pid());
        options.add("--warmup=" + warmup);
        options.add("--seconds=" + seconds);
        return LoadGenerator.run(BenchArguments.parse(options.toArray(String[]::new)));
    }

    @Override
    public void close() {
        servers.values().forEach(RunningServer::close);
    }
}
