package io.rollcall.registry;

import java.util.List;
import java.util.Objects;

/** Passes on who holds a name, and not what they keep with it. */
record Follower<T>(Watcher<T> watcher) implements Watcher<T> {
    Follower {
        Objects.requireNonNull(watcher, "watcher");
    }

    @Override
    public void snapshot(List<Entry<T>> entries, long skipped) {
        watcher.snapshot(entries, skipped);
    }

    @Override
    public void changed(Change<T> change) {
        if (change.kind() != Change.Kind.SET) {
            watcher.changed(change);
        }
    }
}
