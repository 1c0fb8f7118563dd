package io.rollcall.server.top;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {
    @ParameterizedTest
    @CsvSource({
        "0, 0B",
        "-1, 0B",
        "1023, 1023B",
        "1024, 1.0K",
        "1536, 1.5K",
        "10188, 9.9K",
        "10240, 10K",
        "65536, 64K",
        "1047552, 1023K",
        "1048575, 1.0M",
        "9223372036854775807, 8.0E"
    })
    void bytes_ofAnyNumber_areShort(long bytes, String expected) {
        assertThat(Figures.bytes(bytes)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0s",
        "59999, 59s",
        "60000, 1m00s",
        "3599999, 59m59s",
        "3600000, 1h00m",
        "86399999, 23h59m",
        "86400000, 1d00h",
        "8640000000, 100d00h"
    })
    void time_ofAnyNumber_isShort(long millis, String expected) {
        assertThat(Figures.time(millis)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 0us", "999, 999us", "1000, 1.0ms", "123456, 123.5ms"})
    void micros_ofAnyNumber_areShort(long micros, String expected) {
        assertThat(Figures.micros(micros)).isEqualTo(expected);
    }
}
