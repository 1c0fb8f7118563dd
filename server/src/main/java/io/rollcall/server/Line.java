package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Holds one line from the peer, without its line end.
 *
 * <p>Its bytes are valid UTF-8 without control characters other than TAB, without line separators and without
 * bidirectional controls: it can be shown on a terminal and written to a log as it is. It may be empty. Immutable as
 * far as a worker can see, and safe to hand to other threads. Two lines of the same text are not equal.
 *
 * @since 0.1
 */
public final class Line extends Input {
    private final byte[] bytes;
    private final int from;
    private final @Nullable LineEnd end;

    /**
     * Makes a line of the bytes from an index on, which nobody changes from now on.
     *
     * @param bytes the array, not copied
     * @param from the index of the line's first byte, at most the array's length
     * @param end how the line ended; null where the last line had no end
     */
    Line(byte[] bytes, int from, @Nullable LineEnd end) {
        this.bytes = bytes;
        this.from = from;
        this.end = end;
    }

    /**
     * Makes a line of a text, for instance to send it to several connections.
     *
     * @param text one line without its end, of any length
     * @return the line
     * @throws IllegalArgumentException if the text has a character that no line can have, or a lone surrogate; the
     *     message says at which byte
     */
    public static Line of(CharSequence text) {
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        String fault = LineScanner.fault(bytes);
        if (fault == null && !new String(bytes, StandardCharsets.UTF_8).contentEquals(text)) {
            fault = "a lone surrogate";
        }
        if (fault != null) {
            throw new IllegalArgumentException("one line of text was expected, given was one with " + fault);
        }
        return new Line(bytes, 0, null);
    }

    /**
     * Returns the text. It is decoded anew by each call: keep it where it is needed twice.
     *
     * @return the line as a String
     */
    public String text() {
        return new String(bytes, from, length(), StandardCharsets.UTF_8);
    }

    /**
     * Returns the length.
     *
     * @return the number of bytes, from 0 to the server's maximum, line end not counted
     */
    @Override
    public int length() {
        return bytes.length - from;
    }

    /**
     * Returns one byte.
     *
     * @param index from 0 to {@link #length()} - 1
     * @return the byte there
     * @throws IndexOutOfBoundsException if the index is outside the line
     */
    public byte byteAt(int index) {
        return bytes[from + Objects.checkIndex(index, length())];
    }

    /**
     * Returns the line as bytes.
     *
     * @return a copy, the caller's own
     */
    public byte[] toBytes() {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    /** Returns the text. */
    @Override
    public String toString() {
        return text();
    }

    /** Appends the bytes, without a line end. */
    void writeTo(ByteBuf out) {
        out.writeBytes(bytes, from, length());
    }

    /** Returns how the line ended; null where the last line had no end. */
    @Nullable LineEnd end() {
        return end;
    }

    /**
     * Returns the message in this line: of {@code //x} the line {@code /x}, which shares the bytes; any other line is
     * its own message.
     */
    Line message() {
        boolean escaped = length() > 1 && byteAt(0) == '/' && byteAt(1) == '/';
        return escaped ? new Line(bytes, from + 1, end) : this;
    }
}
