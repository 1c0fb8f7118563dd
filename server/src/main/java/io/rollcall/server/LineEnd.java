package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** How a line ended; a reply ends the same way, so that every terminal shows it well. */
enum LineEnd {
    /** A line feed, as scripts send it. */
    LF("\n"),
    /** A carriage return and a line feed, as network protocols send it. */
    CRLF("\r\n"),
    /** A carriage return and a NUL, as a telnet in character mode sends it. */
    CRNUL("\r\0");

    /** The most bytes that one has. */
    static final int MOST_BYTES = 2;

    private final String text;

    LineEnd(String text) {
        this.text = text;
    }

    /** Returns how many bytes it has. */
    int length() {
        return text.length();
    }

    /** Appends its bytes. */
    void writeTo(ByteBuf out) {
        ByteBufUtil.writeAscii(out, text);
    }
}
