package io.rollcall.server;

import java.io.IOException;

/** The observer's address, which was asked for, cannot be bound. */
final class ObserverBindException extends IOException {
    private static final long serialVersionUID = 1;

    private final String address;

    ObserverBindException(String address, IOException cause) {
        super(cause.getMessage(), cause);
        this.address = address;
    }

    String address() {
        return address;
    }
}
