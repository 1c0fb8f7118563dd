package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Bytes to be cut into lines, in an array, where eight can be looked at in one step. An event loop has one for all its
 * channels, into which it copies what it reads: that costs less than to look at each byte where it came.
 */
final class Block {
    private static final int SIZE = 64 * 1024;
    private static final FastThreadLocal<Block> SPARE = new FastThreadLocal<>();
    private static final VarHandle WORDS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;

    private final byte[] bytes;
    private int at;
    private int end;

    private Block(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Makes one of bytes that nobody changes meanwhile. */
    static Block of(byte[] bytes) {
        Block block = new Block(bytes);
        block.end = bytes.length;
        return block;
    }

    /** Takes the thread's own; whoever asks again before it is given back gets another. */
    static Block take() {
        Block spare = SPARE.get();
        SPARE.set(null);
        return spare == null ? new Block(new byte[SIZE]) : spare;
    }

    void giveBack() {
        SPARE.set(this);
    }

    /** Moves bytes in, as many as there is room for; those that were in it are gone. */
    void fill(ByteBuf in) {
        at = 0;
        end = Math.min(in.readableBytes(), bytes.length);
        in.readBytes(bytes, 0, end);
    }

    /** Makes one of what is left in this one and of more bytes, as many as they are. */
    Block and(ByteBuf more) {
        byte[] both = Arrays.copyOfRange(bytes, at, end + more.readableBytes());
        more.readBytes(both, length(), more.readableBytes());
        return of(both);
    }

    /** How many bytes are left. */
    int length() {
        return end - at;
    }

    boolean isEmpty() {
        return at == end;
    }

    /** The index of the first byte that is left. */
    int at() {
        return at;
    }

    int end() {
        return end;
    }

    byte get(int index) {
        return bytes[index];
    }

    void skipTo(int index) {
        at = index;
    }

    /** Moves the bytes before an index out. */
    void readTo(int index, byte[] to, int offset) {
        System.arraycopy(bytes, at, to, offset, index - at);
        at = index;
    }

    /**
     * Takes a line that is whole, of printable ASCII and TAB, and not too long, with its end; null where the next line is
     * another one, which stays.
     */
    @Nullable Line plainLine(int maxBytes) {
        int stop = plainEnd(at);
        if (stop == end || stop - at > maxBytes) {
            return null;
        }
        LineEnd lineEnd = lineEnd(stop);
        if (lineEnd == null) {
            return null;
        }
        Line line = new Line(Arrays.copyOfRange(bytes, at, stop), 0, lineEnd);
        at = stop + lineEnd.length();
        return line;
    }

    private @Nullable LineEnd lineEnd(int index) {
        if (bytes[index] == '\n') {
            return LineEnd.LF;
        }
        return bytes[index] == '\r' && index + 1 < end ? LineEnd.afterCr(bytes[index + 1]) : null;
    }

    /** Returns the index of the first byte from one on that is neither printable ASCII nor TAB, or where all end. */
    int plainEnd(int from) {
        int index = from;
        while (true) {
            index = printableEnd(index);
            if (index == end || bytes[index] != '\t') {
                return index;
            }
            index++;
        }
    }

    private int printableEnd(int from) {
        int index = from;
        for (; index + Long.BYTES <= end; index += Long.BYTES) {
            long others = others((long) WORDS.get(bytes, index));
            if (others != 0) {
                return index + Long.numberOfTrailingZeros(others) / Byte.SIZE;
            }
        }
        while (index < end && bytes[index] >= ' ' && bytes[index] != 0x7F) {
            index++;
        }
        return index;
    }

    /**
     * Marks bytes that are not printable ASCII by their highest bit. Of those above the first one, which borrow from it,
     * some may be marked that are.
     */
    private static long others(long word) {
        long deletes = word ^ 0x7F * ONES;
        return (word | (word - ' ' * ONES) | ((deletes - ONES) & ~deletes)) & HIGH_BITS;
    }

    /** Returns the index of the first CR or LF from one on, or where all end. */
    int textEnd(int from) {
        int index = from;
        while (index < end && bytes[index] != '\n' && bytes[index] != '\r') {
            index++;
        }
        return index;
    }
}
