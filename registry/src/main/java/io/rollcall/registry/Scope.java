package io.rollcall.registry;

import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Says which keys a watch is about. Immutable.
 *
 * @since 0.1
 */
public final class Scope {
    private static final Scope ALL = new Scope(null, null, null);
    private static final Scope NAMES = names(name -> true);

    private final @Nullable Key key;
    private final @Nullable String prefix;
    private final @Nullable Predicate<? super Name> names;

    private Scope(@Nullable Key key, @Nullable String prefix, @Nullable Predicate<? super Name> names) {
        this.key = key;
        this.prefix = prefix;
        this.names = names;
    }

    /**
     * Takes in one key.
     *
     * @param key a name or a shared key, held by anybody or not
     * @return the scope
     */
    public static Scope of(Key key) {
        return new Scope(Objects.requireNonNull(key, "key"), null, null);
    }

    /**
     * Takes in every key, of each kind, that is made of a String which starts so.
     *
     * @param prefix how it starts; the empty String is any String
     * @return the scope
     */
    public static Scope prefix(String prefix) {
        return new Scope(null, Objects.requireNonNull(prefix, "prefix"), null);
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

    /**
     * Takes in the names that pass a test, and no shared key: those that do not pass cost no more than the test.
     *
     * @param test is asked for each name that comes, goes or changes, by any thread, with locks held: it has to be quick, to
     *     call nothing of the registry, and always to say the same of a name; a name at which it throws is taken in
     * @return the scope
     */
    public static Scope names(Predicate<? super Name> test) {
        return new Scope(null, null, Objects.requireNonNull(test, "test"));
    }

    /** The one key, or null where there may be several. */
    @Nullable Key key() {
        return key;
    }

    boolean covers(Key other) {
        if (key != null) {
            return key.equals(other);
        }
        if (names != null) {
            return other instanceof Name name && passes(names, name);
        }
        return prefix == null || (other.value() instanceof String text && text.startsWith(prefix));
    }

    private static boolean passes(Predicate<? super Name> test, Name name) {
        try {
            return test.test(name);
        } catch (RuntimeException broken) { // no change may fail because of who watches
            return true;
        }
    }

    @Override
    public String toString() {
        return key != null ? key.toString() : prefix != null ? prefix + "*" : names != null ? "names" : "*";
    }
}
