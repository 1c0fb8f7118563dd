package io.rollcall.registry;

/**
 * A shared key: any number of owners hold it, each with a value of its own.
 *
 * @since 0.1
 */
public final class Property extends SharedKey implements Comparable<Property> {
    private Property(Comparable<?> value) {
        super("property", value);
    }

    /**
     * Makes a property of a value.
     *
     * @param value a String of 1 to {@value Key#MAX_LENGTH} chars, or an immutable value that compares with its like
     * @return the property
     * @throws NullPointerException if the value is null
     * @throws IllegalArgumentException if the value is an empty or too long String
     */
    public static Property of(Comparable<?> value) {
        return new Property(value);
    }

    @Override
    public int compareTo(Property other) {
        return compareInTable(other);
    }
}
