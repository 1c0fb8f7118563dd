package io.rollcall.benchmarks.report;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.Locale;

/** Numbers: their median, and how they are written. */
final class Figures {
    private static final MathContext KEPT = new MathContext(6);

    private Figures() {}

    static double median(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int middle = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
    }

    /** Drops the digits that mean nothing, so that a report and what is reckoned from it agree to the last one. */
    static double rounded(double figure) {
        return BigDecimal.valueOf(figure).round(KEPT).doubleValue();
    }

    /** Writes three digits that count. */
    static String brief(double figure) {
        int decimals = figure >= 100 || figure == 0 ? 0 : figure >= 10 ? 1 : 2;
        return String.format(Locale.ROOT, "%,." + decimals + "f", figure);
    }

    /** Writes a number without superfluous zeros. */
    static String plain(double figure) {
        return BigDecimal.valueOf(figure).stripTrailingZeros().toPlainString();
    }
}
