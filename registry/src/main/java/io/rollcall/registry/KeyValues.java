package io.rollcall.registry;

import java.util.Objects;

/** The rules that all kinds of keys share, so that a name and a property of one value behave alike. */
final class KeyValues {
    private KeyValues() {}

    static Comparable<?> check(String kind, Comparable<?> value) {
        Objects.requireNonNull(value, kind);
        if (value instanceof String text && (text.isEmpty() || text.length() > Key.MAX_LENGTH)) {
            throw new IllegalArgumentException(
                    "a " + kind + " needs 1 to " + Key.MAX_LENGTH + " chars, given were " + text.length());
        }
        return value;
    }

    static boolean same(Comparable<?> a, Comparable<?> b) {
        return a.getClass() == b.getClass() && a.equals(b);
    }

    /** Orders values of one class by their own order, others by their class; 0 does not imply equality. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    static int compare(Comparable<?> a, Comparable<?> b) {
        if (a.getClass() == b.getClass()) {
            return ((Comparable) a).compareTo(b);
        }
        int byName = a.getClass().getName().compareTo(b.getClass().getName());
        return byName != 0 ? byName : Integer.compare(loader(a), loader(b));
    }

    private static int loader(Comparable<?> value) {
        return System.identityHashCode(value.getClass());
    }
}
