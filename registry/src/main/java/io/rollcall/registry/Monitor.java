package io.rollcall.registry;

import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * Tells one watcher once that an owner ended. Submitting it twice is harmless: whoever is about to make a later holder
 * visible submits it without waiting for another thread that may be doing the same.
 */
final class Monitor<T> implements Subscription {
    private final LocalOwner<T> owner;
    private final Consumer<? super Down<T>> watcher;
    private final Executor executor;
    private final AtomicBoolean done = new AtomicBoolean();

    Monitor(LocalOwner<T> owner, Consumer<? super Down<T>> watcher, Executor executor) {
        this.owner = owner;
        this.watcher = watcher;
        this.executor = executor;
    }

    void submit(Down<T> down) {
        owner.registry.callbacks.execute(executor, () -> {
            if (done.compareAndSet(false, true)) {
                watcher.accept(down);
            }
        });
    }

    @Override
    public void close() {
        if (done.compareAndSet(false, true)) {
            owner.removeMonitor(this);
        }
    }
}
