package io.rollcall.benchmarks.abuse;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The short form of the soak. */
class SoakTest {
    private static final int INTERVALS = 6;

    @Test
    void run_afterSomeSeconds_holdsNoMoreThanAtFirstAndIsSound() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Soak soak = new Soak(INTERVALS, Duration.ofSeconds(1), new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(soak.run()).as(() -> out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(out.toString(StandardCharsets.UTF_8).lines()).hasSize(INTERVALS + 2);
    }
}
