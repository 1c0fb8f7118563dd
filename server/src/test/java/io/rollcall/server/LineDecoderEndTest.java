package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How a decoder ends: with the input, with the channel, and when it is taken out of the pipeline. */
class LineDecoderEndTest {
    @Test
    void endInput_lineWithoutEnd_countsAsLine() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed("a\nb").endInput();
            assertThat(peer.inputs()).containsExactly("a/LF", "b/null", "end");
        }
    }

    @Test
    void endInput_nothingLeft_isNoLine() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed("a\r\n").endInput();
            assertThat(peer.inputs()).containsExactly("a/CRLF", "end");
        }
    }

    @Test
    void endInput_twice_endsOnce() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.endInput().endInput();
            assertThat(peer.inputs()).containsExactly("end");
        }
    }

    @Test
    void endInput_thenData_releasesIt() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.endInput().feed("a\n");
            assertThat(peer.inputs()).containsExactly("end");
        }
    }

    @Test
    void endInput_event_followsTheLastInput() {
        List<String> seen = new ArrayList<>();
        try (Peer peer = Peer.of(Peer.decoder(64), new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object message) {
                seen.add(message.toString());
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                seen.add(event == ChannelInputShutdownEvent.INSTANCE ? "event" : "?");
            }
        })) {
            peer.feed("a").endInput();
        }
        assertThat(seen).containsExactly("a", "end of input", "event");
    }

    @Test
    void stop_betweenLinesOfOneRead_keepsTheRestAsBytesAndItsPlace() {
        InputBudget total = Peer.total();
        try (Peer peer = Peer.of(new InputHold(total), new LineDecoder(64, total), Peer.onLine((ctx, line) -> {
            ctx.fireChannelRead(line);
            ctx.channel().config().setAutoRead(false);
        }))) {
            peer.feed("a\nb\nc").feed("d\n").endInput();
            assertThat(peer.inputs()).containsExactly("a/LF");
            assertThat(total.waiting()).isEqualTo("b\ncd\n".length());
            peer.channel.config().setAutoRead(true);
            assertThat(peer.inputs()).containsExactly("b/LF");
            peer.channel.config().setAutoRead(true);
            assertThat(peer.inputs()).containsExactly("cd/LF");
            assertThat(total.waiting()).isZero();
            peer.channel.config().setAutoRead(true);
            assertThat(peer.inputs()).containsExactly("end");
        }
    }

    @Test
    void stop_thenClose_countsNothingAsWaiting() {
        InputBudget total = Peer.total();
        try (Peer peer = Peer.of(
                new InputHold(total),
                new LineDecoder(64, total),
                Peer.onLine((ctx, line) -> ctx.channel().config().setAutoRead(false)))) {
            peer.feed("a\nb\nc").feed("d\n");
            peer.channel.close();
            peer.channel.config().setAutoRead(true);
            assertThat(peer.inputs()).isEmpty();
            assertThat(total.waiting()).isZero();
        }
    }

    @Test
    void stop_withoutAHold_keepsWhatComesInItsPlace() {
        try (Peer peer = Peer.of(Peer.decoder(64))) {
            peer.channel.config().setAutoRead(false);
            peer.feed("a\nb").feed("c\n");
            assertThat(peer.inputs()).isEmpty();
            peer.channel.config().setAutoRead(true);
            assertThat(peer.inputs()).containsExactly("a/LF", "bc/LF");
        }
    }

    @Test
    void close_withoutEndOfInput_dropsWhatIsUnfinished() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed("a\nb");
            peer.channel.close();
            assertThat(peer.inputs()).containsExactly("a/LF");
        }
    }

    @Test
    void close_betweenLinesOfOneRead_emitsNothingMore() {
        List<Object> seen = new ArrayList<>();
        try (Peer peer = Peer.of(Peer.decoder(64), Peer.onLine((ctx, line) -> {
            seen.add(line.text());
            ctx.pipeline().fireChannelInactive();
        }))) {
            peer.feed("a\nb\nc");
        }
        assertThat(seen).containsExactly("a");
    }

    @Test
    void remove_betweenReads_leaksNothing() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed("a\nb");
            peer.channel.pipeline().remove(LineDecoder.class);
            assertThat(peer.inputs()).containsExactly("a/LF");
        }
    }

    @Test
    void remove_betweenLinesOfOneRead_emitsNothingMore() {
        try (Peer peer = Peer.of(
                Peer.decoder(64), Peer.onLine((ctx, line) -> ctx.pipeline().remove(LineDecoder.class)))) {
            assertThat(peer.feed("a\nb\nc").inputs()).isEmpty();
        }
    }
}
