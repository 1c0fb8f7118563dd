package io.rollcall.registry;

/**
 * A shared key under which each owner has a number of its own, and the registry keeps the total.
 *
 * @since 0.1
 */
public final class Counter extends SharedKey implements Comparable<Counter> {
    private Counter(Comparable<?> value) {
        super("counter", value);
    }

    /**
     * Makes a counter of a value.
     *
     * @param value a String of 1 to {@value Key#MAX_LENGTH} chars, or an immutable value that compares with its like
     * @return the counter
     * @throws NullPointerException if the value is null
     * @throws IllegalArgumentException if the value is an empty or too long String
     */
    public static Counter of(Comparable<?> value) {
        return new Counter(value);
    }

    @Override
    public int compareTo(Counter other) {
        return compareInTable(other);
    }
}
