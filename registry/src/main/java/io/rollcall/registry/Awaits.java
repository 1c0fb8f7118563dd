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

/** Who waits for names to be held. One who waits is a row under the name's lock, not a thread. */
final class Awaits<T> {
    private final LocalRegistry<T> registry;
    private final Names<T> names;
    private final ScheduledExecutorService timer;

    Awaits(LocalRegistry<T> registry, Names<T> names, ScheduledExecutorService timer) {
        this.registry = registry;
        this.names = names;
        this.timer = timer;
    }

    CompletableFuture<Entry<T>> await(Name name, @Nullable Duration timeout, Executor executor) {
        while (true) {
            NameRow<T> held = names.find(name);
            if (held != null) {
                return CompletableFuture.completedFuture(held.entry());
            }
            Await<T> await = new Await<>(name, new Promise<>(), executor);
            if (add(await)) {
                arm(await, timeout);
                return await.future();
            }
        }
    }

    private boolean add(Await<T> await) {
        synchronized (names.table.lock(await.name())) {
            registry.requireOpen(); // here, as the close takes this lock once more after it has begun
            if (names.table.get(await.name()) != null) {
                return false;
            }
            names.table.add(await);
            return true;
        }
    }

    /** Makes whatever completes the future, a cancel too, take the row and the timer away. */
    private void arm(Await<T> await, @Nullable Duration timeout) {
        ScheduledFuture<?> deadline = timeout == null ? null : schedule(await, timeout);
        await.future().onLeave(() -> {
            remove(await);
            if (deadline != null) {
                deadline.cancel(false);
            }
        });
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
        if (remove(await)) {
            fail(await, new TimeoutException("nobody held the name " + await.name() + " within " + timeout));
        }
    }

    void tell(List<Await<T>> told, NameRow<T> row) {
        for (Await<T> await : told) {
            Entry<T> entry = row.entry();
            registry.callbacks.complete(await.executor(), () -> await.future().complete(entry));
        }
    }

    /** Fails all who wait, when the registry closes. */
    void close() {
        names.table.passAllLocks();
        for (Name name : names.table.interests().keySet()) {
            List<Await<T>> taken;
            synchronized (names.table.lock(name)) {
                taken = names.table.takeAwaits(name);
            }
            for (Await<T> await : taken) {
                fail(await, new RegistryClosedException());
            }
        }
    }

    private void fail(Await<T> await, Exception why) {
        registry.callbacks.complete(await.executor(), () -> await.future().completeExceptionally(why));
    }
}
