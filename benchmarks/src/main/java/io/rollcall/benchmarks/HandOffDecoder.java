package io.rollcall.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.handler.codec.TooLongFrameException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Cuts bytes into checked lines: one pass stops at line ends, control characters and what is not ASCII. */
final class HandOffDecoder {
    static final int MAX_LINE = 8192;
    private static final VarHandle WORD = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private HandOffDecoder() {}

    private static boolean isPlain(byte b) {
        return b >= ' ' && b != 0x7f;
    }

    /** Marks the bytes of a word that are not plain; exact up to the lowest mark. */
    private static long marks(long word) {
        long belowSpace = word - 0x2020202020202020L;
        long delete = (word ^ 0x7f7f7f7f7f7f7f7fL) - 0x0101010101010101L;
        return (word | belowSpace | delete) & 0x8080808080808080L;
    }

    /** Finds the next byte that is not plain, or {@code end}. */
    static int skipPlain(byte[] bytes, int from, int end) {
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long marks = marks((long) WORD.get(bytes, i));
            if (marks != 0) {
                return i + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
        }
        while (i < end && isPlain(bytes[i])) {
            i++;
        }
        return i;
    }

    /** Does the same in a buffer. */
    private static int skipPlain(ByteBuf bytes, int from, int end) {
        int i = from;
        for (; i <= end - Long.BYTES; i += Long.BYTES) {
            long marks = marks(bytes.getLongLE(i));
            if (marks != 0) {
                return i + (Long.numberOfTrailingZeros(marks) >>> 3);
            }
        }
        while (i < end && isPlain(bytes.getByte(i))) {
            i++;
        }
        return i;
    }

    static void checkLength(int length) {
        if (length > MAX_LINE) {
            throw new TooLongFrameException("expected at most " + MAX_LINE + " bytes, got " + length);
        }
    }

    /** Lets TAB, and CR before a line end that is there or may come, pass; a server would answer the rest. */
    static void checkControl(byte b, boolean lineEndMayFollow) {
        if (b != '\t' && !(b == '\r' && lineEndMayFollow)) {
            throw new CorruptedFrameException("control character " + b);
        }
    }

    static void checkText(ByteBuf in, int start, int end) {
        if (!ByteBufUtil.isText(in, start, end - start, StandardCharsets.UTF_8)) {
            throw new CorruptedFrameException("not UTF-8");
        }
    }

    /** Scans Netty's cumulated buffer in place, by words or with a byte processor. */
    static final class InPlace extends ByteToMessageDecoder {
        private final boolean words;
        private final String message;

        InPlace(boolean words, String message) {
            this.words = words;
            this.message = message;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            int start = in.readerIndex();
            int end = in.writerIndex();
            boolean ascii = true;
            for (int i = next(in, start, end); i < end; i = next(in, i + 1, end)) {
                byte b = in.getByte(i);
                if (b == '\n') {
                    int stop = i > start && in.getByte(i - 1) == '\r' ? i - 1 : i;
                    checkLength(stop - start);
                    if (!ascii) {
                        checkText(in, start, stop);
                    }
                    out.add(line(in, start, stop, i + 1, ascii));
                    in.readerIndex(i + 1);
                    return;
                }
                if (b < 0) {
                    ascii = false;
                } else {
                    checkControl(b, i + 1 == end || in.getByte(i + 1) == '\n');
                }
            }
            checkLength(end - start);
        }

        private int next(ByteBuf in, int from, int end) {
            if (words) {
                return skipPlain(in, from, end);
            }
            int found = in.forEachByte(from, end - from, HandOffDecoder::isPlain);
            return found < 0 ? end : found;
        }

        private HandOffLine line(ByteBuf in, int start, int stop, int next, boolean ascii) {
            return switch (message) {
                case "slice" -> new HandOffLine.Slice(in.retainedSlice(start, next - start));
                case "bytes" -> new HandOffLine.Bytes(ByteBufUtil.getBytes(in, start, stop - start));
                default ->
                    new HandOffLine.Text(
                            in.toString(
                                    start, stop - start, ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8),
                            ascii);
            };
        }
    }
}
