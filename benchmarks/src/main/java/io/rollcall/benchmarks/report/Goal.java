package io.rollcall.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * What a comparison should find: at most this ratio, at most this value, or both.
 *
 * @param ratio infinite for no such goal
 * @param value in the comparison's unit, infinite for no such goal
 */
public record Goal(double ratio, double value) {
    public static Goal ratio(double most) {
        return new Goal(most, Double.POSITIVE_INFINITY);
    }

    public static Goal value(double most) {
        return new Goal(Double.POSITIVE_INFINITY, most);
    }

    /** Tells whether figures meet this goal; what is not a number does not. */
    boolean isMet(Runs runs) {
        return (Double.isInfinite(ratio) || runs.ratio() <= ratio)
                && (Double.isInfinite(value) || runs.value() <= value);
    }

    String text(String unit) {
        List<String> parts = new ArrayList<>();
        if (!Double.isInfinite(value)) {
            parts.add("≤ " + Figures.plain(value) + " " + unit);
        }
        if (!Double.isInfinite(ratio)) {
            parts.add("≤ " + Figures.plain(ratio) + "×");
        }
        return String.join(", ", parts);
    }
}
