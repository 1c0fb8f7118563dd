package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Runs {@link Simulation}s: a thousand seeds and those that once found something, or with {@code -Drollcall.stress=long} a hundred
 * thousand; {@code -Drollcall.seed} is the first instead of 1, and the only one of these unless {@code -Drollcall.seeds} says how many.
 */
@Tag("stress")
class SimulationTest {
    private static final int SHORT = 1_000;
    private static final int LONG = 100_000;
    /** Both found a holder that a take-over was to end and that lived on. */
    private static final long[] FOUND = {14_991, 74_735};

    @Test
    void cluster_randomFaults_keepsItsPromises() {
        boolean isLong = "long".equals(System.getProperty("rollcall.stress"));
        long first = Long.getLong("rollcall.seed", 1);
        int count = Integer.getInteger(
                "rollcall.seeds", System.getProperty("rollcall.seed") != null ? 1 : isLong ? LONG : SHORT);
        int granted = 0;
        int unknown = 0;
        int given = 0;
        int answers = 0;
        for (long seed = first; seed < first + count; seed++) {
            Simulation simulation = run(seed);
            granted += simulation.granted;
            unknown += simulation.unknown;
            given += simulation.given;
            answers += simulation.answers;
        }
        if (count > 1) {
            assertThat(granted).as("names granted").isGreaterThan(count);
            assertThat(unknown).as("outcomes unknown").isGreaterThan(count / 10);
            assertThat(given).as("names given").isGreaterThan(count / 10);
            assertThat(answers).as("questions answered").isGreaterThan(count / 2);
        }
    }

    @Test
    void cluster_faultsThatOnceFoundSomething_keepsItsPromises() {
        for (long seed : FOUND) {
            run(seed);
        }
    }

    private static Simulation run(long seed) {
        Simulation simulation = new Simulation(seed);
        try {
            simulation.run();
        } catch (RuntimeException | AssertionError failed) {
            throw new AssertionError("-Drollcall.seed=" + seed + ": " + failed.getMessage(), failed);
        }
        return simulation;
    }
}
