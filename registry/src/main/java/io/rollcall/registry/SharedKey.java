package io.rollcall.registry;

/**
 * A key that any number of owners hold, each with a value of its own.
 *
 * @since 0.1
 */
public abstract sealed class SharedKey extends Key permits Property, Counter {
    SharedKey(String kind, Comparable<?> value) {
        super(kind, value);
    }
}
