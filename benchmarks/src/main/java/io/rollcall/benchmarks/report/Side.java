package io.rollcall.benchmarks.report;

/** One of the two that are compared. */
public interface Side {
    /**
     * Measures once, in a JVM of its own.
     *
     * @return the figure, in the comparison's unit
     * @throws Exception if the measurement failed
     */
    double measure(Effort effort) throws Exception;

    /** Returns the JVM's flags that are for this measurement alone, or an empty text. */
    default String flags() {
        return "";
    }
}
