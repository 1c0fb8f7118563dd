package io.rollcall.registry;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says which keys a watch is about. Immutable.
 *
 * @since 0.1
 */
public final class Scope {
    private static final Scope ALL = new Scope(null, null, false);
    private static final Scope NAMES = new Scope(null, null, true);

    private final @Nullable Key key;
    private final @Nullable String prefix;
    private final boolean onlyNames;

    private Scope(@Nullable Key key, @Nullable String prefix, boolean onlyNames) {
        this.key = key;
        this.prefix = prefix;
        this.onlyNames = onlyNames;
    }

    /**
     * Takes in one key.
     *
     * @param key a name or a shared key, held by anybody or not
     * @return the scope
     */
    public static Scope of(Key key) {
        return new Scope(Objects.requireNonNull(key, "key"), null, false);
    }

    /**
     * Takes in every key, of each kind, that is made of a String which starts so.
     *
     * @param prefix how it starts; the empty String is any String
     * @return the scope
     */
    public static Scope prefix(String prefix) {
        return new Scope(null, Objects.requireNonNull(prefix, "prefix"), false);
    }

    /**
     * Takes in every key.
     *
     * @return the scope
     */
    public static Scope all() {
        return ALL;
    }

    /**
     * Takes in every name, and no shared key: who comes and goes costs those nothing.
     *
     * @return the scope
     */
    public static Scope names() {
        return NAMES;
    }

    /** The one key, or null where there may be several. */
    @Nullable Key key() {
        return key;
    }

    boolean covers(Key other) {
        if (key != null) {
            return key.equals(other);
        }
        if (onlyNames) {
            return other instanceof Name;
        }
        return prefix == null || (other.value() instanceof String text && text.startsWith(prefix));
    }

    @Override
    public String toString() {
        return key != null ? key.toString() : prefix != null ? prefix + "*" : onlyNames ? "names" : "*";
    }
}
