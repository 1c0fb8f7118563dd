package io.rollcall.server;

import java.util.concurrent.TimeUnit;

/** How much a connection sends and is sent in a second, while somebody looks. Confined to the observer's thread. */
final class Pace {
    /** What is measured over less than this would jump. */
    private static final long SHORTEST_NANOS = TimeUnit.MILLISECONDS.toNanos(400);

    private boolean begun;
    private long beforeNanos;
    private int taken;
    private long written;
    private int lines;
    private long bytes;

    /** Looks at how many lines were taken and how many bytes were written by now. */
    void look(int takenNow, long writtenNow, long nanos) {
        long passed = nanos - beforeNanos;
        if (begun && passed < SHORTEST_NANOS) {
            return;
        }
        lines = begun ? (int) Math.round((takenNow - taken) * 1e9 / passed) : 0;
        bytes = begun ? Math.round(Math.max(0, writtenNow - written) * 1e9 / passed) : 0;
        begun = true;
        taken = takenNow;
        written = writtenNow;
        beforeNanos = nanos;
    }

    /** How many lines a second it sends. */
    int lines() {
        return lines;
    }

    /** How many bytes a second it is sent. */
    long bytes() {
        return bytes;
    }
}
