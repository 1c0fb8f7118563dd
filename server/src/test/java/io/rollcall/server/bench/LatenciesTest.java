package io.rollcall.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LatenciesTest {
    private static final double MICRO = 1e3;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 127, 128, 129, 255, 256, 1_000_003, Long.MAX_VALUE})
    void micros_oneTime_isThatTime(long nanos) {
        Latencies latencies = new Latencies();

        latencies.record(nanos, 3);

        assertThat(latencies.count()).isEqualTo(3);
        assertThat(latencies.mostMicros()).isEqualTo(nanos / MICRO);
        assertThat(latencies.micros(0.5)).isCloseTo(nanos / MICRO, Percentage.withPercentage(0.8));
    }

    @Test
    void micros_manyTimes_areThoseOfASortedList() {
        Random random = new Random(7);
        Latencies latencies = new Latencies();
        long[] nanos = random.doubles(10_000, 0, 30)
                .mapToLong(power -> (long) Math.pow(2, power))
                .toArray();
        for (long time : nanos) {
            latencies.record(time, 1);
        }
        Arrays.sort(nanos);

        for (double part : new double[] {0.0001, 0.1, 0.5, 0.9, 0.99, 0.999, 1}) {
            long exact = nanos[(int) Math.ceil(part * nanos.length) - 1];
            assertThat(latencies.micros(part)).as("%s", part).isCloseTo(exact / MICRO, Percentage.withPercentage(0.8));
        }
    }

    @Test
    void micros_nothing_isZero() {
        assertThat(new Latencies().micros(0.99)).isZero();
    }
}
