package io.rollcall.benchmarks.report;

/** One of the two that are compared. */
public interface Side {
    /**
     * Measures once, in a JVM of its own.
     *
     * @return the figure, in the comparison's unit
     * @throws NotMeasuredException if it is not here to be measured
     * @throws Exception if the measurement failed
     */
    double measure(Effort effort) throws Exception;

    /** Returns version and flags of the JVM that is measured. */
    default String jvm() {
        return Jvm.description("");
    }
}
