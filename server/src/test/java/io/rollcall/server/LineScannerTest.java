package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an unfinished line costs. */
class LineScannerTest {
    private static final int MAX_LINE_BYTES = 1 << 20;

    @Test
    void next_longestLineByteByByte_growsSeldom() {
        LineScanner scanner = new LineScanner(MAX_LINE_BYTES);
        Block one = portion("x");
        int grown = 0;
        for (int i = 0; i < MAX_LINE_BYTES; i++) {
            int before = scanner.heldBytes();
            assertNoEnd(scanner, again(one));
            grown += scanner.heldBytes() > before ? 1 : 0;
        }
        assertThat(grown).isEqualTo(21);
        assertThat(scanner.heldBytes()).isEqualTo(MAX_LINE_BYTES);
        assertThat(scanner.next(portion("\n"))).isInstanceOf(Line.class);
        assertThat(scanner.heldBytes()).isZero();
    }

    @Test
    void next_oneByte_holdsOneByte() {
        LineScanner scanner = new LineScanner(MAX_LINE_BYTES);
        assertNoEnd(scanner, portion("x"));
        assertThat(scanner.heldBytes()).isOne();
    }

    @ParameterizedTest
    @CsvSource({"a, x", "'\0', x", "a, '\377'", "'GET /', x", "a, '\r'"})
    void next_endlessLine_holdsNothing(String beginning, String rest) {
        LineScanner scanner = new LineScanner(64);
        assertNoEnd(scanner, portion(beginning));
        Block portion = portion(rest.repeat(1000));
        for (int i = 0; i < 1000; i++) {
            assertNoEnd(scanner, again(portion));
            assertThat(scanner.heldBytes()).isZero();
        }
        assertThat(scanner.next(portion("\n"))).isInstanceOf(Refusal.class);
        assertThat(scanner.next(portion("next\n"))).hasToString("next");
    }

    private static void assertNoEnd(LineScanner scanner, Block portion) {
        if (scanner.next(portion) != null || !portion.isEmpty()) {
            throw new AssertionError("no line ends here, and all is read");
        }
    }

    private static Block portion(String bytes) {
        return Block.of(Peer.bytes(bytes));
    }

    private static Block again(Block portion) {
        portion.skipTo(0);
        return portion;
    }
}
