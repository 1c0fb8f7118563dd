package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that opens with TLS or HTTP is refused as a whole, and only then. */
class WrongProtocolTest {
    private static final String HTTP = "WRONGPROTOCOL this port takes lines of text, not HTTP!/";
    private static final String TLS = "WRONGPROTOCOL this port takes lines of text, not TLS!/";

    @Test
    void decode_tlsHello_isRefusedAtItsSecondByte() {
        try (Peer peer = Peer.ofDecoder(64)) {
            assertThat(peer.feed("\26").inputs()).isEmpty();
            assertThat(peer.feed("\3").inputs()).containsExactly(TLS + "null");
            assertThat(peer.feed("\1\n/quit\n").endInput().inputs()).containsExactly("end");
        }
    }

    @Test
    void decode_wholeTlsHello_isRefusedOnce() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed("\26\3\1\2\0\1\n\0\1\374\3\3\r\na\n");
            assertThat(peer.inputs()).containsExactly(TLS + "null");
        }
    }

    @Test
    void decode_tlsHelloHoldingNegotiation_isNotAnsweredInTelnet() {
        try (Peer peer = Peer.ofBoth(64)) {
            peer.feed("\26\3\1\377\375\6", "\377\373\1\377");
            assertThat(peer.inputs()).containsExactly(TLS + "null");
            assertThat(peer.replies()).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"\26", "\26\4", "\26\26\3", "\26\r\3", "\26a"})
    void decode_likeTlsButNot_isABadLine(String bytes) {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed(bytes + "\n", "a\n");
            assertThat(peer.inputs()).containsExactly("BADLINE 0 a control character/LF", "a/LF");
        }
    }

    @Test
    void endInput_loneTlsByte_isABadLine() {
        try (Peer peer = Peer.ofDecoder(64)) {
            assertThat(peer.feed("\26").endInput().inputs())
                    .containsExactly("BADLINE 0 a control character/null", "end");
        }
    }

    @Test
    void decode_tlsBytesLater_areABadLine() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed("\n\26\3\1\n", " \26\3\n");
            assertThat(peer.inputs())
                    .containsExactly("/LF", "BADLINE 0 a control character/LF", "BADLINE 1 a control character/LF");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/1.1", "POST /name%20evil HTTP/1.0", "X * HTTP/1.9", "OPTIONS http://h:1/?a=/b HTTP/1.1",
                "CONNECT h:1 HTTP/1.1", "GET ï HTTP/1.1", "GET \377\0 HTTP/1.1", "GET HTTP/1.1 HTTP/1.1"
            })
    void decode_httpRequestLine_isRefusedAndNothingMoreRead(String line) {
        try (Peer whole = Peer.ofDecoder(64);
                Peer cut = Peer.ofDecoder(64)) {
            whole.feed(line + "\r\nHost: h\r\n\r\n/name evil\n");
            assertThat(whole.inputs()).containsExactly(HTTP + "CRLF");
            cut.feedByteByByte(line + "\nHost: h\n\n/name evil\n").endInput();
            assertThat(cut.inputs()).containsExactly(HTTP + "LF", "end");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET / HTTP/2.0",
                "GET / HTTP/1.",
                "GET / HTTP/1.x",
                "GET / HTTP/1.10",
                "GET / HTTP/1.1 ",
                "GET / http/1.1",
                "get / HTTP/1.1",
                "GET  HTTP/1.1",
                "GET   HTTP/1.1",
                "GET /  HTTP/1.1",
                "GET / / HTTP/1.1",
                " GET / HTTP/1.1",
                "GET / HTTP",
                "GET",
                "GET /",
                "G3T / HTTP/1.1",
                "/ HTTP/1.1",
                "HTTP/1.1",
                "GET HTTP/1.1"
            })
    void decode_likeHttpButNot_isALine(String line) {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed(line + "\r\na\n");
            assertThat(peer.inputs()).containsExactly(line + "/CRLF", "a/LF");
        }
    }

    @Test
    void decode_httpRequestLineLater_isALine() {
        try (Peer peer = Peer.ofDecoder(64)) {
            peer.feed("\nGET / HTTP/1.1\n");
            assertThat(peer.inputs()).containsExactly("/LF", "GET / HTTP/1.1/LF");
        }
    }

    @Test
    void decode_httpRequestLineOfAnyLength_isRefused() {
        try (Peer peer = Peer.ofDecoder(16)) {
            peer.feed("POST /" + "x".repeat(5000), "x".repeat(5000) + " HTT", "P/1.1\r", "\n\r\n/name evil\n");
            assertThat(peer.inputs()).containsExactly(HTTP + "CRLF");
        }
    }

    @Test
    void endInput_httpRequestLineWithoutEnd_isRefused() {
        try (Peer peer = Peer.ofDecoder(64)) {
            assertThat(peer.feed("GET / HTTP/1.1").endInput().inputs()).containsExactly(HTTP + "null", "end");
        }
    }

    @Test
    void decode_negotiationBeforeTheRequest_changesNothing() {
        try (Peer peer = Peer.ofBoth(64)) {
            peer.feed("\377\373\1GET \377\361/ HTTP/1.1\n");
            assertThat(peer.inputs()).containsExactly(HTTP + "LF");
        }
    }
}
