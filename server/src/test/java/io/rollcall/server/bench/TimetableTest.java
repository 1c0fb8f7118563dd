package io.rollcall.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class TimetableTest {
    private static final long START = 5_000;

    @Test
    void plan_stalledForAWhile_plansEachLineThatWasDueInTheMeantime() {
        Timetable table = new Timetable(1_000_000, Long.MAX_VALUE, START);

        assertThat(table.plan(START - 1, 100)).isZero();
        assertThat(table.plan(START, 100)).isEqualTo(1);
        assertThat(table.plan(START + 999, 100)).isZero();
        assertThat(table.plan(START + 10_000, 100)).isEqualTo(10);
        assertThat(table.due(10)).isEqualTo(START + 10_000);
        assertThat(table.planned()).isEqualTo(11);
    }

    @Test
    void plan_noRoom_leavesTheLineDueWhenItWas() {
        Timetable table = new Timetable(1_000_000, 3, START);

        assertThat(table.plan(START + 9_000, 2)).isEqualTo(2);
        assertThat(table.isOver()).isFalse();
        assertThat(table.plan(START + 90_000, 2)).isEqualTo(1);
        assertThat(table.isOver()).isTrue();
        assertThat(table.due(2)).isEqualTo(START + 2_000);
    }
}
