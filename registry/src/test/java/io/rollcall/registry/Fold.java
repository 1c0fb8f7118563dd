package io.rollcall.registry;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A watcher that applies each change to what was there, and so has what is there. Confined to the calls of its watch. */
final class Fold implements Watcher<String> {
    private final Map<List<Object>, String> entries = new HashMap<>();
    private boolean begun;

    @Override
    public void snapshot(List<Entry<String>> present, long skipped) {
        begun = true;
        entries.clear();
        entries.putAll(of(present));
    }

    @Override
    public void changed(Change<String> change) {
        if (!begun) {
            throw new AssertionError("a change came before the snapshot: " + change);
        }
        if (change.before() != null) {
            entries.remove(row(change.before()));
        }
        if (change.after() != null) {
            entries.put(row(change.after()), text(change.after()));
        }
    }

    /** What is there by all that was told. */
    Map<List<Object>, String> entries() {
        return entries;
    }

    /** What is there by a look-up. */
    static Map<List<Object>, String> of(Collection<Entry<String>> present) {
        Map<List<Object>, String> entries = new HashMap<>();
        present.forEach(entry -> entries.put(row(entry), text(entry)));
        return entries;
    }

    private static List<Object> row(Entry<String> entry) {
        return List.of(entry.key(), entry.owner());
    }

    private static String text(@Nullable Entry<String> entry) {
        return String.valueOf(Objects.requireNonNull(entry).value());
    }
}
