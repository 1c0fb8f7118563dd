package io.rollcall.benchmarks.server;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.NotMeasuredException;
import io.rollcall.benchmarks.report.Side;
import io.rollcall.server.bench.Outcome;

/** One figure of a load on a server. Confined to one thread. */
final class LoadSide implements Side {
    /** Which figure of a load is meant. */
    enum Figure {
        LINES("lines/s") {
            @Override
            double of(Outcome outcome) {
                return outcome.linesPerSecond();
            }
        },
        P99("us") {
            @Override
            double of(Outcome outcome) {
                return outcome.p99Micros();
            }
        },
        CPU("us/line") {
            @Override
            double of(Outcome outcome) throws NotMeasuredException {
                Double cpu = outcome.serverCpuMicros();
                if (cpu == null) {
                    throw new NotMeasuredException("the system does not tell a process's time");
                }
                return cpu;
            }
        };

        private final String unit;

        Figure(String unit) {
            this.unit = unit;
        }

        String unit() {
            return unit;
        }

        abstract double of(Outcome outcome) throws NotMeasuredException;
    }

    private final Loads loads;
    private final Program program;
    private final Workload workload;
    private final Figure figure;

    LoadSide(Loads loads, Program program, Workload workload, Figure figure) {
        this.loads = loads;
        this.program = program;
        this.workload = workload;
        this.figure = figure;
    }

    @Override
    public double measure(Effort effort) throws Exception {
        return figure.of(loads.outcome(program, workload, effort, this));
    }

    @Override
    public String jvm() {
        return Program.jvm();
    }
}
