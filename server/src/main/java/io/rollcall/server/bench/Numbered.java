package io.rollcall.server.bench;

import java.nio.charset.StandardCharsets;

/**
 * A message that is sent, or expected, again and again, each time with the next number in it. Confined to one thread.
 *
 * <p>The payload begins with the connection's number and that of the message, so that no two are alike and a reply that
 * is lost, doubled, out of order, damaged, or another connection's is seen. Counting changes the bytes in place.
 */
final class Numbered {
    /** A payload holds both numbers and what divides them. */
    static final int LEAST_BYTES = 16;

    private static final int DIGITS = 10;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final String FILLER = "abcdefghijklmnopqrstuvwxyz";

    private final byte[] bytes;
    private final int lastDigit;

    private Numbered(byte[] bytes, int lastDigit) {
        this.bytes = bytes;
        this.lastDigit = lastDigit;
    }

    /** Puts a payload with number zero between what stands before and after it. */
    static Numbered between(byte[] before, byte[] after, int connection, int payloadBytes) {
        StringBuilder payload = new StringBuilder(String.format("%05x-%0" + DIGITS + "x", connection, 0));
        int lastDigit = before.length + payload.length() - 1;
        while (payload.length() < payloadBytes) {
            payload.append(FILLER.charAt(payload.length() % FILLER.length()));
        }
        byte[] middle = payload.toString().getBytes(StandardCharsets.US_ASCII);
        byte[] all = new byte[before.length + middle.length + after.length];
        System.arraycopy(before, 0, all, 0, before.length);
        System.arraycopy(middle, 0, all, before.length, middle.length);
        System.arraycopy(after, 0, all, before.length + middle.length, after.length);
        return new Numbered(all, lastDigit);
    }

    /** Makes a message that is always the same. */
    static Numbered always(byte[] text) {
        return new Numbered(text, -1);
    }

    /** Returns the message as it is now; not to be changed. */
    byte[] bytes() {
        return bytes;
    }

    /** Goes on to the next number. */
    void advance() {
        if (lastDigit < 0) {
            return;
        }
        for (int at = lastDigit; at > lastDigit - DIGITS; at--) {
            byte digit = bytes[at];
            if (digit != 'f') {
                bytes[at] = digit == '9' ? (byte) 'a' : (byte) (digit + 1);
                return;
            }
            bytes[at] = HEX[0];
        }
    }
}
