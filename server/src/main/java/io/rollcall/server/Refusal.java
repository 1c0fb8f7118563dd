package io.rollcall.server;

import io.rollcall.registry.Reason;
import org.jspecify.annotations.Nullable;

/** A line that was refused, in its place in the order, so that its reply comes between those of its neighbours. */
final class Refusal extends Input {
    private static final Reason LIMIT = Reason.of("limit");
    private static final Reason ERROR = Reason.of("error");

    private final String code;
    private final String text;
    private final boolean closes;
    private final @Nullable LineEnd end;

    /**
     * Makes a refusal.
     *
     * @param code {@code BADLINE}, {@code TOOLONG}, {@code TIMEOUT} or {@code WRONGPROTOCOL}
     * @param text what follows the code in the reply
     * @param closes whether the connection ends with this reply
     * @param end how the refused line ended; null where it had no end
     */
    Refusal(String code, String text, boolean closes, @Nullable LineEnd end) {
        this.code = code;
        this.text = text;
        this.closes = closes;
        this.end = end;
    }

    /** Returns the reply's code, in capitals. */
    String code() {
        return code;
    }

    /** Returns what follows the code: the offset or the maximum first, where there is one, then words for people. */
    String text() {
        return text;
    }

    /** Tells whether the connection ends with this reply; the decoder emits nothing but the end of input after it. */
    boolean closes() {
        return closes;
    }

    /** Returns why a connection ends that it closes. */
    Reason reason() {
        return code.equals("WRONGPROTOCOL") ? ERROR : LIMIT;
    }

    /** Returns how the refused line ended; null where it had no end. */
    @Nullable LineEnd end() {
        return end;
    }

    /** Returns the length of its code and text: what is kept of the refused line. */
    @Override
    int length() {
        return code.length() + text.length();
    }

    @Override
    public String toString() {
        return code + " " + text;
    }
}
