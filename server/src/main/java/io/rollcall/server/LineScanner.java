package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.ByteProcessor;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts bytes into lines and judges them in one pass, in whatever portions they come; a byte is never looked at twice
 * because a read ended there.
 *
 * <p>Of an unfinished line it keeps a copy, not the buffer it came in: a peer that sends one byte and falls silent ties
 * up one byte. Of a line that is refused already it keeps nothing. Confined to its channel's event loop.
 */
final class LineScanner {
    /** The code of a line that is too long. */
    static final String TOOLONG = "TOOLONG";

    private static final int TOO_LONG_LIMIT = 3;
    private static final byte[] NONE = {};
    private static final ByteProcessor PLAIN = LineScanner::isPlain;
    private static final ByteProcessor NOT_AN_END = value -> !isEnd(value);

    private final int maxLineBytes;
    private final CharacterCheck characters = new CharacterCheck();
    private @Nullable Opening opening = new Opening();
    private int tooLong;

    private byte[] kept = NONE;
    private int keptLength;
    private long length; // of the line so far; a CR that may begin its end is not counted yet
    private boolean cr;
    private long characterOffset; // where the unfinished character begins
    private @Nullable String offence;

    LineScanner(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
    }

    /** Returns what is wrong with bytes that are to be one line, led by its offset; null if nothing is. */
    static @Nullable String fault(byte[] line) {
        LineScanner scanner = new LineScanner(Integer.MAX_VALUE);
        scanner.opening = null;
        ByteBuf in = Unpooled.wrappedBuffer(line);
        Input ended = scanner.next(in);
        if (ended != null || in.isReadable()) {
            return "a line end";
        }
        return scanner.last() instanceof Refusal refusal ? refusal.text() : null;
    }

    /** Reads up to the end of the next line; null where all was read and no line has ended. */
    @Nullable Input next(ByteBuf in) {
        while (in.isReadable()) {
            if (cr) {
                LineEnd end = endAfterCr(in.getByte(in.readerIndex()));
                if (end != null) {
                    in.skipBytes(1);
                    return finish(end);
                }
                bareCr();
            }
            int stop = isRefused() ? endOfLine(in, in.readerIndex()) : endOfText(in);
            take(in, stop - in.readerIndex());
            if (opening != null && opening.isTls()) {
                return finish(null);
            }
            if (in.isReadable()) {
                cr = in.readByte() == '\r';
                if (!cr) {
                    return finish(LineEnd.LF);
                }
            }
        }
        return null;
    }

    /** Returns the line that the end of input left without an end; null where there is none. */
    @Nullable Input last() {
        if (cr) {
            bareCr();
        } else if (characters.isPartial()) {
            offend(characterOffset, CharacterCheck.NOT_UTF8);
        }
        return length == 0 ? null : finish(null);
    }

    /** Tells whether a line has begun and not ended. */
    boolean isUnfinished() {
        return cr || length > 0;
    }

    /** Returns how many bytes of memory the unfinished line ties up: less than twice its length, at most the maximum. */
    int heldBytes() {
        return kept.length;
    }

    private static @Nullable LineEnd endAfterCr(byte value) {
        return value == '\n' ? LineEnd.CRLF : value == 0 ? LineEnd.CRNUL : null;
    }

    private void bareCr() {
        cr = false;
        offend(length, "a carriage return without a line feed");
        length++;
        if (opening != null) {
            opening.process((byte) '\r');
        }
    }

    /** Returns where an LF, a CR or the end of what has come stops the line's text, which is judged on the way. */
    private int endOfText(ByteBuf in) {
        int at = in.readerIndex();
        while (at < in.writerIndex()) {
            byte value = in.getByte(at);
            if (value < 0 || characters.isPartial()) {
                if (!characters.isPartial()) {
                    characterOffset = length + at - in.readerIndex();
                }
                String fault = characters.fault(value);
                if (fault != null) {
                    offend(characterOffset, fault);
                    return endOfLine(in, at);
                }
                at++;
            } else if (isPlain(value)) {
                at = stop(in, at, PLAIN);
            } else {
                if (!isEnd(value)) {
                    offend(length + at - in.readerIndex(), value == 0 ? "a NUL" : "a control character");
                }
                return endOfLine(in, at);
            }
        }
        return at;
    }

    private static int endOfLine(ByteBuf in, int from) {
        return stop(in, from, NOT_AN_END);
    }

    private static int stop(ByteBuf in, int from, ByteProcessor processor) {
        int stop = in.forEachByte(from, in.writerIndex() - from, processor);
        return stop < 0 ? in.writerIndex() : stop;
    }

    private static boolean isPlain(byte value) {
        return value >= ' ' ? value != 0x7F : value == '\t';
    }

    private static boolean isEnd(byte value) {
        return value == '\n' || value == '\r';
    }

    private boolean isRefused() {
        return offence != null || length > maxLineBytes;
    }

    private void offend(long offset, String fault) {
        if (offence == null) {
            offence = offset + " " + fault;
        }
    }

    /** Moves the next bytes into the line. */
    private void take(ByteBuf in, int count) {
        ByteProcessor first = opening;
        if (first != null && in.forEachByte(in.readerIndex(), count, first) >= 0) {
            opening = null;
        }
        length += count;
        if (isRefused()) {
            kept = NONE;
            in.skipBytes(count);
            return;
        }
        makeRoom(count);
        in.readBytes(kept, keptLength, count);
        keptLength += count;
    }

    /** The first portion fits exactly, for it is mostly the whole line; doubling later keeps the copying linear. */
    private void makeRoom(int count) {
        int needed = keptLength + count;
        if (needed > kept.length) {
            int doubled = Math.min(2 * kept.length, maxLineBytes);
            kept = Arrays.copyOf(kept, Math.max(needed, doubled));
        }
    }

    private Input finish(@Nullable LineEnd end) {
        Input input = judge(end);
        opening = null;
        kept = NONE;
        keptLength = 0;
        length = 0;
        cr = false;
        offence = null;
        characters.reset();
        return input;
    }

    private Input judge(@Nullable LineEnd end) {
        if (opening != null && (opening.isTls() || opening.isHttp())) {
            String peer = opening.isTls() ? "TLS" : "HTTP";
            return new Refusal("WRONGPROTOCOL", "this port takes lines of text, not " + peer, true, end);
        }
        if (length > maxLineBytes) {
            boolean closes = ++tooLong == TOO_LONG_LIMIT;
            String text = maxLineBytes + " bytes at most" + (closes ? ", closing after the third longer line" : "");
            return new Refusal(TOOLONG, text, closes, end);
        }
        if (offence != null) {
            return new Refusal("BADLINE", offence, false, end);
        }
        return new Line(keptLength == kept.length ? kept : Arrays.copyOf(kept, keptLength), 0, end);
    }
}
