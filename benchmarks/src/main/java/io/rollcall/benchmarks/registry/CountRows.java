package io.rollcall.benchmarks.registry;

import io.rollcall.benchmarks.report.Comparison;
import io.rollcall.benchmarks.report.JmhSide;
import java.util.stream.Stream;

/** Comparisons of what counters cost. */
final class CountRows {
    private CountRows() {}

    static Stream<Comparison> all() {
        JmhSide atomic = JmhSide.of(Count.class, "atomic");
        JmhSide total = JmhSide.of(Count.class, "total");
        return Stream.of(
                Rows.comparison(
                        "R-counter",
                        "add to an own counter",
                        JmhSide.of(Count.class, "add"),
                        "AtomicLong",
                        atomic,
                        1.7,
                        3),
                Rows.comparison(
                        "R-counter",
                        "total of 1,000 owners",
                        total.with("owners", 1_000),
                        "total of 10",
                        total.with("owners", 10),
                        1.3,
                        2));
    }
}
