package io.rollcall.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ArrivalsTest {
    private final Arrivals arrivals = new Arrivals();

    @Test
    void await_twoMessagesToThreeMembers_countsTheMessages() throws Exception {
        for (int message = 0; message < 2; message++) {
            byte[] bytes = new byte[100];
            for (int member = 0; member < 3; member++) {
                arrivals.deliver(bytes);
            }
        }

        assertThat(arrivals.await(6, 0)).isEqualTo(2);
        assertThat(arrivals.await(0, 0)).as("begins anew").isZero();
    }

    @Test
    void await_oneIsMissing_throws() {
        arrivals.deliver(new byte[1]);

        assertThatThrownBy(() -> arrivals.await(2, 0))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 of 2 deliveries");
    }
}
