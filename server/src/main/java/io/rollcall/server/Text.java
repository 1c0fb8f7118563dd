package io.rollcall.server;

import io.rollcall.registry.Entry;
import io.rollcall.registry.Key;
import io.rollcall.registry.Property;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** How keys and values are shown: always as part of one line. */
final class Text {
    /** What no line can have; whatever a peer sent has none of it and is shown as it was said. */
    private static final Pattern UNFIT =
            Pattern.compile("[\\p{Cc}\\p{Cs}\\u061C\\u200E\\u200F\\u2028-\\u202E\\u2066-\\u2069&&[^\\t]]");

    private Text() {}

    /** Returns a holder's id and the value it keeps, as lists show it. */
    static String row(Entry<Connection> entry) {
        return entry.subject().id() + valueOf(entry.value());
    }

    /** Returns a value with a blank before it; nothing where there is none. */
    static String valueOf(@Nullable Object value) {
        return value == null ? "" : " " + shown(value);
    }

    /** Returns a key as one types it to watch or set it: a property with a number sign before it. */
    static String typed(Key key) {
        return (key instanceof Property ? "#" : "") + shown(key);
    }

    /** Returns a text that is part of one line, whatever an application put into the registry. */
    static String shown(Object keyOrValue) {
        return UNFIT.matcher(keyOrValue.toString()).replaceAll("?");
    }
}
