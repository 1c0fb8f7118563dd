package io.rollcall.server;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Makes whoever does a thing over and over wait, each time twice as long: the first few times are free. A row is forgotten
 * when it has been quiet for long, and the quietest where there are too many. Safe for any thread; times are of one clock,
 * which callers bring.
 *
 * @param <K> who waits; comparable where peers choose it, as they could choose what collides
 */
final class BackOff<K> {
    private static final long FIRST = TimeUnit.SECONDS.toNanos(1);

    private final int free;
    private final long most;
    private final long memory;
    private final int mostRows;
    /** The quietest first. Guarded by this. */
    private final Map<K, Row> rows = new LinkedHashMap<>();

    /** How often it was done, and when last. */
    private record Row(int count, long at, long delay) {}

    /**
     * Makes an empty table.
     *
     * @param free how often it may be done without a wait
     * @param mostSeconds the longest wait
     * @param memorySeconds how long a row is kept that is quiet
     * @param mostRows how many rows there are at most
     */
    BackOff(int free, long mostSeconds, long memorySeconds, int mostRows) {
        this.free = free;
        this.most = TimeUnit.SECONDS.toNanos(mostSeconds);
        this.memory = TimeUnit.SECONDS.toNanos(memorySeconds);
        this.mostRows = mostRows;
    }

    /** Returns how long one still has to wait, in nanoseconds; 0 for not at all. */
    synchronized long left(K who, long now) {
        Row row = rows.get(who);
        return row == null ? 0 : Math.max(0, row.at() + row.delay() - now);
    }

    /** Tells whether one has done it lately. */
    synchronized boolean knows(K who, long now) {
        forget(now);
        return rows.containsKey(who);
    }

    /** Notes that one has done it once more. */
    synchronized void note(K who, long now) {
        forget(now);
        Row before = rows.remove(who);
        int count = before == null ? 1 : before.count() + 1;
        rows.put(who, new Row(count, now, delayOf(count)));
        if (rows.size() > mostRows) {
            rows.remove(rows.keySet().iterator().next());
        }
    }

    private long delayOf(int count) {
        int doublings = count - free;
        return doublings < 0 ? 0 : doublings >= Integer.SIZE ? most : Math.min(FIRST << doublings, most);
    }

    /** Has one begin anew. */
    synchronized void clear(K who) {
        rows.remove(who);
    }

    private void forget(long now) {
        var oldest = rows.values().iterator();
        while (oldest.hasNext() && now - oldest.next().at() >= memory) {
            oldest.remove();
        }
    }

    synchronized int size() {
        return rows.size();
    }

    /** Returns a wait in whole seconds, as it is told. */
    static String shown(long nanos) {
        return Math.max(1, (nanos + FIRST - 1) / FIRST) + "s";
    }
}
