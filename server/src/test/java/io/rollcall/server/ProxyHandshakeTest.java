package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The header by itself: what it says, and what is answered to one that is missing, wrong, slow, too large or cut. */
class ProxyHandshakeTest {
    static final String SIGN = "\r\n\r\n\0\r\nQUIT\n";
    private static final String WRONG =
            "-WRONGPROTOCOL this peer is to begin with a PROXY header, sound and with at most"
                    + " 1024 bytes behind the addresses\n";

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final ProxyHandshake handshake;
    private @Nullable String full;

    ProxyHandshakeTest() {
        channel.freezeTime();
        handshake = new ProxyHandshake(origin -> full, new ServerEvents());
        handshake.awaitOn(channel);
        assertThat(ProxyHandshake.beginsBefore(new ChannelInboundHandlerAdapter(), channel))
                .isTrue();
        assertThat(ProxyHandshake.beginsBefore(new ChannelInboundHandlerAdapter(), channel))
                .isFalse();
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private void feed(String bytes) {
        channel.writeInbound(Unpooled.wrappedBuffer(Peer.bytes(bytes)));
    }

    private String through() {
        StringBuilder text = new StringBuilder();
        for (io.netty.buffer.ByteBuf part = channel.readInbound(); part != null; part = channel.readInbound()) {
            text.append(part.toString(java.nio.charset.StandardCharsets.ISO_8859_1));
            part.release();
        }
        return text.toString();
    }

    private @Nullable String answer() {
        io.netty.buffer.ByteBuf out = channel.readOutbound();
        String words = out == null ? null : out.toString(java.nio.charset.StandardCharsets.UTF_8);
        if (out != null) {
            out.release();
        }
        return words;
    }

    private @Nullable InetSocketAddress address() {
        return ProxyHandshake.addressOf(channel) instanceof InetSocketAddress internet ? internet : null;
    }

    /** A header of version 2: its command and family, then its address part. */
    static String binary(int command, int family, String rest) {
        return SIGN
                + (char) command
                + (char) family
                + (char) (rest.length() >> 8)
                + (char) (rest.length() & 255)
                + rest;
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 13, 1000})
    void text_inAnyPortions_saysTheAddressAndPassesTheRest(int portion) {
        String stream = "PROXY TCP4 192.0.2.7 10.0.0.1 4711 9999\r\nhello\n/ping\n";
        for (int from = 0; from < stream.length(); from += portion) {
            feed(stream.substring(from, Math.min(from + portion, stream.length())));
        }
        assertThat(address()).isEqualTo(new InetSocketAddress("192.0.2.7", 4711));
        assertThat(handshake.origin()).isEqualTo(Origin.of(address()));
        assertThat(through()).isEqualTo("hello\n/ping\n");
        assertThat(channel.pipeline().names().stream().filter(name -> name.startsWith("proxy")))
                .isEmpty();
        channel.advanceTimeBy(1, TimeUnit.MINUTES);
        channel.runScheduledPendingTasks();
        assertThat(channel.isOpen()).isTrue();
        assertThat(answer()).isNull();
    }

    @Test
    void binary_ofIpv6WithExtras_saysTheAddress() {
        String source = "\40\1\15\270" + "\0".repeat(11) + "\7";
        feed(binary(0x21, 0x21, source + "\0".repeat(16) + "\22\147\47\17" + "\4\0\3abc") + "x\n");
        assertThat(address()).isEqualTo(new InetSocketAddress("2001:db8::7", 0x1267));
        assertThat(through()).isEqualTo("x\n");
    }

    @Test
    void binary_localOrUnknown_keepsTheProxysAddress() {
        feed(binary(0x20, 0x00, "") + "x\n");
        assertThat(through()).isEqualTo("x\n");
        assertThat(handshake.origin()).isNull();
        assertThat(ProxyHandshake.addressOf(channel)).isEqualTo(channel.remoteAddress());
    }

    @Test
    void text_unknown_keepsTheProxysAddress() {
        feed("PROXY UNKNOWN ffff::1 ffff::2 1 2\r\nx\n");
        assertThat(through()).isEqualTo("x\n");
        assertThat(ProxyHandshake.addressOf(channel)).isEqualTo(channel.remoteAddress());
    }

    @Test
    void binary_unix_hasNoOrigin() {
        feed(binary(0x21, 0x31, "/a/client" + "\0".repeat(99) + "/b" + "\0".repeat(106)) + "x\n");
        assertThat(through()).isEqualTo("x\n");
        assertThat(handshake.origin()).isNull();
        assertThat(ProxyHandshake.addressOf(channel)).hasToString("/a/client");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\n",
                "PROXX",
                "\26\3\1",
                "GET / HTTP/1.1\r\n",
                "PROXY TCP4 1.2.3.4\r\n",
                "PROXY TCP4 1.2.3.400 1.2.3.4 1 2\r\n",
                "PROXY TCP4 1.2.3.4 1.2.3.4 70000 2\r\n",
                "PROXY TCP6 1.2.3.4 1.2.3.4 1 2\r\n",
                "PROXY SCTP 1.2.3.4 1.2.3.4 1 2\r\n",
                SIGN + "\61\41\0\0",
                SIGN + "\41\21\0\1x",
                SIGN + "\41\41\0\4xxxx",
                SIGN + "\41\21\0\20abcdefgh1234\4\0\11x"
            })
    void header_missingOrWrong_isRefusedAtOnce(String wrong) {
        feed(wrong);
        assertThat(answer()).isEqualTo(WRONG);
        assertThat(channel.isOpen()).isFalse();
        assertThat(through()).isEmpty();
    }

    @Test
    void header_ofDatagrams_isRefused() {
        feed(binary(0x21, 0x12, "\300\0\2\7\12\0\0\1\22\147\47\17"));
        assertThat(answer()).isEqualTo(WRONG);
    }

    @Test
    void text_tooLong_isRefusedBeforeItEnds() {
        feed("PROXY TCP4 " + "1".repeat(200));
        assertThat(answer()).isEqualTo(WRONG);
    }

    @Test
    void binary_atTheBoundAndPastIt_isTakenAndRefused() {
        String address = "\300\0\2\7\12\0\0\1\22\147\47\17";
        int room = 16 + 216 + ProxyHandshake.MOST_EXTRA - 16 - 12 - 3;
        feed(binary(0x21, 0x11, address + "\4" + (char) (room >> 8) + (char) (room & 255) + "x".repeat(room)) + "y\n");
        assertThat(through()).isEqualTo("y\n");
        ProxyHandshakeTest endless = new ProxyHandshakeTest();
        endless.feed(SIGN + "\41\21\377\377" + "x".repeat(1300));
        assertThat(endless.answer()).isEqualTo(WRONG);
        endless.close();
        ProxyHandshakeTest other = new ProxyHandshakeTest();
        room++;
        other.feed(binary(0x21, 0x11, address + "\4" + (char) (room >> 8) + (char) (room & 255) + "x".repeat(room)));
        assertThat(other.answer()).isEqualTo(WRONG);
        other.close();
    }

    @Test
    void header_slow_isRefusedAfterItsTime() {
        feed("PROXY TCP4 ");
        channel.advanceTimeBy(4999, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(answer()).isNull();
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(answer()).isEqualTo("-TIMEOUT no PROXY header within 5 s\n");
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void header_cutByTheEndOfInput_isRefused() {
        feed("PROXY TCP4 1");
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        assertThat(answer()).isEqualTo("-WRONGPROTOCOL the input ended before the PROXY header did\n");
    }

    @Test
    void header_addressAtItsLimit_isToldWhich() {
        full = "-FULL per-address 2, try again later";
        feed("PROXY TCP4 192.0.2.7 10.0.0.1 4711 9999\r\n/name alice\n");
        assertThat(answer()).isEqualTo("-FULL per-address 2, try again later\n");
        assertThat(through()).isEmpty();
        assertThat(handshake.origin()).isNull();
    }
}
