package io.rollcall.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RunsTest {
    @Test
    void ratio_oddRounds_isTheMedianOfTheRoundsRatios() {
        Runs runs = new Runs(List.of(10.0, 30.0, 20.0), List.of(10.0, 10.0, 40.0));

        assertThat(runs.ratios()).containsExactly(1.0, 3.0, 0.5);
        assertThat(Estimate.MEDIAN.ratio(runs)).isEqualTo(1.0);
        assertThat(Estimate.MEDIAN.of(runs.candidate())).isEqualTo(20.0);
        assertThat(Estimate.MEDIAN.of(runs.floor())).isEqualTo(10.0);
    }

    @Test
    void ratio_evenRounds_isTheMeanOfTheTwoInTheMiddle() {
        Runs runs = new Runs(List.of(1.0, 2.0, 3.0, 9.0), List.of(1.0, 1.0, 1.0, 1.0));

        assertThat(Estimate.MEDIAN.ratio(runs)).isEqualTo(2.5);
        assertThat(Estimate.MEDIAN.of(runs.candidate())).isEqualTo(2.5);
    }

    @Test
    void ratio_moreDigitsThanKept_followsFromTheFiguresKept() {
        Runs runs = new Runs(List.of(1.23456789), List.of(9.87654321));

        assertThat(runs.candidate()).containsExactly(1.23457);
        assertThat(Estimate.MEDIAN.ratio(runs)).isEqualTo(1.23457 / 9.87654);
    }

    @Test
    void constructor_unevenRounds_throws() {
        assertThatThrownBy(() -> new Runs(List.of(1.0, 2.0), List.of(1.0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("[1.0, 2.0] and [1.0]");
    }
}
