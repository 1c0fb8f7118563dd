package io.rollcall.server.bench;

import java.lang.management.ManagementFactory;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/** The time in which a load counts, and what it counts. Confined to the load's event loop. */
final class Window {
    private static final double NANOS = 1e9;

    private final BenchArguments arguments;
    private final Watched server;
    private final Latencies latencies = new Latencies();
    private boolean open;
    private long begun;
    private long ended;
    private long ownCpu;
    private OptionalDouble serverCpu = OptionalDouble.empty();
    private OptionalLong residentBefore = OptionalLong.empty();
    private OptionalLong residentAfter = OptionalLong.empty();
    private long lag;

    Window(BenchArguments arguments) {
        this.arguments = arguments;
        this.server = new Watched(arguments.pid);
    }

    void open() {
        residentBefore = server.residentBytes();
        serverCpu = server.cpuNanos();
        ownCpu = ownCpuNanos();
        begun = System.nanoTime();
        open = true;
    }

    /** Counts replies that took so long, if the time for it has come. */
    void record(long nanos, long replies) {
        if (open) {
            latencies.record(nanos, replies);
        }
    }

    /** Notes by how much the generator itself is late. */
    void late(long nanos) {
        if (open) {
            lag = Math.max(lag, nanos);
        }
    }

    void close() {
        if (open) {
            open = false;
            ended = System.nanoTime();
            ownCpu = ownCpuNanos() - ownCpu;
            OptionalDouble before = serverCpu;
            serverCpu = server.cpuNanos();
            serverCpu = before.isPresent() && serverCpu.isPresent()
                    ? OptionalDouble.of(serverCpu.getAsDouble() - before.getAsDouble())
                    : OptionalDouble.empty();
        }
    }

    /** Notes the server's memory while all connections rest. */
    void settle() {
        residentAfter = server.residentBytes();
    }

    private static long ownCpuNanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    Outcome outcome() {
        double seconds = (ended - begun) / NANOS;
        long count = latencies.count();
        return new Outcome(
                arguments.mode,
                arguments.connections,
                arguments.depth,
                arguments.lineBytes,
                arguments.rate,
                seconds,
                count,
                count / seconds,
                latencies.micros(0.5),
                latencies.micros(0.9),
                latencies.micros(0.99),
                latencies.micros(0.999),
                latencies.mostMicros(),
                lag / 1e3,
                ownCpu / (seconds * NANOS),
                serverCpu.isPresent() && count > 0 ? serverCpu.getAsDouble() / 1e3 / count : null,
                residentBefore.isPresent() && residentAfter.isPresent()
                        ? (residentAfter.getAsLong() - residentBefore.getAsLong()) / (double) arguments.connections
                        : null);
    }
}
