package io.rollcall.registry;

import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * What an owner's listener is yet to hear, in order. An owner without a listener has none of these, and one whose
 * listener never heard anything has no queue.
 */
final class OwnerEvents<T> {
    private final OwnerListener<T> listener;
    private final Callbacks callbacks;
    private final Executor executor;
    private @Nullable SerialQueue queue;

    OwnerEvents(OwnerListener<T> listener, Callbacks callbacks) {
        this.listener = listener;
        this.callbacks = callbacks;
        this.executor = callbacks.or(listener.executor());
    }

    /** Returns where the listener is told. */
    Executor executor() {
        return executor;
    }

    /** Notes that a name was taken. Call with the owner's lock held, which fixes the order. */
    void addDisplaced(Name name, Owner<T> by) {
        queue().add(() -> listener.displaced(name, by));
    }

    /** Notes that an entry was given to the owner. Call with the owner's lock held, which fixes the order. */
    void addGiven(Registration<T> registration, Owner<T> from) {
        queue().add(() -> listener.given(registration, from));
    }

    /** Tells that the owner has ended; call without a lock. */
    void tellEnded(LocalOwner<T> owner, Reason reason) {
        synchronized (owner) {
            queue().add(() -> listener.ended(owner, reason));
        }
        submit(owner);
    }

    /** Has the listener hear what was noted; call without a lock. */
    void submit(LocalOwner<T> owner) {
        SerialQueue noted;
        synchronized (owner) {
            noted = queue;
        }
        if (noted != null) {
            noted.submit();
        }
    }

    private SerialQueue queue() {
        SerialQueue noted = queue == null ? new SerialQueue(callbacks, executor) : queue;
        queue = noted;
        return noted;
    }
}
