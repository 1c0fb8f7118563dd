package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused with BADLINE and TOOLONG, and that the next line always arrives. */
class LineRefusalTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\200 \277 \376 \377", // never the first byte
                "\300\200 \301\277 \340\200\200 \340\237\277 \360\200\200\200 \360\217\277\277", // overlong
                "\355\240\200 \355\277\277 \355\240\275\355\270\200", // surrogates
                "\364\220\200\200 \365\200\200\200 \367\277\277\277 \370\210\200\200\200", // above U+10FFFF
                "\303 \342\202 \360\237\230 \303A \342\202A \342A \360\237\230A \342\202\303\257" // cut short
            })
    void decode_notUtf8_isRefusedAtTheSequence(String examples) {
        for (String bytes : examples.split(" ", -1)) {
            assertRefused(bytes, "invalid UTF-8");
        }
    }

    @Test
    void decode_everyControlCharacter_isRefused() {
        IntStream.concat(IntStream.range(1, 0x20), IntStream.of(0x7F))
                .filter(c -> c != '\t' && c != '\n' && c != '\r')
                .forEach(c -> assertRefused(String.valueOf((char) c), "a control character"));
        assertRefused("\0", "a NUL");
        IntStream.range(0x80, 0xA0).forEach(c -> assertRefused(utf8(c), "a C1 control character"));
    }

    static IntStream bidirectionalControls() {
        return IntStream.of(
                0x061C, 0x200E, 0x200F, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2066, 0x2067, 0x2068, 0x2069);
    }

    @ParameterizedTest
    @MethodSource("bidirectionalControls")
    void decode_bidirectionalControl_isRefused(int codePoint) {
        assertRefused(utf8(codePoint), "a bidirectional control");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x2028, 0x2029})
    void decode_separator_isRefused(int codePoint) {
        assertRefused(utf8(codePoint), "a line or paragraph separator");
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                '\t', ' ', '~', 0xA0, 0xAD, 0x061B, 0x061D, 0x07FF, 0x0800, 0x200D, 0x2010, 0x2027, 0x202F, 0x2065,
                0x206A, 0xD7FF, 0xE000, 0xFEFF, 0xFFFD, 0xFFFF, 0x10000, 0x1F600, 0x10FFFF
            })
    void decode_neighbourOfARefusedCharacter_passes(int codePoint) {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed("ab" + utf8(codePoint) + "\n");
            assertThat(peer.inputs()).containsExactly("ab" + Character.toString(codePoint) + "/LF");
        }
    }

    @Test
    void decode_bareCarriageReturn_isRefusedWhereItStands() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed("ab\rcd\n", "\r\r\n", "ab\r\r\0", "ok\n");
            assertThat(peer.inputs())
                    .containsExactly(
                            "BADLINE 2 a carriage return without a line feed/LF",
                            "BADLINE 0 a carriage return without a line feed/CRLF",
                            "BADLINE 2 a carriage return without a line feed/CRNUL",
                            "ok/LF");
        }
    }

    @Test
    void decode_severalOffences_namesTheFirst() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed("a\302\205\0\r\377b\r\n", "ab\342\r\n");
            assertThat(peer.inputs())
                    .containsExactly("BADLINE 1 a C1 control character/CRLF", "BADLINE 2 invalid UTF-8/CRLF");
        }
    }

    @ParameterizedTest
    @CsvSource({"'\r', 0 a carriage return without a line feed", "'a\303', 1 invalid UTF-8", "'ab\0', 2 a NUL"})
    void endInput_badLastLine_isRefused(String bytes, String text) {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed("ok\n", bytes).endInput();
            assertThat(peer.inputs()).containsExactly("ok/LF", "BADLINE " + text + "/null", "end");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "\r\0"})
    void decode_lineOfTheMaximum_passes(String end) {
        try (Peer peer = Peer.ofDecoder(16)) {
            peer.feed("x".repeat(16) + end).feedByteByByte("x".repeat(16) + end);
            assertThat(peer.inputs()).hasSize(2).allMatch(input -> input.startsWith("xxxxxxxxxxxxxxxx/"));
        }
    }

    @Test
    void decode_oneByteMore_isTooLongAndTheNextLineArrives() {
        try (Peer peer = Peer.ofDecoder(16)) {
            peer.feed("x".repeat(17) + "\r\nnext\n").feedByteByByte("x".repeat(100) + "\nnext\n");
            assertThat(peer.inputs())
                    .containsExactly(
                            "TOOLONG 16 bytes at most/CRLF", "next/LF", "TOOLONG 16 bytes at most/LF", "next/LF");
        }
    }

    @Test
    void decode_tooLong_isRefusedWhenItsEndArrives() {
        try (Peer peer = Peer.ofDecoder(16)) {
            assertThat(peer.feed("x".repeat(5000), "x".repeat(5000)).inputs()).isEmpty();
            assertThat(peer.feed("\r").inputs()).isEmpty();
            assertThat(peer.feed("\0").inputs()).containsExactly("TOOLONG 16 bytes at most/CRNUL");
        }
    }

    @Test
    void decode_tooLongAndBad_isTooLong() {
        try (Peer peer = Peer.ofDecoder(16)) {
            peer.feed("\0" + "x".repeat(16) + "\n", "x".repeat(16) + "\377\n", "a\n");
            assertThat(peer.inputs())
                    .containsExactly("TOOLONG 16 bytes at most/LF", "TOOLONG 16 bytes at most/LF", "a/LF");
        }
    }

    @Test
    void decode_bareCarriageReturn_countsAsAByte() {
        try (Peer peer = Peer.ofDecoder(16)) {
            peer.feed("x".repeat(15) + "\r\r\n", "x".repeat(16) + "\r\r\n");
            assertThat(peer.inputs())
                    .containsExactly(
                            "BADLINE 15 a carriage return without a line feed/CRLF", "TOOLONG 16 bytes at most/CRLF");
        }
    }

    @Test
    void endInput_tooLongLastLine_isRefused() {
        try (Peer peer = Peer.ofDecoder(16)) {
            peer.feed("x".repeat(17)).endInput();
            assertThat(peer.inputs()).containsExactly("TOOLONG 16 bytes at most/null", "end");
        }
    }

    @Test
    void decode_thirdTooLong_closesAndReadsNoMore() {
        try (Peer peer = Peer.ofDecoder(16)) {
            String tooLong = "x".repeat(17) + "\n";
            peer.feed(tooLong + "a\n", tooLong + "\0\n", tooLong + "b\n", "c\n").endInput();
            assertThat(peer.inputs())
                    .containsExactly(
                            "TOOLONG 16 bytes at most/LF", "a/LF",
                            "TOOLONG 16 bytes at most/LF", "BADLINE 0 a NUL/LF",
                            "TOOLONG 16 bytes at most, closing after the third longer line!/LF", "end");
        }
    }

    private static void assertRefused(String bytes, String why) {
        for (String before : new String[] {"", "ab", "ï✓\t"}) {
            String prefix = Peer.utf8(before);
            String refusal = "BADLINE " + prefix.length() + " " + why + "/";
            try (Peer peer = Peer.ofDecoder(64)) {
                peer.feed(prefix + bytes + "\nnext\n").feedByteByByte(prefix + bytes + "\r\nnext\r\n");
                assertThat(peer.inputs()).containsExactly(refusal + "LF", "next/LF", refusal + "CRLF", "next/CRLF");
            }
        }
    }

    private static String utf8(int codePoint) {
        return Peer.utf8(Character.toString(codePoint));
    }
}
