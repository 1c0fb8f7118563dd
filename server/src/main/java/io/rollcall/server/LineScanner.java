package io.rollcall.server;

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
        Block in = Block.of(line);
        Input ended = scanner.next(in);
        if (ended != null || !in.isEmpty()) {
            return "a line end";
        }
        return scanner.last() instanceof Refusal refusal ? refusal.text() : null;
    }

    /** Reads up to the end of the next line; null where all was read and no line has ended. */
    @Nullable Input next(Block in) {
        if (opening == null && !isUnfinished()) {
            Line line = in.plainLine(maxLineBytes);
            if (line != null) {
                return line;
            }
        }
        while (!in.isEmpty()) {
            if (cr) {
                LineEnd end = LineEnd.afterCr(in.get(in.at()));
                if (end != null) {
                    in.skipTo(in.at() + 1);
                    return finish(end);
                }
                bareCr();
            }
            take(in, isRefused() ? in.textEnd(in.at()) : endOfText(in));
            if (opening != null && opening.isTls()) {
                return finish(null);
            }
            if (!in.isEmpty()) {
                cr = in.get(in.at()) == '\r';
                in.skipTo(in.at() + 1);
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

    private void bareCr() {
        cr = false;
        offend(length, "a carriage return without a line feed");
        length++;
        if (opening != null) {
            opening.process((byte) '\r');
        }
    }

    /** Returns where an LF, a CR or the end of what has come stops the line's text, which is judged on the way. */
    private int endOfText(Block in) {
        int at = in.at();
        while (at < in.end()) {
            byte value = in.get(at);
            if (value < 0 || characters.isPartial()) {
                if (!characters.isPartial()) {
                    characterOffset = length + at - in.at();
                }
                String fault = characters.fault(value);
                if (fault != null) {
                    offend(characterOffset, fault);
                    return in.textEnd(at);
                }
                at++;
            } else {
                int stop = in.plainEnd(at);
                if (stop == at) {
                    if (value != '\n' && value != '\r') {
                        offend(length + at - in.at(), value == 0 ? "a NUL" : "a control character");
                    }
                    return in.textEnd(at);
                }
                at = stop;
            }
        }
        return at;
    }

    private boolean isRefused() {
        return offence != null || length > maxLineBytes;
    }

    private void offend(long offset, String fault) {
        if (offence == null) {
            offence = offset + " " + fault;
        }
    }

    /** Moves the bytes before an index into the line. */
    private void take(Block in, int stop) {
        for (int at = in.at(); opening != null && at < stop; at++) {
            if (!opening.process(in.get(at))) {
                opening = null;
            }
        }
        int count = stop - in.at();
        length += count;
        if (isRefused()) {
            kept = NONE;
            in.skipTo(stop);
            return;
        }
        makeRoom(count);
        in.readTo(stop, kept, keptLength);
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
