package io.rollcall.benchmarks.report;

/**
 * A candidate beside its floor. Immutable.
 *
 * @param id of the goal, shared by all comparisons that show it
 * @param row what is measured, in words
 * @param unit of the figures
 * @param candidate what is held to the goal
 * @param against the floor's name
 * @param floor what the candidate is held against
 * @param goal what should come out
 * @param quickRounds how many rounds at most a quick run spends on it; zero to leave it out
 * @param estimate how one figure is made of those of the rounds
 */
public record Comparison(
        String id,
        String row,
        String unit,
        Side candidate,
        String against,
        Side floor,
        Goal goal,
        int quickRounds,
        Estimate estimate) {
    public Comparison(
            String id,
            String row,
            String unit,
            Side candidate,
            String against,
            Side floor,
            Goal goal,
            int quickRounds) {
        this(id, row, unit, candidate, against, floor, goal, quickRounds, Estimate.MEDIAN);
    }

    int rounds(Effort effort) {
        return effort == Effort.QUICK ? Math.min(quickRounds, effort.rounds()) : effort.rounds();
    }
}
