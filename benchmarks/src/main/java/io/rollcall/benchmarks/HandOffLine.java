package io.rollcall.benchmarks;

import io.netty.buffer.ByteBuf;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/** Carries one line and, so that a list of lines needs no further object, the link to the next. */
abstract class HandOffLine {
    static final VarHandle NEXT = field(HandOffLine.class, "next", HandOffLine.class);

    HandOffLine next;

    /** Finds a field of a class of this package for atomic access. */
    static VarHandle field(Class<?> owner, String name, Class<?> type) {
        try {
            return MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).findVarHandle(owner, name, type);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** Counts the reply's bytes, line end included; may be too high for text that is not ASCII. */
    abstract int size();

    /** Writes the line as its own reply, and is done with it. */
    abstract void writeTo(ByteBuf out);

    /** Does the same into an array, and answers where the reply ends. */
    abstract int writeTo(byte[] out, int at);

    /** Gives up a line that nobody will answer. */
    void release() {}

    /** Keeps a counted slice of the read buffer, line end included. */
    static final class Slice extends HandOffLine {
        private final ByteBuf slice;

        Slice(ByteBuf slice) {
            this.slice = slice;
        }

        ByteBuf slice() {
            return slice;
        }

        @Override
        int size() {
            return slice.readableBytes();
        }

        @Override
        void writeTo(ByteBuf out) {
            out.writeBytes(slice);
            slice.release();
        }

        @Override
        int writeTo(byte[] out, int at) {
            int size = slice.readableBytes();
            slice.readBytes(out, at, size);
            slice.release();
            return at + size;
        }

        @Override
        void release() {
            slice.release();
        }
    }

    /** Keeps a copy of the bytes, without the line end; nothing to release. */
    static final class Bytes extends HandOffLine {
        private final byte[] bytes;

        Bytes(byte[] bytes) {
            this.bytes = bytes;
        }

        @Override
        int size() {
            return bytes.length + 1;
        }

        @Override
        void writeTo(ByteBuf out) {
            out.writeBytes(bytes).writeByte('\n');
        }

        @Override
        int writeTo(byte[] out, int at) {
            System.arraycopy(bytes, 0, out, at, bytes.length);
            out[at + bytes.length] = '\n';
            return at + bytes.length + 1;
        }
    }

    /** Keeps the line decoded, without the line end. */
    static final class Text extends HandOffLine {
        private final String text;
        private final boolean ascii;

        Text(String text, boolean ascii) {
            this.text = text;
            this.ascii = ascii;
        }

        @Override
        int size() {
            return (ascii ? text.length() : 3 * text.length()) + 1;
        }

        @Override
        void writeTo(ByteBuf out) {
            out.writeCharSequence(text, ascii ? StandardCharsets.US_ASCII : StandardCharsets.UTF_8);
            out.writeByte('\n');
        }

        @Override
        @SuppressWarnings("deprecation") // exact for ASCII, and the only copy without a new array
        int writeTo(byte[] out, int at) {
            int end = at + text.length();
            if (ascii) {
                text.getBytes(0, text.length(), out, at);
            } else {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                System.arraycopy(utf8, 0, out, at, utf8.length);
                end = at + utf8.length;
            }
            out[end] = '\n';
            return end + 1;
        }
    }
}
