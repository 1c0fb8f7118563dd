package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What an unfinished line costs. */
class LineScannerTest {
    private static final int MAX_LINE_BYTES = 1 << 20;

    @Test
    void next_longestLineByteByByte_growsSeldom() {
        LineScanner scanner = new LineScanner(MAX_LINE_BYTES);
        ByteBuf one = portion("x");
        int grown = 0;
        for (int i = 0; i < MAX_LINE_BYTES; i++) {
            int before = scanner.heldBytes();
            assertNoEnd(scanner, one.readerIndex(0));
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
        ByteBuf portion = portion(rest.repeat(1000));
        for (int i = 0; i < 1000; i++) {
            assertNoEnd(scanner, portion.readerIndex(0));
            assertThat(scanner.heldBytes()).isZero();
        }
        assertThat(scanner.next(portion("\n"))).isInstanceOf(Refusal.class);
        assertThat(scanner.next(portion("next\n"))).hasToString("next");
    }

    private static void assertNoEnd(LineScanner scanner, ByteBuf portion) {
        if (scanner.next(portion) != null || portion.isReadable()) {
            throw new AssertionError("no line ends here, and all is read");
        }
    }

    private static ByteBuf portion(String bytes) {
        return Unpooled.wrappedBuffer(Peer.bytes(bytes));
    }
}
