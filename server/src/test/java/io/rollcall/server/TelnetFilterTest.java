package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelnetFilterTest {
    private static final String IAC = "\377";
    private static final String NOP = "\377\361";
    private static final String SB = "\377\372";
    private static final String SE = "\377\360";
    private static final String WILL = "\377\373";
    private static final String WONT = "\377\374";
    private static final String DO = "\377\375";
    private static final String DONT = "\377\376";
    private static final String TIMING_MARK = "\6";

    @Test
    void read_noNegotiation_passesTheVeryBuffer() {
        try (Peer peer = Peer.ofFilter()) {
            ByteBuf buffer = Unpooled.copiedBuffer(Peer.bytes("a\r\n\0\376\360"));
            peer.channel.writeInbound(buffer);
            assertThat(peer.channel.<ByteBuf>readInbound()).isSameAs(buffer);
            assertThat(buffer.release()).isTrue();
        }
    }

    @Test
    void read_negotiation_leavesASharedArrayAlone() {
        byte[] shared = Peer.bytes("a" + NOP + "b");
        try (Peer peer = Peer.ofFilter()) {
            peer.channel.writeInbound(Unpooled.wrappedBuffer(shared));
            assertThat(peer.text()).isEqualTo("ab");
        }
        assertThat(shared).isEqualTo(Peer.bytes("a" + NOP + "b"));
    }

    @Test
    void read_someoneElsesMessage_passes() {
        try (Peer peer = Peer.ofFilter()) {
            peer.channel.writeInbound("message");
            assertThat(peer.channel.<Object>readInbound()).isEqualTo("message");
        }
    }

    @Test
    void read_plainCommands_areDropped() {
        IntStream.rangeClosed(240, 249).forEach(x -> assertFiltered("a" + IAC + (char) x + "b", "ab", ""));
    }

    @Test
    void read_iacBeforeByteBelow240_passesBoth() {
        IntStream.range(0, 240).mapToObj(x -> "a" + IAC + (char) x + "b").forEach(x -> assertFiltered(x, x, ""));
    }

    @Test
    void read_escapedIac_passesOne() {
        assertFiltered("a" + IAC + IAC + "b" + IAC + IAC + IAC + IAC, "a" + IAC + "b" + IAC + IAC, "");
    }

    @Test
    void read_everyOption_isRefusedOnce() {
        for (int option = 0; option < 256; option++) {
            String x = String.valueOf((char) option);
            assertFiltered("a" + WILL + x + "b" + WILL + x, "ab", DONT + x);
            if (!x.equals(TIMING_MARK)) {
                assertFiltered("a" + DO + x + "b" + DO + x, "ab", WONT + x);
            }
        }
    }

    @Test
    void read_willAndDoOfOneOption_areRefusedEach() {
        assertFiltered(WILL + "\1" + DO + "\1" + WILL + "\1" + DO + "\1", "", DONT + "\1" + WONT + "\1");
    }

    @Test
    void read_wontAndDont_areNeverAnswered() {
        assertFiltered("a" + WONT + "\1" + DONT + "\1" + WONT + TIMING_MARK + DONT + TIMING_MARK + "b", "ab", "");
    }

    @Test
    void read_timingMark_isAnsweredEachTime() {
        assertFiltered(("\377\364" + DO + TIMING_MARK + "a").repeat(2), "aa", (WONT + TIMING_MARK).repeat(2));
        assertFiltered((WILL + TIMING_MARK).repeat(2), "", DONT + TIMING_MARK);
    }

    @Test
    void read_timingMarkWhileNotWritable_isNotAnswered() {
        try (Peer peer = Peer.ofFilter()) {
            peer.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
            assertThat(peer.feed(DO + TIMING_MARK + DO + "\1").replies()).isEqualTo(WONT + "\1");
            peer.channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
            assertThat(peer.feed(DO + TIMING_MARK).replies()).isEqualTo(WONT + TIMING_MARK);
        }
    }

    @Test
    void read_subNegotiation_isDroppedWhole() {
        assertFiltered("a" + SB + "\30\0xterm\n\r\n/quit\n" + SE + "b", "ab", "");
        assertFiltered("a" + SB + "\37" + IAC + IAC + "\360x" + IAC + IAC + SE + "b", "ab", "");
        assertFiltered("a" + SB + IAC + "x" + NOP + IAC + "\0" + SE + "b", "ab", "");
        assertFiltered("a" + SB + SE + SB + SE + "b" + SB + "\n", "ab", "");
    }

    @Test
    void read_verbWithinSubNegotiation_endsIt() {
        assertFiltered(SB + "\37never ended\n" + "\377\364" + DO + TIMING_MARK + "a\n", "a\n", WONT + TIMING_MARK);
        assertFiltered(SB + "x" + SB + "y" + SE + "a", "a", "");
    }

    @Test
    void read_endlessSubNegotiation_holdsNothing() {
        try (Peer peer = Peer.ofFilter()) {
            peer.feed(SB);
            String portion = "x\n".repeat(1 << 15);
            for (int i = 0; i < 64; i++) {
                peer.feed(portion);
                assertThat(peer.heldBytes()).isZero();
            }
            assertThat(peer.feed(SE + "a").text()).isEqualTo("a");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {IAC, "abc" + NOP + IAC})
    void endInput_unfinishedIac_passesIt(String bytes) {
        try (Peer peer = Peer.ofBoth(64)) {
            int offset = bytes.startsWith("a") ? 3 : 0;
            peer.feed(bytes).endInput();
            assertThat(peer.inputs()).containsExactly("BADLINE " + offset + " invalid UTF-8/null", "end");
        }
    }

    @Test
    void close_unfinishedIac_passesItOnce() {
        try (Peer peer = Peer.ofFilter()) {
            peer.feed("a" + IAC).channel.pipeline().fireChannelInactive().fireChannelInactive();
            assertThat(peer.text()).isEqualTo("a" + IAC);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {WILL, DO, SB, SB + "x", SB + "x" + IAC})
    void endInput_unfinishedNegotiation_dropsIt(String bytes) {
        try (Peer peer = Peer.ofBoth(64)) {
            peer.feed("a" + bytes).endInput();
            assertThat(peer.inputs()).containsExactly("a/null", "end");
        }
    }

    @Test
    void read_manyOptions_flushesOnce() {
        List<String> flushes = new ArrayList<>();
        try (Peer peer = Peer.of(
                new ChannelOutboundHandlerAdapter() {
                    @Override
                    public void flush(ChannelHandlerContext ctx) {
                        flushes.add("flush");
                        ctx.flush();
                    }
                },
                new TelnetFilter())) {
            peer.feed(DO + "\1" + WILL + "\3" + DO + TIMING_MARK);
            assertThat(flushes).hasSize(1);
            assertThat(peer.replies()).isEqualTo(WONT + "\1" + DONT + "\3" + WONT + TIMING_MARK);
        }
    }

    @Test
    void remove_midNegotiation_leaksNothing() {
        try (Peer peer = Peer.ofFilter()) {
            peer.feed("a" + DO + "\1" + IAC);
            peer.channel.pipeline().remove(TelnetFilter.class);
            assertThat(peer.text()).isEqualTo("a");
            assertThat(peer.replies()).isEqualTo(WONT + "\1");
        }
    }

    private static void assertFiltered(String bytes, String text, String replies) {
        try (Peer whole = Peer.ofFilter();
                Peer cut = Peer.ofFilter()) {
            whole.feed(bytes);
            assertThat(whole.text()).isEqualTo(text);
            assertThat(whole.replies()).isEqualTo(replies);
            cut.feedByteByByte(bytes);
            assertThat(cut.text()).isEqualTo(text);
            assertThat(cut.replies()).isEqualTo(replies);
        }
    }
}
