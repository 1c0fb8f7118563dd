package io.rollcall.server;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one worker, in order: a list of the inputs themselves, which costs an idle connection nothing. Confined
 * to the channel's event loop, which is its only producer.
 *
 * <p>Full is when as many lines or bytes as allowed wait or are being worked on; then the channel is read no further, and
 * read again when half of that is done. Nothing is ever dropped.
 */
final class Mailbox {
    private static final int STEP = 1024;

    private int maxLines;
    private int maxBytes = ServerOptions.MAILBOX_BYTES;
    private final Reading reading;
    private final InputBudget total;
    private @Nullable Input first;
    private @Nullable Input last;
    /** The end of the list that was taken last. */
    private @Nullable Input lastTaken;

    private int lines;
    private long bytes;
    /** How many lines are done; an observer reads it as it finds it, a moment old at worst. */
    private int taken;

    private boolean stopped;
    /** What the total knows of this mailbox; it is told of steps only, which costs less. */
    private long told;

    private boolean left;

    /** Starts and stops the reading of the channel. */
    @FunctionalInterface
    interface Reading {
        void set(boolean on);
    }

    Mailbox(int maxLines, Reading reading, InputBudget total) {
        this.maxLines = maxLines;
        this.reading = reading;
        this.total = total;
    }

    /** Sets how much it holds from now on; reading goes on when it is next looked at. */
    void bound(int mostLines, int mostBytes) {
        maxLines = mostLines;
        maxBytes = mostBytes;
    }

    void add(Input input) {
        if (last == null) {
            first = input;
        } else {
            last.next = input;
        }
        last = input;
        lines++;
        bytes += input.length();
        tell();
        if (!stopped && (isFull() || total.isOver())) {
            total.met(isFull() ? Limit.MAILBOX : Limit.INPUT_TOTAL);
            stopped = true;
            reading.set(false);
        }
    }

    /** Reads on, if the reading was stopped and there is room again; more may be added before this returns. */
    void readOn() {
        if (stopped && isHalfEmpty() && (lines == 0 || !total.isOver())) {
            stopped = false;
            reading.set(true);
        }
    }

    /** Takes all that wait, as a list; they count until they are {@linkplain #done done}. */
    @Nullable Input takeAll() {
        Input all = first;
        lastTaken = last;
        first = null;
        last = null;
        return all;
    }

    /** Puts back, in front, the rest of what was taken last and not worked on. */
    void putBack(Input rest) {
        Input end = Objects.requireNonNull(lastTaken);
        if (last == null) {
            last = end;
        }
        end.next = first;
        first = rest;
        lastTaken = null;
    }

    /** Notes that so much of what was taken is done. */
    void done(int doneLines, long doneBytes) {
        lines -= doneLines;
        taken += doneLines;
        bytes -= doneBytes;
        tell();
    }

    /** Forgets all that wait. */
    void clear() {
        takeAll();
        lastTaken = null;
        lines = 0;
        bytes = 0;
        tell();
    }

    private void tell() {
        long cost = bytes + (long) lines * InputBudget.INPUT_BYTES;
        if (!left && (cost == 0 || Math.abs(cost - told) >= STEP) && cost != told) {
            total.add(cost - told);
            told = cost;
        }
    }

    /** Counts no more in the total, whatever a worker has still in hand. */
    void leave() {
        total.add(-told);
        told = 0;
        left = true;
    }

    boolean isEmpty() {
        return first == null;
    }

    private boolean isFull() {
        return lines >= maxLines || bytes >= maxBytes;
    }

    private boolean isHalfEmpty() {
        return lines <= maxLines / 2 && bytes <= maxBytes / 2;
    }

    /** How many lines wait or are being worked on; an observer may find it a moment old. */
    int lines() {
        return lines;
    }

    /** How many lines were done, which begins anew behind the greatest int. */
    int taken() {
        return taken;
    }
}
