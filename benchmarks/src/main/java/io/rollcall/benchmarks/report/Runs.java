package io.rollcall.benchmarks.report;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The raw figures, round by round; everything else follows from them. Immutable.
 *
 * @param candidate the candidate's, one a round; none if it was not measured
 * @param floor the floor's, of the same rounds
 */
public record Runs(List<Double> candidate, List<Double> floor) {
    public Runs {
        if (candidate.size() != floor.size()) {
            throw new IllegalArgumentException(
                    "as many figures of the floor as of the candidate were expected, given were " + candidate + " and "
                            + floor);
        }
        candidate = candidate.stream().map(Figures::rounded).toList();
        floor = floor.stream().map(Figures::rounded).toList();
    }

    /** Returns candidate to floor, for each round; not a number, or infinite, where the floor is zero. */
    List<Double> ratios() {
        return IntStream.range(0, candidate.size())
                .mapToObj(i -> candidate.get(i) / floor.get(i))
                .toList();
    }
}
