package io.rollcall.registry;

import java.util.ArrayList;
import java.util.List;

/** The counter rows of one key whose numbers move without its lock, and so are in no total yet. Guarded by the members. */
final class OpenCounters<T> {
    private final List<CounterRow<T>> rows = new ArrayList<>();

    /** Takes a row in; answers with where it is. */
    int add(CounterRow<T> row) {
        rows.add(row);
        return rows.size() - 1;
    }

    /** Takes out the row at a place, which the last one then has. */
    void remove(int at) {
        CounterRow<T> last = rows.remove(rows.size() - 1);
        if (at < rows.size()) {
            rows.set(at, last);
            last.place = at;
        }
    }

    /**
     * Settles all rows. None that is settled opens as long as the lock is held, so when the last has been settled, all
     * numbers are those of that instant.
     */
    void settleAll() {
        while (!rows.isEmpty()) {
            rows.get(rows.size() - 1).settle();
        }
    }
}
