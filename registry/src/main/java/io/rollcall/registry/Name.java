package io.rollcall.registry;

/**
 * A unique key: at every instant at most one owner holds it.
 *
 * <p>Immutable and safe to share. Made of a String or of any immutable {@link Comparable} whose {@code equals} and
 * {@code hashCode} agree. The registry calls these two, and {@code compareTo}, with locks held: they must neither block
 * nor call a registry.
 *
 * @since 0.1
 */
public final class Name implements Key, Comparable<Name> {
    private final Comparable<?> value;

    private Name(Comparable<?> value) {
        this.value = value;
    }

    /**
     * Makes a name of a value.
     *
     * @param value a String of 1 to {@value Key#MAX_LENGTH} chars, or an immutable value that compares with its like
     * @return the name
     * @throws NullPointerException if the value is null
     * @throws IllegalArgumentException if the value is an empty or too long String
     */
    public static Name of(Comparable<?> value) {
        return new Name(KeyValues.check("name", value));
    }

    @Override
    public Comparable<?> value() {
        return value;
    }

    @Override
    public int compareTo(Name other) {
        return KeyValues.compare(value, other.value);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Name that && KeyValues.same(value, that.value);
    }

    @Override
    public int hashCode() {
        return value.hashCode();
    }

    /** Returns the value's own text, or the name of its class if that throws. */
    @Override
    public String toString() {
        return Texts.of(value);
    }
}
