package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** How a line ended; a reply ends the same way, so that every terminal shows it well. */
enum LineEnd {
    /** A line feed, as scripts send it. */
    LF(1),
    /** A carriage return and a line feed, as network protocols send it. */
    CRLF(2),
    /** A carriage return and a NUL, as a telnet in character mode sends it. */
    CRNUL(2);

    /** The most bytes that one has. */
    static final int MOST_BYTES = 2;

    private final int length;

    LineEnd(int length) {
        this.length = length;
    }

    /** Returns the end that a CR begins with the byte behind it; null where it begins none. */
    static @Nullable LineEnd afterCr(byte next) {
        return next == '\n' ? CRLF : next == 0 ? CRNUL : null;
    }

    /** Returns how many bytes it has. */
    int length() {
        return length;
    }

    /** Appends its bytes. */
    void writeTo(ByteBuf out) {
        switch (this) {
            case LF -> out.writeByte('\n');
            case CRLF -> out.writeShort('\r' << Byte.SIZE | '\n');
            case CRNUL -> out.writeShort('\r' << Byte.SIZE);
        }
    }
}
