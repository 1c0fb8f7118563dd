package io.rollcall.registry;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Who waits for names to be held, or to be free. One who waits is a row under the name's lock, not a thread. */
final class Awaits<T> {
    private final LocalRegistry<T> registry;
    private final Names<T> names;
    private final ScheduledExecutorService timer;

    Awaits(LocalRegistry<T> registry, Names<T> names, ScheduledExecutorService timer) {
        this.registry = registry;
        this.names = names;
        this.timer = timer;
    }

    /** Waits for a name to be held; in an owner's name, if one is given. */
    CompletableFuture<Entry<T>> held(
            Name name, @Nullable Duration timeout, Executor executor, @Nullable LocalOwner<T> waiter) {
        while (true) {
            NameRow<T> held = names.find(name);
            if (held != null) {
                return CompletableFuture.completedFuture(held.entry());
            }
            Promise<Entry<T>> future = new Promise<>();
            if (enter(Await.held(this, name, executor, future), timeout, waiter)) {
                return future;
            }
        }
    }

    /** Waits for a name to be free; in an owner's name, if one is given. */
    CompletableFuture<Name> free(
            Name name, @Nullable Duration timeout, Executor executor, @Nullable LocalOwner<T> waiter) {
        while (true) {
            if (names.find(name) == null) {
                registry.requireOpen();
                return CompletableFuture.completedFuture(name);
            }
            Promise<Name> future = new Promise<>();
            if (enter(Await.free(this, name, executor, future), timeout, waiter)) {
                return future;
            }
        }
    }

    private boolean enter(Await<T> await, @Nullable Duration timeout, @Nullable LocalOwner<T> waiter) {
        if (waiter != null) {
            waiter.attach(await, Quota.Kind.AWAITS);
        }
        boolean entered = false;
        try {
            if (add(await)) {
                arm(await, timeout, waiter);
                entered = true;
            }
        } finally {
            if (!entered && waiter != null) {
                waiter.detach(await, Quota.Kind.AWAITS);
            }
        }
        return entered;
    }

    private boolean add(Await<T> await) {
        synchronized (names.table.lock(await.name())) {
            registry.requireOpen(); // here, as the close takes this lock once more after it has begun
            if (await.isForFree() == (names.table.get(await.name()) == null)) {
                return false; // it has come about already
            }
            names.table.add(await);
            return true;
        }
    }

    /** Makes whatever completes the future, a cancel too, take the row and the timer away. */
    private void arm(Await<T> await, @Nullable Duration timeout, @Nullable LocalOwner<T> waiter) {
        ScheduledFuture<?> deadline = timeout == null ? null : schedule(await, timeout);
        await.future().onLeave(() -> {
            remove(await);
            if (deadline != null) {
                deadline.cancel(false);
            }
            if (waiter != null) {
                waiter.detach(await, Quota.Kind.AWAITS);
            }
        });
        if (waiter != null && waiter.hasEnded()) { // perhaps before the row was there to be ended with it
            end(await, waiter.ending());
        }
    }

    /** Takes the row away; false if somebody has, who then completes the future. */
    private boolean remove(Await<T> await) {
        synchronized (names.table.lock(await.name())) {
            return names.table.remove(await);
        }
    }

    private ScheduledFuture<?> schedule(Await<T> await, Duration timeout) {
        try {
            long millis = TimeUnit.MILLISECONDS.convert(timeout); // at most what a long holds
            return timer.schedule(() -> expire(await, timeout), millis, TimeUnit.MILLISECONDS);
        } catch (RuntimeException | Error refused) {
            remove(await);
            throw refused;
        }
    }

    private void expire(Await<T> await, Duration timeout) {
        String missed = await.isForFree()
                ? "the name " + await.name() + " was not free"
                : "nobody held the name " + await.name();
        end(await, new TimeoutException(missed + " within " + timeout));
    }

    /** Has those who wait for a name to be held hear that it is. Call with its lock held; {@code tell} must follow. */
    void noteHeld(NameRow<T> row) {
        for (Await<T> await : names.table.takeAwaits(row.name)) {
            note(await, row.entry());
        }
    }

    /** Has those who wait for a name to be free hear that it is, as {@link #noteHeld} does. */
    void noteFree(Name name) {
        for (Await<T> await : names.table.takeFrees(name)) {
            note(await, null);
        }
    }

    private void note(Await<T> await, @Nullable Entry<T> entry) {
        registry.notices.add(() -> registry.callbacks.complete(await.executor(), () -> await.complete(entry)));
    }

    /** Fails one who waits, unless that is over already. */
    void end(Await<T> await, Exception why) {
        if (remove(await)) {
            fail(await, why);
        }
    }

    /** Fails all who wait, and forgets who watches a name, when the registry closes. */
    void close() {
        names.table.passAllLocks();
        for (Name name : names.table.interests().keySet()) {
            List<Await<T>> awaits;
            List<Await<T>> frees;
            synchronized (names.table.lock(name)) {
                awaits = names.table.takeAwaits(name);
                frees = names.table.takeFrees(name);
                names.table.removeWatches(name);
            }
            awaits.forEach(await -> fail(await, new RegistryClosedException()));
            frees.forEach(await -> fail(await, new RegistryClosedException()));
        }
    }

    private void fail(Await<T> await, Exception why) {
        registry.callbacks.complete(await.executor(), () -> await.future().completeExceptionally(why));
    }
}
