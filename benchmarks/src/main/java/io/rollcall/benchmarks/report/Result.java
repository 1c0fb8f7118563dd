package io.rollcall.benchmarks.report;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a comparison found: one entry of the written report. Immutable.
 *
 * @param value the candidate's figure; null where nothing was measured, for a reason that the row says
 * @param floor the floor's figure; null likewise
 * @param ratio of the two, by rounds; null likewise, and where the floor is zero
 * @param met whether the figures meet the goal
 * @param jvm version and flags
 */
@JsonPropertyOrder({"id", "row", "value", "unit", "against", "floor", "ratio", "goal", "met", "jvm", "runs"})
public record Result(
        String id,
        String row,
        @Nullable Double value,
        String unit,
        String against,
        @Nullable Double floor,
        @Nullable Double ratio,
        String goal,
        boolean met,
        String jvm,
        Runs runs) {
    static Result of(Comparison of, Runs runs) {
        double value = Figures.rounded(of.estimate().of(runs.candidate()));
        double floor = Figures.rounded(of.estimate().of(runs.floor()));
        double ratio = of.estimate().ratio(runs);
        return new Result(
                of.id(),
                of.row(),
                value,
                of.unit(),
                of.against(),
                floor,
                Double.isFinite(ratio) ? Figures.rounded(ratio) : null,
                of.goal().text(of.unit()),
                of.goal().isMet(ratio, value),
                of.candidate().jvm(),
                runs);
    }

    /** Keeps a row of which nothing could be measured. */
    static Result missing(Comparison of, String reason) {
        return new Result(
                of.id(),
                of.row() + " (not measured: " + reason + ")",
                null,
                of.unit(),
                of.against(),
                null,
                null,
                of.goal().text(of.unit()),
                false,
                of.candidate().jvm(),
                new Runs(List.of(), List.of()));
    }
}
