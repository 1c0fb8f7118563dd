package io.rollcall.server;

import io.rollcall.registry.Reason;

/** No more is to come; it takes its place behind the last line, so that queued lines are finished first. */
final class EndOfInput extends Input {
    private final Reason reason;

    /** The peer will send no more. */
    EndOfInput() {
        this(Session.EOF);
    }

    /**
     * Nothing more is taken.
     *
     * @param reason why the connection is to end here
     */
    EndOfInput(Reason reason) {
        this.reason = reason;
    }

    Reason reason() {
        return reason;
    }

    @Override
    int length() {
        return 0;
    }

    @Override
    public String toString() {
        return "end of input";
    }
}
