package io.rollcall.registry;

import java.util.Arrays;

/** The kinds of keys, in the order in which pages list them. */
enum Kind {
    NAME(Name.class),
    PROPERTY(Property.class),
    COUNTER(Counter.class);

    private final Class<? extends Key> keys;

    Kind(Class<? extends Key> keys) {
        this.keys = keys;
    }

    static Kind of(Key key) {
        return Arrays.stream(values())
                .filter(kind -> kind.keys.isInstance(key))
                .findFirst()
                .orElseThrow();
    }
}
