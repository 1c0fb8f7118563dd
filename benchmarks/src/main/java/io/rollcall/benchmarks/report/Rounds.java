package io.rollcall.benchmarks.report;

import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes comparisons, all of them once, then all of them again, those of few rounds in the last ones. A round takes candidate and floor one right after the
 * other, so that they meet the machine in one state, and the rounds meet it in several. Confined to one thread.
 */
public final class Rounds {
    private final Effort effort;
    private final Duration limit;
    private final PrintStream progress;
    private final List<Tally> tallies = new ArrayList<>();
    private boolean failed;

    /** Plans; after a time, nothing more is begun but what is the only comparison of its id. */
    public Rounds(List<Comparison> comparisons, Effort effort, Duration limit, PrintStream progress) {
        this.effort = effort;
        this.limit = limit;
        this.progress = progress;
        for (Comparison comparison : comparisons) {
            tallies.add(new Tally(comparison));
        }
    }

    /** Runs all rounds; answers with what each comparison found, those left out that never came to an end. */
    public List<Result> run() {
        long start = System.nanoTime();
        for (int round = 0; round < effort.rounds(); round++) {
            for (Tally tally : tallies) {
                boolean late = System.nanoTime() - start > limit.toNanos();
                boolean due = round >= effort.rounds() - tally.comparison.rounds(effort);
                if (due && tally.reason == null && !(late && isShown(tally.comparison.id()))) {
                    add(tally, round);
                }
            }
        }
        return tallies.stream().filter(Tally::hasResult).map(Tally::result).toList();
    }

    /** Tells whether a measurement failed. */
    public boolean hasFailed() {
        return failed;
    }

    private boolean isShown(String id) {
        return tallies.stream()
                .anyMatch(tally -> tally.hasResult() && tally.comparison.id().equals(id));
    }

    private void add(Tally tally, int round) {
        Comparison of = tally.comparison;
        try {
            boolean floorFirst = round % 2 == 1;
            double first = (floorFirst ? of.floor() : of.candidate()).measure(effort);
            double second = (floorFirst ? of.candidate() : of.floor()).measure(effort);
            tally.add(floorFirst ? second : first, floorFirst ? first : second);
            progress.printf(
                    Locale.ROOT,
                    "round %d  %s, %s: %s against %s %s%n",
                    round + 1,
                    of.id(),
                    of.row(),
                    Figures.brief(floorFirst ? second : first),
                    Figures.brief(floorFirst ? first : second),
                    of.unit());
        } catch (NotMeasuredException e) {
            tally.reason = String.valueOf(e.getMessage());
        } catch (Exception e) { // of whatever kind: one comparison less, and the others go on
            failed = true;
            progress.printf("round %d  %s, %s: failed: %s%n", round + 1, of.id(), of.row(), e);
        }
    }

    /** What has been found so far. */
    private static final class Tally {
        private final Comparison comparison;
        private final List<Double> candidate = new ArrayList<>();
        private final List<Double> floor = new ArrayList<>();
        private @Nullable String reason;

        Tally(Comparison comparison) {
            this.comparison = comparison;
        }

        void add(double ofCandidate, double ofFloor) {
            candidate.add(ofCandidate);
            floor.add(ofFloor);
        }

        boolean hasResult() {
            return reason != null || !candidate.isEmpty();
        }

        Result result() {
            return reason != null && candidate.isEmpty()
                    ? Result.missing(comparison, reason)
                    : Result.of(comparison, new Runs(candidate, floor));
        }
    }
}
