package io.rollcall.server;

import java.io.IOException;
import java.nio.file.Path;

/** Says why there can be no socket at a path. */
final class SocketFileException extends IOException {
    private static final long serialVersionUID = 1;

    private final transient Path path;

    SocketFileException(Path path, IOException cause) {
        super(cause.getMessage(), cause);
        this.path = path;
    }

    Path path() {
        return path;
    }
}
