package io.rollcall.cluster;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Finds, on the leader, which joined runs are over: at once where their process was seen and is not any more, and after a
 * while where it never was, as it may be on its way. Guarded by the member's lock.
 */
final class Purger {
    private final long patience;
    private final Map<Long, Long> missing = new HashMap<>();
    private Set<Incarnation> seen = Set.of();

    /** The patience is in nanoseconds. */
    Purger(long patience) {
        this.patience = patience;
    }

    /** Forgets whom it has seen; for who does not lead. */
    void rest() {
        missing.clear();
        seen = Set.of();
    }

    /** Lists the runs to be purged now. */
    List<Long> over(Collection<Session> joined, Set<Incarnation> members, long now) {
        List<Long> over = new ArrayList<>();
        Set<Long> absent = new HashSet<>();
        for (Session session : joined) {
            if (!members.contains(session.incarnation())) {
                long number = session.node().session();
                absent.add(number);
                Long since = missing.putIfAbsent(number, now);
                boolean waited = since != null && now - since >= patience;
                if (waited || (since == null && seen.contains(session.incarnation()))) {
                    over.add(number);
                    missing.put(number, now); // and again after a while, if that proposal is lost
                }
            }
        }
        missing.keySet().retainAll(absent);
        seen = members;
        return over;
    }
}
