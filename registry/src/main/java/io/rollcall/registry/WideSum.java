package io.rollcall.registry;

/** A sum of longs that never overflows: 128 bits wide. Guarded by whoever has it. */
final class WideSum {
    private long high;
    private long low;

    void add(long number) {
        long sum = low + number;
        high += (number >> 63) + (Long.compareUnsigned(sum, number) < 0 ? 1 : 0);
        low = sum;
    }

    void subtract(long number) {
        add(-1 - number); // which is what no negation of the least long does
        add(1);
    }

    WideSum copy() {
        WideSum same = new WideSum();
        same.high = high;
        same.low = low;
        return same;
    }

    boolean isZero() {
        return high == 0 && low == 0;
    }

    /** Returns the sum if it fits a long. */
    long exact() {
        if (high != low >> 63) {
            throw new ArithmeticException("the total does not fit a long");
        }
        return low;
    }
}
