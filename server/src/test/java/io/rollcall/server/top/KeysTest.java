package io.rollcall.server.top;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeysTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            q             | q
            ^[A^[B        | ↑↓
            ^OC^OD        | →←
            ^[5~^[6~^[1~  | ⇞⇟⇱
            ^[Hx          | ⇱x
            ^[1;5Ax       | ↑x
            ^[200~x       | x
            ^qx           | x
            ^[Z^[zq       | q
            """)
    void take_whatTerminalsSend_areTheKeys(String sent, String expected) {
        Keys keys = new Keys();
        StringBuilder pressed = new StringBuilder();
        for (char next : sent.replace('^', Keys.ESCAPE).toCharArray()) {
            char key = keys.take(next);
            if (key != Keys.NONE) {
                pressed.append(key);
            }
        }
        assertThat(pressed.toString()).isEqualTo(expected);
    }

    @Test
    void escape_withNothingBehindIt_isAKey_andTheNextOneToo() {
        Keys keys = new Keys();
        assertThat(keys.take(Keys.ESCAPE)).isEqualTo(Keys.NONE);
        assertThat(keys.mayBeEscape()).isTrue();
        assertThat(keys.escape()).isEqualTo(Keys.ESCAPE);
        assertThat(keys.mayBeEscape()).isFalse();
        assertThat(keys.take('q')).isEqualTo('q');
    }
}
