package io.rollcall.server;

import io.netty.util.ByteProcessor;
import java.nio.charset.StandardCharsets;

/**
 * Recognizes a TLS hello or an HTTP request line in the bytes of a connection's first line, fed in any portions.
 *
 * <p>It keeps no bytes, so that a request is recognized however long its line is: the body of a request that a web page
 * sent must never run as commands. Processing stops at the byte that tells that the line is neither.
 *
 * <pre>
 *   START ─0x16─▶ TLS_TYPE ─0x03─▶ TLS
 *     └─A-Z─▶ METHOD ─space─▶ TARGET_START ─other─▶ TARGET ─space─▶ VERSION ─HTTP/1. digit─▶ HTTP
 *   any other byte, and any byte after HTTP ─▶ NEITHER
 * </pre>
 */
final class Opening implements ByteProcessor {
    private static final byte[] VERSION_PREFIX = "HTTP/1.".getBytes(StandardCharsets.US_ASCII);

    private enum State {
        START,
        TLS_TYPE,
        TLS,
        METHOD,
        TARGET_START,
        TARGET,
        VERSION,
        HTTP,
        NEITHER
    }

    private State state = State.START;
    private int matched;

    /** Tells whether the bytes so far begin a TLS handshake. */
    boolean isTls() {
        return state == State.TLS;
    }

    /** Tells whether the bytes so far are an HTTP/1 request line. */
    boolean isHttp() {
        return state == State.HTTP;
    }

    @Override
    public boolean process(byte value) {
        state = switch (state) {
            case START -> value == 0x16 ? State.TLS_TYPE : isCapital(value) ? State.METHOD : State.NEITHER;
            case TLS_TYPE -> value == 0x03 ? State.TLS : State.NEITHER;
            case TLS -> State.TLS;
            case METHOD -> isCapital(value) ? State.METHOD : value == ' ' ? State.TARGET_START : State.NEITHER;
            case TARGET_START -> value == ' ' ? State.NEITHER : State.TARGET;
            case TARGET -> value == ' ' ? State.VERSION : State.TARGET;
            case VERSION -> version(value);
            case HTTP, NEITHER -> State.NEITHER;
        };
        return state != State.NEITHER;
    }

    private State version(byte value) {
        if (matched == VERSION_PREFIX.length) {
            return value >= '0' && value <= '9' ? State.HTTP : State.NEITHER;
        }
        return value == VERSION_PREFIX[matched++] ? State.VERSION : State.NEITHER;
    }

    private static boolean isCapital(byte value) {
        return value >= 'A' && value <= 'Z';
    }
}
