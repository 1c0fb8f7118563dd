package io.rollcall.server;

import java.util.Objects;

/** What a target finds. */
final class Finding {
    private Finding() {}

    @SuppressWarnings("AnnotateFormatMethod") // the annotation would take a library
    static void unless(boolean held, String what, Object... shown) {
        if (!held) {
            throw new AssertionError(String.format(what, shown));
        }
    }

    static void unlessEqual(String what, Object actual, Object expected) {
        unless(Objects.equals(actual, expected), "%s:%n  %s%nwhere this was expected:%n  %s", what, actual, expected);
    }
}
