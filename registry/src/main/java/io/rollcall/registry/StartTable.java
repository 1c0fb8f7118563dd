package io.rollcall.registry;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Which names are being started, and who waits for that. A row is written with its name's lock held, in one step with
 * the look at who holds the name; no factory, completion or registration runs under it.
 */
final class StartTable<T> {
    private final LocalRegistry<T> registry;
    private final NameTable<T> names;
    private final Map<Name, Starting<T>> rows = new ConcurrentHashMap<>();

    StartTable(LocalRegistry<T> registry) {
        this.registry = registry;
        this.names = registry.names.table;
    }

    /** All rows, for the census and the audit. */
    Map<Name, Starting<T>> rows() {
        return rows;
    }

    /** Puts a row for a name that is free, or waits for the one that stands; null if the name is held. */
    @Nullable Starting<T> join(Starting<T> mine, Await<T> waiter) {
        synchronized (names.lock(mine.name)) {
            registry.requireOpen(); // here, as the close takes this lock once more after it has begun
            if (names.get(mine.name) != null) {
                return null;
            }
            Starting<T> standing = rows.get(mine.name);
            if (standing == null || hasLanded(standing)) {
                rows.put(mine.name, mine);
                return mine;
            }
            standing.waiters.add(waiter);
            names.add(waiter);
            return standing;
        }
    }

    /** Tells whether the free name was held since the product came. Call with the name's lock held. */
    private boolean hasLanded(Starting<T> starting) {
        Await<T> landing = starting.landing;
        Interest<T> interest = names.interests().get(starting.name);
        return starting.decided && (landing == null || interest == null || !interest.awaits.contains(landing));
    }

    /** Claims a start for its product, about to be registered; false if it is over. */
    boolean land(Starting<T> starting) {
        synchronized (names.lock(starting.name)) {
            if (!starting.decide()) {
                return false;
            }
            if (names.get(starting.name) == null && !registry.isClosed()) {
                Await<T> landing = Await.held(registry.names.awaits(), starting.name, Runnable::run, new Promise<>());
                starting.landing = landing;
                names.add(landing);
            }
            return true;
        }
    }

    /** Takes away the row of a start whose product is registered, or lost: then the holder was told to the waiters. */
    void finish(Starting<T> starting) {
        synchronized (names.lock(starting.name)) {
            takeAway(starting);
        }
    }

    /** Takes away the row of a start whose product was refused, and fails all who wait. */
    void refuse(Starting<T> starting, Throwable why) {
        List<Await<T>> waiters;
        synchronized (names.lock(starting.name)) {
            waiters = takeAway(starting);
        }
        waiters.forEach(waiter -> fail(waiter, why));
        complete(() -> starting.answer.completeExceptionally(why));
    }

    /** Ends a start without a product and fails all who wait, unless it is over. */
    void end(Starting<T> starting, Supplier<? extends Throwable> why) {
        synchronized (names.lock(starting.name)) {
            if (!starting.decide()) {
                return;
            }
        }
        refuse(starting, why.get());
    }

    /** Ends a start whose starter has given up and fails the others, unless it is over. */
    void abandon(Starting<T> starting) {
        List<Await<T>> waiters;
        synchronized (names.lock(starting.name)) {
            if (!starting.decide()) {
                return;
            }
            waiters = takeAway(starting);
        }
        waiters.forEach(waiter -> fail(waiter, givenUp(starting)));
    }

    private static CancellationException givenUp(Starting<?> starting) {
        return new CancellationException("the start of the name " + starting.name + " was given up");
    }

    /** Takes a waiter's row away; false if somebody has, who then completes its future. */
    boolean remove(Starting<T> starting, Await<T> waiter) {
        synchronized (names.lock(starting.name)) {
            starting.waiters.remove(waiter);
            return names.remove(waiter);
        }
    }

    /** Fails a waiter, unless somebody has taken its row. */
    void expire(Starting<T> starting, Await<T> waiter, Throwable why) {
        if (remove(starting, waiter)) {
            fail(waiter, why);
        }
    }

    /** Fails all starts, when the registry closes; their waiters have been failed as all awaits are. */
    void close() {
        for (Starting<T> starting : rows.values()) {
            end(starting, RegistryClosedException::new);
        }
    }

    void complete(Runnable completion) {
        registry.callbacks.complete(registry.callbacks.or(null), completion);
    }

    private void fail(Await<T> waiter, Throwable why) {
        registry.callbacks.complete(waiter.executor(), () -> waiter.future().completeExceptionally(why));
    }

    /** Answers with those who are still to be told. Call with the name's lock held. */
    private List<Await<T>> takeAway(Starting<T> starting) {
        rows.remove(starting.name, starting);
        Await<T> landing = starting.landing;
        if (landing != null) {
            names.remove(landing);
        }
        List<Await<T>> left = new ArrayList<>();
        for (Await<T> waiter : starting.waiters) {
            if (names.remove(waiter)) {
                left.add(waiter);
            }
        }
        starting.waiters.clear();
        return left;
    }
}
