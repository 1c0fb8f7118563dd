package io.rollcall.registry;

import java.util.List;

/**
 * Hears what becomes of a key, of all keys with a prefix, or of all: first what is there, then each change, without a gap
 * or an overlap in between.
 *
 * <p>Calls for one watch come one at a time, on the executor given with it, in the order in which the changes of each key
 * happened, and never under a lock; they may call the registry. What they throw is reported and harms nobody.
 *
 * <p>What is yet to be told is bounded. When the bound is reached, several changes of one entry become one, from the
 * first's state before to the last's after, with the last's reason; where that is not enough, all of them are dropped and a new snapshot is
 * taken. Either way the next call says how many were skipped, and applying what is told to the last snapshot gives what
 * is there.
 *
 * @param <T> what the registry looks up
 * @since 0.1
 */
@FunctionalInterface
public interface Watcher<T> {
    /**
     * Tells what is there: once, first of all, and again whenever too much was skipped.
     *
     * @param entries the entries watched, consistent for each key, not across keys; immutable
     * @param skipped how many changes this watcher was not told of since the last call, or since the watch began
     */
    default void snapshot(List<Entry<T>> entries, long skipped) {}

    /**
     * Tells of one change.
     *
     * @param change what became of which entry
     */
    void changed(Change<T> change);
}
