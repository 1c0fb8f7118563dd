package io.rollcall.server;

/** The peer will send no more; it takes its place behind the last line, so that queued lines are finished first. */
final class EndOfInput extends Input {
    @Override
    int length() {
        return 0;
    }

    @Override
    public String toString() {
        return "end of input";
    }
}
