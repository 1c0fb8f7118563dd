package io.rollcall.registry;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * One part of a long list of entries. Immutable.
 *
 * @param <T> what the registry looks up
 * @param entries the entries, in the order that {@link Registry#page} promises
 * @param next where the next page begins; empty if nothing was left when this one was made
 * @since 0.1
 */
public record Page<T>(List<Entry<T>> entries, Optional<Cursor> next) {
    /**
     * Copies the entries.
     *
     * @param entries the entries, none of them null
     * @param next where the next page begins, or empty
     * @throws NullPointerException if one of them is null
     */
    public Page {
        entries = List.copyOf(entries);
        Objects.requireNonNull(next, "next");
    }
}
