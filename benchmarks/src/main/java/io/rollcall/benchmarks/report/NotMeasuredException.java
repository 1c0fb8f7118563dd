package io.rollcall.benchmarks.report;

/** What is to be measured is not here: a feature, or somebody else's program. The row stays, with the reason. */
public final class NotMeasuredException extends Exception {
    private static final long serialVersionUID = 1;

    public NotMeasuredException(String reason) {
        super(reason);
    }
}
