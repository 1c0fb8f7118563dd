package io.rollcall.registry;

/**
 * Names what an owner can hold: a {@link Name} has at most one owner, a {@link Property} any number.
 *
 * <p>Two keys are equal when they are of one kind, their values are of one class, and those values are equal. Keys are
 * immutable, as the values they are made of must be. They are ordered so that a table of many keys with one hash code
 * stays fast; the order itself carries no meaning beyond that of the values.
 *
 * @since 0.1
 */
public sealed interface Key permits Name, Property {
    /** The longest String a key is made of, in chars. */
    int MAX_LENGTH = 1024;

    /**
     * Returns what this key was made of.
     *
     * @return the String or other {@link Comparable} value
     */
    Comparable<?> value();
}
