package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which names are kept for connections. */
class KeysTest {
    @ParameterizedTest
    @ValueSource(strings = {"c0", "c1", "c18446744073709551616", "node.c7", "a.b.c7", "..c1", "c1.c2"})
    void isId_formOfAConnectionsId_true(String name) {
        assertThat(Keys.isId(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "c", "7", "c7x", "C7", "xc7", ".c7", "c-7", "c7.", "c.7", "cc7", "c\u0667", "node c7"})
    void isId_anythingElse_false(String name) {
        assertThat(Keys.isId(name)).isFalse();
    }
}
