package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Line ends and reads; what is refused has tests of its own. */
class LineDecoderTest {
    @ParameterizedTest
    @ValueSource(ints = {LineDecoder.MIN_LINE_BYTES - 1, LineDecoder.MAX_LINE_BYTES + 1, 0, -1})
    void create_maximumOutsideRange_throws(int maxLineBytes) {
        assertThatThrownBy(() -> Peer.decoder(maxLineBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxLineBytes must be 16 to 1048576, given was " + maxLineBytes);
    }

    @Test
    void decode_eachLineEnd_isToldApart() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed("a\nb\r\nc\r\0\n\r\n\r\0tab\there\n");
            assertThat(peer.inputs())
                    .containsExactly("a/LF", "b/CRLF", "c/CRNUL", "/LF", "/CRLF", "/CRNUL", "tab\there/LF");
        }
    }

    @Test
    void decode_lineEndCutInTwo_waits() {
        try (Peer peer = Peer.ofDecoder(64)) {
            assertThat(peer.feed("a\r").inputs()).isEmpty();
            assertThat(peer.feed("\nb\r").inputs()).containsExactly("a/CRLF");
            assertThat(peer.feed("\0").inputs()).containsExactly("b/CRNUL");
        }
    }

    @Test
    void decode_byteByByte_emitsTheLine() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feedByteByByte(Peer.utf8("naïve ✓ 𝄞\r\nb\n"));
            assertThat(peer.inputs()).containsExactly("naïve ✓ 𝄞/CRLF", "b/LF");
        }
    }

    @Test
    void decode_partialLine_holdsNoBuffer() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed("a", "bc");
            assertThat(peer.heldBytes()).isZero();
        }
    }
}
