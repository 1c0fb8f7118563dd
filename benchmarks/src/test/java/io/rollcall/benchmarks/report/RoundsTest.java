package io.rollcall.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundsTest {
    private final List<String> order = new ArrayList<>();
    private final PrintStream progress = new PrintStream(new ByteArrayOutputStream(), false, StandardCharsets.UTF_8);

    private Side side(String name, double figure) {
        return effort -> {
            order.add(name);
            return figure;
        };
    }

    private static Comparison comparison(String id, Side candidate, Side floor, int quickRounds) {
        return new Comparison(id, "row", "ns", candidate, "floor", floor, Goal.ratio(2), quickRounds);
    }

    @Test
    void run_severalRounds_takesCandidateAndFloorInTurn() {
        Rounds rounds = new Rounds(
                List.of(comparison("A", side("c", 4), side("f", 2), 3)), Effort.QUICK, Effort.QUICK.limit(), progress);

        List<Result> results = rounds.run();

        assertThat(order).containsExactly("c", "f", "f", "c", "c", "f");
        Result only = results.get(0);
        assertThat(only.runs()).isEqualTo(new Runs(List.of(4.0, 4.0, 4.0), List.of(2.0, 2.0, 2.0)));
        assertThat(only.ratio()).isEqualTo(2.0);
        assertThat(only.met()).isTrue();
        assertThat(only.goal()).isEqualTo("≤ 2×");
    }

    @Test
    void run_fewerQuickRounds_leavesTheEarlierOnesOut() {
        List<Comparison> comparisons = List.of(
                comparison("A", side("a", 1), side("a", 1), 1),
                comparison("B", side("b", 1), side("b", 1), 2),
                comparison("C", side("c", 1), side("c", 1), 0));

        List<Result> results = new Rounds(comparisons, Effort.QUICK, Effort.QUICK.limit(), progress).run();

        assertThat(order).containsExactly("b", "b", "a", "a", "b", "b");
        assertThat(results).extracting(Result::id).containsExactly("A", "B");
    }

    @Test
    void run_measurementFails_theOthersGoOn() {
        Side broken = effort -> {
            throw new IOException("no figure");
        };
        List<Comparison> comparisons =
                List.of(comparison("A", broken, side("f", 1), 1), comparison("B", side("c", 1), side("f", 1), 1));
        Rounds rounds = new Rounds(comparisons, Effort.QUICK, Effort.QUICK.limit(), progress);

        assertThat(rounds.run()).extracting(Result::id).containsExactly("B");
        assertThat(rounds.hasFailed()).isTrue();
    }

    @Test
    void run_nothingToMeasure_keepsTheRowMissedWithTheReason() {
        Side absent = effort -> {
            throw new NotMeasuredException("there is none");
        };
        Rounds rounds = new Rounds(
                List.of(comparison("A", side("c", 4), absent, 3)), Effort.QUICK, Effort.QUICK.limit(), progress);

        Result only = rounds.run().get(0);

        assertThat(order).containsExactly("c");
        assertThat(only.row()).isEqualTo("row (not measured: there is none)");
        assertThat(only.met()).isFalse();
        assertThat(only.value()).isNull();
        assertThat(only.runs().candidate()).isEmpty();
        assertThat(rounds.hasFailed()).isFalse();
    }

    @Test
    void run_leastOfTheRounds_isTheEstimateThatIsAskedFor() {
        double[] figures = {4, 6, 5};
        double[] floors = {2, 2.5, 4};
        int[] next = {0, 0};
        Comparison least = new Comparison(
                "A",
                "row",
                "us",
                effort -> figures[next[0]++],
                "floor",
                effort -> floors[next[1]++],
                Goal.ratio(2),
                3,
                Estimate.LEAST);

        Result only = new Rounds(List.of(least), Effort.QUICK, Effort.QUICK.limit(), progress)
                .run()
                .get(0);

        assertThat(only.value()).isEqualTo(4);
        assertThat(only.floor()).isEqualTo(2);
        assertThat(only.ratio()).isEqualTo(2);
        assertThat(only.met()).isTrue();
    }
}
