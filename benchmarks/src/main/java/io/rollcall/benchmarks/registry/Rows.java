package io.rollcall.benchmarks.registry;

import io.rollcall.benchmarks.report.Comparison;
import io.rollcall.benchmarks.report.Goal;
import io.rollcall.benchmarks.report.JmhSide;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** All comparisons, in the order of the table. */
final class Rows {
    private Rows() {}

    static List<Comparison> all() {
        return Stream.of(NameRows.all(), MemberRows.all(), OwnerRows.all(), CountRows.all(), PeerRows.all())
                .flatMap(rows -> rows)
                .toList();
    }

    static Comparison comparison(
            String id, String row, JmhSide candidate, String against, JmhSide floor, double goal, int quick) {
        return new Comparison(id, row, "ns", candidate, against, floor, Goal.ratio(goal), quick);
    }

    /** Writes the name of a shape of keys in words. */
    static String words(String shape) {
        return shape.toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
