package io.rollcall.server;

import org.jspecify.annotations.Nullable;

/**
 * Finds the characters beyond ASCII that no line may hold, byte by byte, so that one cut by a read is judged like a
 * whole one.
 *
 * <p>Strict UTF-8 by the table of well-formed sequences in the Unicode Standard, section 3.9.
 */
final class CharacterCheck {
    /** Why a byte sequence that is not UTF-8 is refused. */
    static final String NOT_UTF8 = "invalid UTF-8";

    private int missing;
    private int low;
    private int high;
    private int codePoint;

    /** Tells whether the last byte left a character unfinished. */
    boolean isPartial() {
        return missing > 0;
    }

    /** Forgets an unfinished character. */
    void reset() {
        missing = 0;
    }

    /**
     * Takes the next byte: any within a character, one of 0x80 and above at the start of one.
     *
     * @return why the character that the byte belongs to, or cuts short, is refused; null where it is not
     */
    @Nullable String fault(byte value) {
        int unsigned = value & 0xFF;
        if (missing == 0) {
            begin(unsigned);
            return missing == 0 ? NOT_UTF8 : null;
        }
        if (unsigned < low || unsigned > high) {
            missing = 0;
            return NOT_UTF8;
        }
        low = 0x80;
        high = 0xBF;
        codePoint = (codePoint << 6) | (unsigned & 0x3F);
        missing--;
        return missing > 0 ? null : fault(codePoint);
    }

    /** The bounds of the second byte exclude overlong forms, surrogates and what is above U+10FFFF. */
    private void begin(int first) {
        if (first >= 0xC2 && first <= 0xF4) {
            missing = first < 0xE0 ? 1 : first < 0xF0 ? 2 : 3;
        }
        low = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
        high = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
        codePoint = first & (0x3F >> missing);
    }

    private static @Nullable String fault(int codePoint) {
        if (codePoint < 0xA0) {
            return "a C1 control character";
        }
        if (codePoint == 0x061C) {
            return "a bidirectional control";
        }
        return codePoint >= 0x200E && codePoint <= 0x2069 ? punctuationFault(codePoint) : null;
    }

    private static @Nullable String punctuationFault(int codePoint) {
        if (codePoint == 0x2028 || codePoint == 0x2029) {
            return "a line or paragraph separator";
        }
        boolean embedding = codePoint >= 0x202A && codePoint <= 0x202E;
        return codePoint <= 0x200F || embedding || codePoint >= 0x2066 ? "a bidirectional control" : null;
    }
}
