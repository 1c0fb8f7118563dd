package io.rollcall.server;

/** How many lines a second a connection sends, while somebody looks. Confined to the observer's thread. */
final class Pace {
    private int before;
    private long beforeNanos;
    private int rate;

    /** Looks at how many lines there are now. */
    void look(int taken, long nanos) {
        long passed = nanos - beforeNanos;
        rate = beforeNanos == 0 || passed <= 0 ? 0 : (int) Math.round((taken - before) * 1e9 / passed);
        before = taken;
        beforeNanos = nanos;
    }

    int rate() {
        return rate;
    }
}
