package io.rollcall.registry;

import java.util.Objects;

/**
 * Names what an owner can hold: a {@link Name} has at most one owner, a {@link SharedKey} any number.
 *
 * <p>Immutable and safe to share. Made of a String or of any immutable {@link Comparable} whose {@code equals} and
 * {@code hashCode} agree. The latter is called once, when the key is made; the registry calls {@code equals} and {@code
 * compareTo} with locks held: they must neither block nor call a registry. What {@code equals} throws reaches the caller,
 * and nothing has changed; what {@code compareTo} throws does so only where entries are listed in an order.
 *
 * <p>Two keys are equal when they are of one kind, their values are of one class, and those values are equal. Keys are
 * ordered, each kind by itself, so that a table of many keys with one hash code stays fast; the order itself carries no
 * meaning beyond that of the values.
 *
 * @since 0.1
 */
public abstract sealed class Key permits Name, SharedKey {
    /** The longest String a key is made of, in chars. */
    public static final int MAX_LENGTH = 1024;

    private final Comparable<?> value;
    private final int hash; // kept, as each change of a name asks for it several times

    Key(String kind, Comparable<?> value) {
        Objects.requireNonNull(value, kind);
        if (value instanceof String text && (text.isEmpty() || text.length() > MAX_LENGTH)) {
            throw new IllegalArgumentException(
                    "a " + kind + " needs 1 to " + MAX_LENGTH + " chars, given were " + text.length());
        }
        this.value = value;
        this.hash = value instanceof String text ? TextHash.of(text) : value.hashCode();
    }

    /**
     * Returns what this key was made of.
     *
     * @return the String or other {@link Comparable} value
     */
    public final Comparable<?> value() {
        return value;
    }

    /** Orders values of one class by their own order, others by their class; 0 does not imply equality. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    final int compareValue(Key other) {
        Comparable<?> theirs = other.value;
        if (value.getClass() == theirs.getClass()) {
            return ((Comparable) value).compareTo(theirs);
        }
        int byName = value.getClass().getName().compareTo(theirs.getClass().getName());
        return byName != 0 ? byName : Integer.compare(classIdentity(), other.classIdentity());
    }

    /** Orders keys for a table, which a value that will not be compared must not leave half changed. */
    final int compareInTable(Key other) {
        try {
            return compareValue(other);
        } catch (RuntimeException | Error thrown) { // then the table looks on both sides
            return 0;
        }
    }

    private int classIdentity() {
        return System.identityHashCode(value.getClass());
    }

    @Override
    public final boolean equals(Object other) {
        return this == other
                || (other instanceof Key that
                        && getClass() == that.getClass()
                        && value.getClass() == that.value.getClass()
                        && value.equals(that.value));
    }

    @Override
    public final int hashCode() {
        return hash;
    }

    /** Returns the value's own text, or the name of its class if that throws. */
    @Override
    public final String toString() {
        return Texts.of(value);
    }
}
