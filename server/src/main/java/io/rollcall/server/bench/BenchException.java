package io.rollcall.server.bench;

/** A load that did not go as it should: the server cannot be reached, or its answers are wrong or missing. */
public final class BenchException extends Exception {
    private static final long serialVersionUID = 1;

    BenchException(String message) {
        super(message);
    }
}
