package io.rollcall.cluster;

import java.util.List;

/**
 * Hears what becomes of names anywhere in the cluster: first what is there, then each change, in the log's order, without
 * a gap or an overlap. Calls come one at a time, on the cluster registry's executor, and under no lock.
 *
 * @since 0.1
 */
@FunctionalInterface
public interface ClusterWatcher {
    /**
     * Tells what is there: once, first of all, and again whenever too many changes waited to be told.
     *
     * @param holdings the names watched, at one position of the log; in no order, immutable
     */
    default void snapshot(List<Holding> holdings) {}

    /**
     * Tells of one change.
     *
     * @param change what became of which name
     */
    void changed(ClusterChange change);
}
