package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final Pace pace = new Pace();

    private void look(int taken, long written, long millis) {
        pace.look(taken, written, TimeUnit.MILLISECONDS.toNanos(millis));
    }

    @Test
    void look_first_knowsNoPace() {
        look(1000, 1000, 0);
        assertThat(pace.lines()).isZero();
        assertThat(pace.bytes()).isZero();
    }

    @Test
    void look_laterOnes_measureFromTheOneBefore() {
        look(1000, 1_000_000, 5000);
        look(1500, 1_001_000, 5500);
        assertThat(pace.lines()).isEqualTo(1000);
        assertThat(pace.bytes()).isEqualTo(2000);
        look(1500, 1_001_000, 6500);
        assertThat(pace.lines()).isZero();
    }

    @Test
    void look_soonAfterAnother_changesNothing() {
        look(0, 0, 0);
        look(100, 100, 399);
        assertThat(pace.lines()).isZero();
        look(200, 200, 400);
        assertThat(pace.lines()).isEqualTo(500);
    }

    @Test
    void look_numberOfLinesThatBeganAnew_isStillTheirPace() {
        look(Integer.MAX_VALUE, 0, 0);
        look(Integer.MIN_VALUE + 99, 0, 1000);
        assertThat(pace.lines()).isEqualTo(100);
    }
}
