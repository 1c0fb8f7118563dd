package io.rollcall.registry;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Tells one watcher once that an owner ended. Submitting it twice is harmless: whoever is about to make a later holder
 * visible submits it without waiting for another thread that may be doing the same.
 */
final class Monitor<T> implements Subscription, Attachment {
    private final LocalOwner<T> owner;
    private final @Nullable LocalOwner<T> watching;
    private final Consumer<? super Down<T>> watcher;
    private final Executor executor;
    private final AtomicBoolean done = new AtomicBoolean();

    /** Makes a monitor of an owner, in the name of another if one is given. */
    Monitor(
            LocalOwner<T> owner,
            @Nullable LocalOwner<T> watching,
            Consumer<? super Down<T>> watcher,
            Executor executor) {
        this.owner = owner;
        this.watching = watching;
        this.watcher = watcher;
        this.executor = executor;
    }

    boolean isDone() {
        return done.get();
    }

    void submit() {
        boolean accepted = owner.registry.callbacks.execute(executor, () -> {
            if (done.compareAndSet(false, true)) {
                detach();
                watcher.accept(owner.departure.down());
            }
        });
        if (!accepted) {
            detach(); // nothing will be told, and nothing is to be counted
        }
    }

    @Override
    public void close() {
        if (done.compareAndSet(false, true)) {
            owner.departure.removeMonitor(this);
            detach();
        }
    }

    private void detach() {
        if (watching != null) {
            watching.detach(this, Quota.Kind.WATCHES);
        }
    }

    @Override
    public boolean isOver() {
        return isDone();
    }

    @Override
    public void ownerEnded(RuntimeException why) {
        if (owner != watching) { // an owner that monitors itself is told, by the notice that its end has queued
            close();
        }
    }
}
