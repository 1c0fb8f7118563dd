package io.rollcall.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GoalTest {
    private static Runs once(double candidate, double floor) {
        return new Runs(List.of(candidate), List.of(floor));
    }

    @Test
    void isMet_ratioAtTheGoal_yesAndAboveIt_no() {
        assertThat(Goal.ratio(1.5).isMet(once(3, 2))).isTrue();
        assertThat(Goal.ratio(1.5).isMet(once(3.01, 2))).isFalse();
    }

    @Test
    void isMet_valueAtTheGoal_yesWhateverTheRatio() {
        assertThat(Goal.value(52).isMet(once(52, 1))).isTrue();
        assertThat(Goal.value(52).isMet(once(52.1, 100))).isFalse();
    }

    @Test
    void isMet_oneOfTwo_no() {
        Goal both = new Goal(4, 3);

        assertThat(both.isMet(once(3, 1))).isTrue();
        assertThat(both.isMet(once(3, 0.7))).isFalse();
        assertThat(both.isMet(once(3.1, 1))).isFalse();
    }

    @Test
    void isMet_ratioOfNothingToNothing_no() {
        assertThat(Goal.ratio(1).isMet(once(0, 0))).isFalse();
    }

    @Test
    void text_namesWhatThereIs() {
        assertThat(Goal.ratio(1.05).text("ns")).isEqualTo("≤ 1.05×");
        assertThat(Goal.value(52).text("B")).isEqualTo("≤ 52 B");
        assertThat(new Goal(4, 3).text("ns")).isEqualTo("≤ 3 ns, ≤ 4×");
    }
}
