package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.cluster.History.Call;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {
    private static Call<Integer> write(int value, long begun, long ended, boolean sure) {
        return new Call<>("write " + value, begun, ended, sure, state -> value);
    }

    private static Call<Integer> read(int value, long begun, long ended) {
        return new Call<>("read " + value, begun, ended, true, state -> state == value ? state : null);
    }

    @Test
    void isLinearizable_anOrderExplainsTheAnswers_only() {
        assertThat(History.isLinearizable(0, List.of(write(1, 1, 4, true), read(0, 2, 3))))
                .isTrue();
        assertThat(History.isLinearizable(0, List.of(write(1, 1, 2, true), read(0, 3, 4))))
                .isFalse();
        assertThat(History.isLinearizable(0, List.of(write(1, 1, 2, true), write(2, 3, 4, true), read(1, 5, 6))))
                .isFalse();
    }

    @Test
    void isLinearizable_callWithoutAnswer_tookEffectAtAnyTimeOrNever() {
        Call<Integer> lost = write(1, 1, 0, false);
        assertThat(History.isLinearizable(0, List.of(lost, read(0, 5, 6)))).isTrue();
        assertThat(History.isLinearizable(0, List.of(lost, read(0, 5, 6), read(1, 7, 8))))
                .isTrue();
        assertThat(History.isLinearizable(0, List.of(lost, read(1, 5, 6), read(0, 7, 8))))
                .isFalse();
        assertThat(History.isLinearizable(0, List.of(read(1, 1, 2), write(1, 3, 0, false))))
                .isFalse();
    }
}
