package io.rollcall.registry;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How names are started by a factory, of which one at a time runs for each name. Safe for any thread. */
final class Starts<T> {
    final StartTable<T> table;
    private final LocalRegistry<T> registry;
    private final ScheduledExecutorService timer;
    /** The factories that threads are inside of now. */
    private final Set<Call> calls = ConcurrentHashMap.newKeySet();

    /** A thread's call of a factory, to be known again from within. */
    private record Call(Thread thread, Name name) {}

    Starts(LocalRegistry<T> registry, ScheduledExecutorService timer) {
        this.registry = registry;
        this.timer = timer;
        this.table = new StartTable<>(registry);
    }

    CompletableFuture<Start<T>> startOrLocate(
            Name name,
            Function<? super Name, ? extends CompletionStage<? extends Owner<T>>> factory,
            Duration deadline) {
        Objects.requireNonNull(factory, "factory");
        if (deadline.isNegative() || deadline.isZero()) {
            throw new IllegalArgumentException("a deadline must be positive, given was " + deadline);
        }
        while (true) {
            NameRow<T> held = registry.names.find(Objects.requireNonNull(name, "name"));
            if (held != null) {
                return CompletableFuture.completedFuture(Start.located(held.entry()));
            }
            if (calls.contains(new Call(Thread.currentThread(), name))) {
                return CompletableFuture.failedFuture(
                        new IllegalStateException("the factory starts " + name + " again"));
            }
            Starting<T> mine = new Starting<>(name);
            Promise<Entry<T>> located = new Promise<>();
            Await<T> waiter = Await.held(registry.names.awaits(), name, registry.callbacks.or(null), located);
            Starting<T> standing = table.join(mine, waiter);
            if (standing != null) {
                return standing == mine ? start(mine, factory, deadline) : waitFor(standing, waiter, located, deadline);
            }
        }
    }

    private CompletableFuture<Start<T>> waitFor(
            Starting<T> starting, Await<T> waiter, Promise<Entry<T>> located, Duration deadline) {
        Promise<Start<T>> answer = new Promise<>();
        located.whenComplete((entry, failure) -> {
            if (failure == null) {
                answer.complete(Start.located(entry));
            } else {
                answer.completeExceptionally(failure);
            }
        });
        ScheduledFuture<?> timeout;
        try {
            timeout = schedule(() -> table.expire(starting, waiter, late(starting, deadline)), deadline);
        } catch (RuntimeException | Error refused) {
            table.remove(starting, waiter);
            throw refused;
        }
        answer.onLeave(() -> {
            table.remove(starting, waiter);
            timeout.cancel(false);
        });
        return answer;
    }

    private CompletableFuture<Start<T>> start(
            Starting<T> mine,
            Function<? super Name, ? extends CompletionStage<? extends Owner<T>>> factory,
            Duration deadline) {
        ScheduledFuture<?> timeout;
        try {
            timeout = schedule(() -> table.end(mine, () -> late(mine, deadline)), deadline);
        } catch (RuntimeException | Error refused) {
            table.end(mine, () -> refused);
            throw refused;
        }
        mine.answer.onLeave(() -> {
            table.abandon(mine);
            timeout.cancel(false);
        });
        try {
            call(mine.name, factory).whenComplete((product, failure) -> arrive(mine, product, failure));
        } catch (Throwable thrown) { // whatever it is: it belongs to all who wait
            table.end(mine, () -> thrown);
        }
        return mine.answer;
    }

    private ScheduledFuture<?> schedule(Runnable expiry, Duration deadline) {
        return timer.schedule(expiry, TimeUnit.MILLISECONDS.convert(deadline), TimeUnit.MILLISECONDS);
    }

    private static TimeoutException late(Starting<?> starting, Duration deadline) {
        return new TimeoutException("the start of the name " + starting.name + " took longer than " + deadline);
    }

    private <S extends CompletionStage<? extends Owner<T>>> S call(Name name, Function<? super Name, S> factory) {
        Call call = new Call(Thread.currentThread(), name);
        calls.add(call);
        try {
            return Objects.requireNonNull(factory.apply(name), "the factory answered null");
        } finally {
            calls.remove(call);
        }
    }

    private void arrive(Starting<T> starting, @Nullable Owner<T> product, @Nullable Throwable failure) {
        LocalOwner<T> own;
        try {
            if (failure != null) {
                throw failure;
            }
            own = registry.own(Objects.requireNonNull(product, "the factory's stage completed with null"));
        } catch (Throwable unfit) { // whatever it is: it belongs to all who wait
            table.end(starting, () -> cause(unfit));
            return;
        }
        if (table.land(starting)) {
            register(starting, own);
        } else {
            own.leave(Reason.LATE);
        }
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure.getCause();
        return failure instanceof CompletionException && cause != null ? cause : failure;
    }

    private void register(Starting<T> starting, LocalOwner<T> product) {
        Claim<T> claim;
        try {
            claim = product.tryRegister(starting.name);
        } catch (Throwable refused) { // whatever it is: it belongs to all who wait
            table.refuse(starting, refused);
            return;
        }
        table.finish(starting);
        boolean started = claim.entry().owner() == product; // though the factory may have registered it itself
        Start<T> start = new Start<>(claim.entry(), started, started ? Optional.empty() : Optional.of(product));
        table.complete(() -> {
            if (!starting.answer.complete(start) && !started) {
                product.leave(Reason.LATE); // its starter has given up meanwhile
            }
        });
    }
}
