package io.rollcall.cluster;

import io.rollcall.registry.Name;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One watcher and what it is yet to be told; more than the bound becomes a new snapshot. Guarded by the member's lock. */
final class Watch {
    /** How many changes may wait to be told. */
    static final int BUFFER = 1024;

    private final Predicate<? super Name> which;
    /** The only one that is watched; null for all that the predicate covers. */
    private final @Nullable Name name;

    private final ClusterWatcher watcher;
    private final Queue<ClusterChange> waiting = new ArrayDeque<>();
    private boolean anew = true;
    private boolean queued;
    private volatile boolean over;

    Watch(Predicate<? super Name> which, ClusterWatcher watcher) {
        this.which = which;
        this.name = null;
        this.watcher = watcher;
    }

    Watch(Name name, ClusterWatcher watcher) {
        this.which = name::equals;
        this.name = name;
        this.watcher = watcher;
    }

    @Nullable Name name() {
        return name;
    }

    boolean covers(Name name) {
        return which.test(name);
    }

    void close() {
        over = true;
        waiting.clear();
    }

    /** Notes a change. */
    void add(ClusterChange change) {
        if (!anew && waiting.size() >= BUFFER) {
            waiting.clear();
            anew = true;
        }
        if (!anew) { // a snapshot that is yet to be taken has it
            waiting.add(change);
        }
    }

    /** Tells whether its telling must be queued, once until it was told. */
    boolean mustQueue() {
        boolean first = !queued;
        queued = true;
        return first;
    }

    private static List<Holding> found(Table table, Name name) {
        Holding holding = table.find(name);
        return holding == null ? List.of() : List.of(holding);
    }

    /** What there is to be told, with the lock held; to be run without. */
    Runnable take(Table table) {
        queued = false;
        List<Holding> snapshot = anew ? new ArrayList<>() : null;
        if (snapshot != null) {
            anew = false;
            Iterable<Holding> looked = name == null ? table.holdings() : found(table, name);
            for (Holding holding : looked) {
                if (which.test(holding.name())) {
                    snapshot.add(holding);
                }
            }
        }
        List<ClusterChange> changes = List.copyOf(waiting);
        waiting.clear();
        return () -> {
            if (snapshot != null && !over) {
                watcher.snapshot(List.copyOf(snapshot));
            }
            for (ClusterChange change : changes) {
                if (!over) {
                    watcher.changed(change);
                }
            }
        };
    }
}
