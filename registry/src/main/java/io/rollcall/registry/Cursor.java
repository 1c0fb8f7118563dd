package io.rollcall.registry;

import java.util.Comparator;
import java.util.Objects;

/**
 * Marks a place in the list of all entries, for the next page to begin behind it. Immutable; it holds on to nothing, so
 * that a server may send it away as text and make it again. It need not be that of an entry that stands, or ever stood.
 *
 * @param key the key of the entry before the place
 * @param ownerId the {@linkplain Owner#id() id} of its holder; 0 for the place before all entries of the key
 * @since 0.1
 */
public record Cursor(Key key, long ownerId) {
    /**
     * The order of pages: by kind, by key, by owner. Keys of one owner that compare as equal without being equal share a
     * place.
     */
    static final Comparator<Cursor> ORDER = Comparator.<Cursor, Kind>comparing(cursor -> Kind.of(cursor.key))
            .thenComparing((one, other) -> one.key.compareValue(other.key))
            .thenComparingLong(Cursor::ownerId);

    /**
     * Checks the key.
     *
     * @param key the key of the entry before the place
     * @param ownerId the id of its holder
     * @throws NullPointerException if the key is null
     */
    public Cursor {
        Objects.requireNonNull(key, "key");
    }
}
