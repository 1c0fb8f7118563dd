package io.rollcall.registry;

/**
 * A unique key: at every instant at most one owner holds it.
 *
 * @since 0.1
 */
public final class Name extends Key implements Comparable<Name> {
    private Name(Comparable<?> value) {
        super("name", value);
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
        return new Name(value);
    }

    @Override
    public int compareTo(Name other) {
        return compareInTable(other);
    }
}
