package io.rollcall.benchmarks.report;

import java.util.ArrayList;
import java.util.List;

/**
 * What a comparison should find: at most this ratio, at most this value, at least that ratio, or several of these.
 *
 * @param ratio infinite for no such goal
 * @param value in the comparison's unit, infinite for no such goal
 * @param leastRatio zero for no such goal
 */
public record Goal(double ratio, double value, double leastRatio) {
    public Goal(double ratio, double value) {
        this(ratio, value, 0);
    }

    public static Goal ratio(double most) {
        return new Goal(most, Double.POSITIVE_INFINITY);
    }

    public static Goal value(double most) {
        return new Goal(Double.POSITIVE_INFINITY, most);
    }

    public static Goal atLeast(double leastRatio) {
        return new Goal(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, leastRatio);
    }

    /** Tells whether figures meet this goal; what is not a number does not. */
    boolean isMet(double foundRatio, double foundValue) {
        return (Double.isInfinite(ratio) || foundRatio <= ratio)
                && (Double.isInfinite(value) || foundValue <= value)
                && (leastRatio == 0 || foundRatio >= leastRatio);
    }

    String text(String unit) {
        List<String> parts = new ArrayList<>();
        if (!Double.isInfinite(value)) {
            parts.add("≤ " + Figures.plain(value) + " " + unit);
        }
        if (!Double.isInfinite(ratio)) {
            parts.add("≤ " + Figures.plain(ratio) + "×");
        }
        if (leastRatio > 0) {
            parts.add("≥ " + Figures.plain(leastRatio) + "×");
        }
        return String.join(", ", parts);
    }
}
