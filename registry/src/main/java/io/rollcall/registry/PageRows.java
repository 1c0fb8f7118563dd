package io.rollcall.registry;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The first rows behind a cursor, picked out of a walk that comes in no order. Confined to one thread.
 *
 * <p>It keeps one place more than the page needs, to know whether there is a next page. Rows that share a place stay
 * together, as a cursor cannot part them.
 */
final class PageRows<T> {
    private final Query query;
    private final int size;
    private final @Nullable Cursor after;
    /** By their keys, since a row that went and came during the walk is met twice. */
    private final TreeMap<Cursor, Map<Key, Entry<T>>> places = new TreeMap<>(Cursor.ORDER);

    private long kept;

    PageRows(Query query, int size, @Nullable Cursor after) {
        this.query = query;
        this.size = size;
        this.after = after;
    }

    void offer(Row<T> row) {
        Cursor place = new Cursor(row.key(), row.owner().id());
        if ((after != null && Cursor.ORDER.compare(place, after) <= 0) || isBeyond(place)) {
            return;
        }
        Entry<T> entry = row.entry();
        if (query.admits(entry)) {
            add(place, entry);
        }
    }

    /** Tells whether a place comes behind the one that shows that there is a next page. */
    private boolean isBeyond(Cursor place) {
        return !places.isEmpty() && beforeLast() >= size && Cursor.ORDER.compare(place, places.lastKey()) > 0;
    }

    private void add(Cursor place, Entry<T> entry) {
        if (places.computeIfAbsent(place, start -> new HashMap<>(2)).put(entry.key(), entry) == null) {
            kept++;
        }
        while (places.size() > 1
                && beforeLast() - places.lowerEntry(places.lastKey()).getValue().size() >= size) {
            kept -= places.pollLastEntry().getValue().size();
        }
    }

    private long beforeLast() {
        return kept - places.lastEntry().getValue().size();
    }

    /** How many entries are in memory. */
    long kept() {
        return kept;
    }

    Page<T> page() {
        List<Entry<T>> entries = new ArrayList<>();
        Cursor last = null;
        for (Map.Entry<Cursor, Map<Key, Entry<T>>> place : places.entrySet()) {
            if (entries.size() >= size) {
                return new Page<>(entries, Optional.ofNullable(last));
            }
            entries.addAll(place.getValue().values());
            last = place.getKey();
        }
        return new Page<>(entries, Optional.empty());
    }
}
