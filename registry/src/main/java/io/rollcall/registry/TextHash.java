package io.rollcall.registry;

import java.util.SplittableRandom;

/**
 * A hash of Strings that depends on two numbers which each virtual machine draws anew: who knows how {@link
 * String#hashCode} works can write any number of Strings that share one of those, and none that are sure to share this.
 * Not for secrets: the numbers come from the clock, and what an order of listing tells of the hash is not hidden.
 */
final class TextHash {
    private static final int STEP = 4;
    private static final long START;
    private static final long FACTOR;

    static {
        SplittableRandom random = new SplittableRandom();
        START = random.nextLong();
        FACTOR = random.nextLong() | 1;
    }

    private TextHash() {}

    static int of(String text) {
        int length = text.length();
        long hash = START + length;
        int at = 0;
        for (; at <= length - STEP; at += STEP) { // four chars make a long
            hash = mixed(hash
                    ^ (text.charAt(at)
                            | (long) text.charAt(at + 1) << 16
                            | (long) text.charAt(at + 2) << 32
                            | (long) text.charAt(at + 3) << 48));
        }
        long rest = 0;
        for (; at < length; at++) {
            rest = rest << 16 | text.charAt(at);
        }
        hash = mixed(hash ^ rest);
        return (int) (hash ^ hash >>> 32);
    }

    /** Both halves of the product, so that each bit of the result depends on all that are given. */
    private static long mixed(long bits) {
        return Math.multiplyHigh(bits, FACTOR) ^ bits * FACTOR;
    }
}
