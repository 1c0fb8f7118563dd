package io.rollcall.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison found: one entry of the written report. Immutable.
 *
 * @param value the candidate's median
 * @param floor the floor's median
 * @param ratio the median of the rounds' ratios; null where the floor is zero
 * @param met whether the figures meet the goal
 * @param jvm version and flags
 */
@JsonPropertyOrder({"id", "row", "value", "unit", "against", "floor", "ratio", "goal", "met", "jvm", "runs"})
public record Result(
        String id,
        String row,
        double value,
        String unit,
        String against,
        double floor,
        @Nullable Double ratio,
        String goal,
        boolean met,
        String jvm,
        Runs runs) {
    static Result of(Comparison of, Runs runs) {
        double ratio = runs.ratio();
        return new Result(
                of.id(),
                of.row(),
                runs.value(),
                of.unit(),
                of.against(),
                runs.base(),
                Double.isFinite(ratio) ? Figures.rounded(ratio) : null,
                of.goal().text(of.unit()),
                of.goal().isMet(runs),
                Jvm.description(of.candidate().flags()),
                runs);
    }
}
