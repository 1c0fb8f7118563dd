package io.rollcall.benchmarks.report;

import java.time.Duration;

/** How much a run spends on each figure. */
public enum Effort {
    /** For figures to be quoted. */
    FULL(5, 3, 5, 250, Duration.ofHours(12)),
    /** For a first look: within five minutes on two cores. */
    QUICK(3, 2, 2, 120, Duration.ofSeconds(250));

    private final int rounds;
    private final int warmups;
    private final int iterations;
    private final int millis;
    private final Duration limit;

    Effort(int rounds, int warmups, int iterations, int millis, Duration limit) {
        this.rounds = rounds;
        this.warmups = warmups;
        this.iterations = iterations;
        this.millis = millis;
        this.limit = limit;
    }

    /** Returns how often candidate and floor are measured, each time in new JVMs. */
    public int rounds() {
        return rounds;
    }

    int warmups() {
        return warmups;
    }

    int iterations() {
        return iterations;
    }

    /** Returns how long an iteration lasts. */
    int millis() {
        return millis;
    }

    /** Returns when to begin nothing more but what is the only comparison of its id. */
    public Duration limit() {
        return limit;
    }
}
