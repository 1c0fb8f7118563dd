package io.rollcall.server.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class NumberedTest {
    private static String text(Numbered message) {
        return new String(message.bytes(), StandardCharsets.UTF_8);
    }

    @Test
    void advance_overManyDigits_countsOn() {
        Numbered message = Template.of("say {}!", 1, "run").numbered(0xabc, 20);

        for (int i = 0; i < 70_000; i++) {
            assertThat(text(message))
                    .isEqualTo(String.format("say 00abc-%010xqrst!%n", i).replace("\r", ""));
            message.advance();
        }
    }

    @Test
    void numbered_noPayload_staysTheSame() {
        Numbered message = Template.of("+{n} {run}\\r\\n", 12, "run").numbered(1, 16);

        message.advance();

        assertThat(text(message)).isEqualTo("+12 run\r\n");
    }
}
