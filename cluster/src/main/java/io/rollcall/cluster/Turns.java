package io.rollcall.cluster;

import java.util.HashMap;
import java.util.Map;

/**
 * Whose turn it is among nodes that have turns in proportion to their counts. Smooth weighted round robin, as nginx has it:
 * each is credited its count, who has the most credit has the turn and pays all counts for it, so that a node with many does
 * not have all its turns in a row. Safe for use by any thread.
 */
final class Turns {
    /** How many runs that are over may be remembered. */
    private static final int MOST_OVER = 64;

    /** Guarded by this. */
    private final Map<Node, Long> credits = new HashMap<>();

    /** Gives one of them the turn; there is at least one, and each count is positive. */
    synchronized Node next(Map<Node, Integer> counts) {
        if (credits.size() > counts.size() + MOST_OVER) {
            credits.keySet().retainAll(counts.keySet());
        }
        Node first = counts.keySet().iterator().next();
        long most = Long.MIN_VALUE;
        long all = 0;
        for (Map.Entry<Node, Integer> each : counts.entrySet()) {
            long count = each.getValue();
            long credit = credits.merge(each.getKey(), count, Long::sum);
            all += count;
            if (credit > most) {
                first = each.getKey();
                most = credit;
            }
        }
        credits.put(first, most - all);
        return first;
    }
}
