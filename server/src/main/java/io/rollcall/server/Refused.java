package io.rollcall.server;

import org.jspecify.annotations.Nullable;

/** Says that a command is refused, with what its reply says; nothing has changed. It is an answer and has no stack. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1L;

    private final @Nullable Limit limit;

    Refused(String code, String text) {
        this(code, text, null);
    }

    private Refused(String code, String text, @Nullable Limit limit) {
        super("-" + code + " " + text, null, false, false);
        this.limit = limit;
    }

    /** Says that a limit is against it. */
    static Refused by(Limit limit, String value) {
        return new Refused("LIMIT", limit.word() + " " + value, limit);
    }

    /** The limit that is against it; null where none of the server's is. */
    @Nullable Limit limit() {
        return limit;
    }

    /** The whole reply. */
    String reply() {
        return String.valueOf(getMessage());
    }
}
