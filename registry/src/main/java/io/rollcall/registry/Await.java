package io.rollcall.registry;

import java.util.Objects;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Somebody who waits for a name to be held, or to be free; which of the two futures there is tells. */
final class Await<T> implements Attachment {
    private final Awaits<T> awaits;
    private final Name name;
    private final Executor executor;
    private final @Nullable Promise<Entry<T>> held;
    private final @Nullable Promise<Name> free;

    private Await(
            Awaits<T> awaits,
            Name name,
            Executor executor,
            @Nullable Promise<Entry<T>> held,
            @Nullable Promise<Name> free) {
        this.awaits = awaits;
        this.name = name;
        this.executor = executor;
        this.held = held;
        this.free = free;
    }

    static <T> Await<T> held(Awaits<T> awaits, Name name, Executor executor, Promise<Entry<T>> future) {
        return new Await<>(awaits, name, executor, future, null);
    }

    static <T> Await<T> free(Awaits<T> awaits, Name name, Executor executor, Promise<Name> future) {
        return new Await<>(awaits, name, executor, null, future);
    }

    Name name() {
        return name;
    }

    Executor executor() {
        return executor;
    }

    boolean isForFree() {
        return held == null;
    }

    /** What it was given to wait with. */
    Promise<?> future() {
        return held != null ? held : Objects.requireNonNull(free);
    }

    /** Completes it with what has come about. */
    void complete(@Nullable Entry<T> entry) {
        if (held != null && entry != null) {
            held.complete(entry);
        } else if (free != null) {
            free.complete(name);
        }
    }

    @Override
    public boolean isOver() {
        return future().isDone();
    }

    @Override
    public void ownerEnded(RuntimeException why) {
        awaits.end(this, why);
    }
}
