package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Line ends and reads; what is refused has tests of its own. */
class LineDecoderTest {
    @ParameterizedTest
    @ValueSource(ints = {LineDecoder.MIN_LINE_BYTES - 1, LineDecoder.MAX_LINE_BYTES + 1, 0, -1})
    void create_maximumOutsideRange_throws(int maxLineBytes) {
        assertThatThrownBy(() -> new LineDecoder(maxLineBytes))
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

    @Test
    void read_withinARead_keepsTheOrder() {
        List<String> more = new ArrayList<>(List.of("c", "1\nd\ne", "2\n"));
        List<String> seen = new ArrayList<>();
        try (Peer peer = Peer.of(new LineDecoder(64), Peer.onLine((ctx, line) -> {
            seen.add(line.text());
            if (!more.isEmpty()) {
                ctx.pipeline().fireChannelRead(Unpooled.copiedBuffer(Peer.bytes(more.remove(0))));
            }
        }))) {
            peer.feed("a\nb\n");
        }
        assertThat(seen).containsExactly("a", "b", "c1", "d", "e2");
    }

    @Test
    void read_noLineYetAndNoAutoRead_asksForMore() {
        List<String> asked = new ArrayList<>();
        try (Peer peer = Peer.of(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void read(ChannelHandlerContext ctx) {
                        asked.add("read");
                    }
                },
                new TelnetFilter(),
                new LineDecoder(64))) {
            peer.channel.config().setAutoRead(false);
            peer.feed("a", "\377\361", "\n");
            assertThat(asked).hasSize(2);
        }
    }
}
