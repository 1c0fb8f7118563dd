package io.rollcall.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GoalTest {
    @Test
    void isMet_ratioAtTheGoal_yesAndAboveIt_no() {
        assertThat(Goal.ratio(1.5).isMet(1.5, 3)).isTrue();
        assertThat(Goal.ratio(1.5).isMet(1.505, 3.01)).isFalse();
    }

    @Test
    void isMet_valueAtTheGoal_yesWhateverTheRatio() {
        assertThat(Goal.value(52).isMet(52, 52)).isTrue();
        assertThat(Goal.value(52).isMet(0.5, 52.1)).isFalse();
    }

    @Test
    void isMet_oneOfTwo_no() {
        Goal both = new Goal(4, 3);

        assertThat(both.isMet(3, 3)).isTrue();
        assertThat(both.isMet(3 / 0.7, 3)).isFalse();
        assertThat(both.isMet(3.1 / 1, 3.1)).isFalse();
    }

    @Test
    void isMet_leastRatio_yesAndBelowIt_no() {
        assertThat(Goal.atLeast(1.2).isMet(1.2, 7)).isTrue();
        assertThat(Goal.atLeast(1.2).isMet(1.19, 7)).isFalse();
        assertThat(Goal.atLeast(1.2).isMet(Double.NaN, 7)).isFalse();
    }

    @Test
    void isMet_ratioOfNothingToNothing_no() {
        assertThat(Goal.ratio(1).isMet(Double.NaN, 0)).isFalse();
    }

    @Test
    void text_namesWhatThereIs() {
        assertThat(Goal.ratio(1.05).text("ns")).isEqualTo("≤ 1.05×");
        assertThat(Goal.value(52).text("B")).isEqualTo("≤ 52 B");
        assertThat(Goal.atLeast(1.2).text("ns")).isEqualTo("≥ 1.2×");
        assertThat(new Goal(4, 3).text("ns")).isEqualTo("≤ 3 ns, ≤ 4×");
    }
}
