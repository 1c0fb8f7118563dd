package io.rollcall.registry;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One watch: the snapshot and the changes that its watcher is yet to hear, in order and bounded. Guarded by its own lock,
 * the innermost of all.
 *
 * <p>A change is noted with its key's lock held, and so is what is there of a key when a snapshot is gathered. While one
 * is gathered over many keys, {@link #seen} tells which are in it: a change of a key that is not brings the key in, as it
 * is after the change, and only later ones are changes to tell.
 */
final class Watch<T> implements Subscription, Attachment {
    private static final int BUDGET = 256;

    private final Watches<T> watches;
    private final Scope scope;
    private final Watcher<T> watcher;
    private final Executor executor;
    private final int limit;
    private final @Nullable LocalOwner<T> watching;

    private final Queue<Change<T>> changes = new ArrayDeque<>();
    private @Nullable List<Entry<T>> snapshot;
    private @Nullable Set<Key> seen;
    private long skipped;
    /** Too much was skipped: a new snapshot has to be gathered. */
    private boolean stale;

    private boolean scheduled;
    /** Whether a thread is at it: what is handed over twice runs once. */
    private boolean running;

    private boolean closed;

    Watch(
            Watches<T> watches,
            Scope scope,
            Watcher<T> watcher,
            Executor executor,
            int limit,
            @Nullable LocalOwner<T> watching) {
        this.watches = watches;
        this.scope = scope;
        this.watcher = watcher;
        this.executor = executor;
        this.limit = limit;
        this.watching = watching;
    }

    Scope scope() {
        return scope;
    }

    Executor executor() {
        return executor;
    }

    synchronized boolean isClosed() {
        return closed;
    }

    /** Begins a new snapshot, which forgets all that was to be told. */
    synchronized void beginSnapshot() {
        skipped += ofEntries(changes);
        changes.clear();
        snapshot = new ArrayList<>();
        seen = new HashSet<>();
        stale = false;
    }

    /** Takes in what is there of a key, unless it is in already. Call with the key's lock held. */
    synchronized void include(Key key, Supplier<List<Entry<T>>> present) {
        if (seen != null && snapshot != null && seen.add(key)) {
            snapshot.addAll(present.get());
        }
    }

    /** Ends the snapshot; true if it is to be submitted now. */
    synchronized boolean endSnapshot() {
        seen = null;
        return schedule();
    }

    /** Notes what changed of a key at once. Call with its lock held, after the changes; true if it is to be submitted without it. */
    synchronized boolean note(Key key, List<Change<T>> noted, Supplier<List<Entry<T>>> present) {
        if (isOver()) {
            return false;
        }
        if (seen != null && !seen.contains(key)) {
            include(key, present);
            return false;
        }
        if (stale) {
            skipped += ofEntries(noted);
            return seen == null && schedule(); // which an executor may have refused before
        }
        changes.addAll(noted);
        if (changes.size() > limit) {
            makeRoom();
        }
        return seen == null && schedule();
    }

    private boolean schedule() {
        boolean first = !scheduled && !closed;
        scheduled = true;
        return first;
    }

    /** Makes one of all changes of each entry, or gives them up for a new snapshot if that makes too little room. */
    private void makeRoom() {
        coalesce();
        if (changes.size() > Math.max(1, limit / 2)) {
            skipped += ofEntries(changes);
            changes.clear();
            stale = true;
        }
    }

    /** Counts changes of entries: that a key became empty is told besides, and is nothing that could be missed. */
    private static <T> long ofEntries(Collection<Change<T>> some) {
        return some.stream()
                .filter(change -> change.kind() != Change.Kind.EMPTY)
                .count();
    }

    @Override
    public synchronized void coalesce() {
        List<Change<T>> merged = Coalesced.all(changes);
        skipped += ofEntries(changes) - ofEntries(merged);
        changes.clear();
        changes.addAll(merged);
    }

    /** Tells what there is to tell, some at a time; harmless when done twice, or by two at once. */
    void run() {
        if (!begin()) {
            return;
        }
        for (int told = 0; told < BUDGET; told++) {
            if (isStale()) {
                watches.gather(this);
            }
            if (!tellNext()) {
                return;
            }
        }
        end();
        watches.submit(this);
    }

    private synchronized boolean begin() {
        boolean first = !running;
        running = true;
        return first;
    }

    private synchronized void end() {
        running = false;
    }

    private synchronized boolean isStale() {
        return stale && !isOver() && snapshot == null;
    }

    private boolean tellNext() {
        List<Entry<T>> present;
        Change<T> change = null;
        long missed;
        synchronized (this) {
            present = isOver() || seen != null ? null : snapshot;
            if (present == null) {
                change = isOver() || seen != null ? null : changes.poll();
                if (change == null && stale && !isOver()) {
                    return true; // it became so a moment ago, and nobody else would gather it
                }
                if (change == null) {
                    scheduled = false;
                    running = false;
                    return false;
                }
            }
            snapshot = null;
            missed = skipped;
            skipped = 0;
        }
        tell(present, change, missed);
        return true;
    }

    private void tell(@Nullable List<Entry<T>> present, @Nullable Change<T> change, long missed) {
        watches.callbacks().run(() -> {
            if (present != null) {
                watcher.snapshot(List.copyOf(present), missed);
            } else if (change != null) {
                watcher.changed(change.afterSkipping(missed));
            }
        });
    }

    /** Notes that the executor refused: what is to be told waits for the next change. */
    synchronized void refused() {
        scheduled = false;
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            changes.clear();
            snapshot = null;
        }
        watches.remove(this);
        if (watching != null) {
            watching.detach(this, Quota.Kind.WATCHES);
        }
    }

    /** Has it end with the owner in whose name it is, if there is one. */
    void attach() {
        if (watching != null) {
            watching.attach(this, Quota.Kind.WATCHES);
        }
    }

    /** Tells whether it has nothing more to tell: from the instant at which its owner ends, whoever closes it when. */
    @Override
    public boolean isOver() {
        return isClosed() || (watching != null && watching.hasEnded());
    }

    @Override
    public void ownerEnded(RuntimeException why) {
        close();
    }
}
