package io.rollcall.server;

import org.jspecify.annotations.Nullable;

/** Says what is wrong in a file that an option names, where the option itself is well; the message begins with the option. */
final class WrongFileException extends IllegalArgumentException {
    private static final long serialVersionUID = 1;

    WrongFileException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
