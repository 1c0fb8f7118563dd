package io.rollcall.registry;

import java.util.List;
import java.util.Objects;

/** Passes on who holds a name, and not what they keep with it. Confined to the calls of its watch. */
final class Follower<T> implements Watcher<T> {
    private final Watcher<T> watcher;
    /** What was skipped before a change that is not passed on; the next one says so. */
    private long skipped;

    Follower(Watcher<T> watcher) {
        this.watcher = Objects.requireNonNull(watcher, "watcher");
    }

    @Override
    public void snapshot(List<Entry<T>> entries, long missed) {
        watcher.snapshot(entries, takeSkipped(missed));
    }

    @Override
    public void changed(Change<T> change) {
        if (change.kind() == Change.Kind.SET) {
            skipped += change.skipped();
        } else {
            watcher.changed(change.afterSkipping(takeSkipped(change.skipped())));
        }
    }

    private long takeSkipped(long missed) {
        long all = skipped + missed;
        skipped = 0;
        return all;
    }
}
