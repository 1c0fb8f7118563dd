package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Something to be sent, whole: an event, a cast, or replies with their line ends. Once pushed it is the loop's; replies may
 * be added to until it takes them.
 */
final class Piece {
    private static final String LOST = ">lost ";
    private static final int MOST_DIGITS = 19;
    private static final int LARGE = 1024;
    /** From here on nothing is added. */
    private static final int FULL = 64 * 1024;

    /** A {@link Line}, a {@link Cast} or a {@link ByteBuf}. */
    final Object content;
    /** How many events were skipped before it. */
    final long skipped;

    private int length; // guarded by this until it is taken
    private boolean taken; // guarded by this
    /** The piece pushed before this one; turned round, the one after it. */
    @Nullable Piece next;

    Piece(Object content, long skipped) {
        this.content = content;
        this.skipped = skipped;
        this.length = content instanceof Line line
                ? line.length()
                : content instanceof Cast cast ? cast.length() : ((ByteBuf) content).readableBytes();
    }

    int length() {
        return length;
    }

    /** Adds replies behind these; false if it is too late for that, or these are many. */
    synchronized boolean add(ByteBuf more) {
        if (taken || length >= FULL) {
            return false;
        }
        int added = more.readableBytes();
        ((ByteBuf) content).writeBytes(more, more.readerIndex(), added);
        length += added;
        return true;
    }

    /** Takes it, to which nothing is added from now on. */
    synchronized void take() {
        taken = true;
    }

    /** Returns how many bytes it may be with all that belongs to it. */
    int mostBytes() {
        return length
                + (content instanceof ByteBuf ? 0 : LineEnd.MOST_BYTES * events())
                + (skipped == 0 ? 0 : LOST.length() + MOST_DIGITS + LineEnd.MOST_BYTES);
    }

    private int events() {
        return content instanceof Cast cast ? cast.size() : 1;
    }

    /** Tells whether it is cheaper to write it by itself than to copy it. */
    boolean isLarge() {
        return length >= LARGE && skipped == 0 && !(content instanceof Line);
    }

    /** Returns the first large piece behind this one, or null. */
    @Nullable Piece untilLarge() {
        Piece piece = next;
        while (piece != null && !piece.isLarge()) {
            piece = piece.next;
        }
        return piece;
    }

    void writeTo(ByteBuf out, LineEnd end) {
        if (skipped > 0) {
            out.writeCharSequence(LOST + skipped, StandardCharsets.US_ASCII);
            end.writeTo(out);
        }
        if (content instanceof Line line) {
            line.writeTo(out);
            end.writeTo(out);
        } else if (content instanceof Cast cast) {
            cast.writeTo(out, end);
        } else {
            ByteBuf replies = (ByteBuf) content;
            out.writeBytes(replies, replies.readerIndex(), length);
        }
    }

    void release() {
        ReferenceCountUtil.release(content);
    }
}
