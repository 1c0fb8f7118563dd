package io.rollcall.registry;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/** A pool: it picks from the members' array as it is, and has claims looked after by {@link Claims}. */
final class LocalPool<T> implements Pool<T> {
    private final LocalRegistry<T> registry;
    private final SharedKey key;
    private final int maxWaiting;
    private final AtomicInteger cursor = new AtomicInteger();

    LocalPool(LocalRegistry<T> registry, SharedKey key, int maxWaiting) {
        this.registry = registry;
        this.key = key;
        this.maxWaiting = maxWaiting;
    }

    private Slots<T> slots() {
        registry.requireOpen();
        Members<T> members = registry.memberships.find(key);
        return members == null ? Slots.none() : members.slots();
    }

    @Override
    public Optional<T> next() {
        Slots<T> slots = slots();
        while (true) {
            int from = cursor.get();
            int slot = slots.next(from);
            if (slot < 0) {
                return Optional.empty();
            }
            MemberRow<T> row = slots.at(slot);
            if (row != null && cursor.compareAndSet(from, slot + 1)) { // else it is gone, or another took the turn
                return Optional.of(row.owner.subject());
            }
        }
    }

    @Override
    public Optional<T> random() {
        Slots<T> slots = slots();
        while (true) {
            int slot = slots.next(ThreadLocalRandom.current().nextInt(Math.max(1, slots.end())));
            if (slot < 0) {
                return Optional.empty();
            }
            MemberRow<T> row = slots.at(slot);
            if (row != null) {
                return Optional.of(row.owner.subject());
            }
        }
    }

    @Override
    public Optional<T> leastLoaded(ToLongFunction<? super T> load) {
        Objects.requireNonNull(load, "load");
        Best<T> best = new Best<>();
        slots().forEach(row -> best.offer(row, ~load.applyAsLong(row.owner.subject())));
        return best.subject();
    }

    @Override
    public Optional<T> pick(Object hashed) {
        long hash = mix(hashed.hashCode());
        Best<T> best = new Best<>();
        slots().forEach(row -> best.offer(row, mix(hash ^ row.owner.id())));
        return best.subject();
    }

    /** Spreads the bits of a number over all of it (the finalizer of splitmix64). */
    private static long mix(long number) {
        long mixed = (number ^ number >>> 30) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ mixed >>> 27) * 0x94d049bb133111ebL;
        return mixed ^ mixed >>> 31;
    }

    /** The member with the highest score so far; the oldest owner among equals. */
    private static final class Best<T> {
        private @Nullable LocalOwner<T> owner;
        private long score;

        void offer(MemberRow<T> row, long offered) {
            if (owner == null || offered > score || (offered == score && row.owner.id() < owner.id())) {
                owner = row.owner;
                score = offered;
            }
        }

        Optional<T> subject() {
            return owner == null ? Optional.empty() : Optional.of(owner.subject());
        }
    }

    @Override
    public CompletableFuture<Claimed<T>> claim(Duration timeout, @Nullable Owner<T> claimer) {
        return registry.claims.claim(key, timeout, claimer == null ? null : registry.own(claimer), maxWaiting);
    }

    @Override
    public <R> CompletableFuture<R> use(Duration timeout, Function<? super T, ? extends CompletionStage<R>> work) {
        Objects.requireNonNull(work, "work");
        CompletableFuture<Claimed<T>> claim = claim(timeout, null);
        CompletableFuture<R> result = new CompletableFuture<>();
        result.whenComplete((answer, error) -> claim.cancel(false)); // which does something only if it is cancelled
        claim.whenComplete((claimed, refused) -> {
            if (refused != null) {
                result.completeExceptionally(refused);
            } else {
                work(claimed, work, result);
            }
        });
        return result;
    }

    private static <T, R> void work(
            Claimed<T> claimed, Function<? super T, ? extends CompletionStage<R>> work, CompletableFuture<R> result) {
        try {
            work.apply(claimed.subject()).whenComplete((answer, error) -> {
                claimed.release();
                if (error != null) {
                    result.completeExceptionally(error);
                } else {
                    result.complete(answer);
                }
            });
        } catch (Throwable thrown) { // whatever it is: the member is free again, and who asked hears of it
            claimed.release();
            result.completeExceptionally(thrown);
        }
    }

    @Override
    public int claimed() {
        registry.requireOpen();
        return registry.claims.claimed(key);
    }

    @Override
    public int waiting() {
        registry.requireOpen();
        return registry.claims.waiting(key);
    }
}
