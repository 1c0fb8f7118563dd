package io.rollcall.server.bench;

/**
 * Counts times in steps of less than one part in a hundred, whatever their size. Confined to one thread.
 *
 * <p>Each power of two has {@value #STEPS} steps; the times below that have one each.
 */
final class Latencies {
    private static final int STEP_BITS = 7;
    private static final int STEPS = 1 << STEP_BITS;

    private final long[] counts = new long[(Long.SIZE - STEP_BITS) << STEP_BITS];
    private long count;
    private long most;

    /** Counts a time so often; one that is negative, as clocks may have it, is none. */
    void record(long nanos, long times) {
        long time = Math.max(0, nanos);
        counts[step(time)] += times;
        count += times;
        most = Math.max(most, time);
    }

    long count() {
        return count;
    }

    /** Returns the time within which such a part of all was, in microseconds; zero if nothing was counted. */
    double micros(double part) {
        long due = Math.max(1, (long) Math.ceil(part * count));
        long seen = 0;
        for (int step = 0; step < counts.length && count > 0; step++) {
            seen += counts[step];
            if (seen >= due) {
                return Math.min(middle(step), most) / 1e3;
            }
        }
        return most / 1e3;
    }

    double mostMicros() {
        return most / 1e3;
    }

    private static int step(long time) {
        if (time < STEPS) {
            return (int) time;
        }
        int shift = Long.SIZE - 1 - STEP_BITS - Long.numberOfLeadingZeros(time);
        return ((shift + 1) << STEP_BITS) + (int) (time >>> shift) - STEPS;
    }

    private static long middle(int step) {
        if (step < STEPS) {
            return step;
        }
        int shift = (step >> STEP_BITS) - 1;
        long least = (long) ((step & (STEPS - 1)) + STEPS) << shift;
        return least + (1L << shift >> 1);
    }
}
