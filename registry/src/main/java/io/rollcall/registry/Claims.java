package io.rollcall.registry;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Who has claimed, or waits for, a member of which shared key. A key has a line here only while there is somebody. */
final class Claims<T> {
    final LocalRegistry<T> registry;
    private final ScheduledExecutorService timer;
    private final Map<SharedKey, ClaimLine<T>> lines = new ConcurrentHashMap<>();

    Claims(LocalRegistry<T> registry, ScheduledExecutorService timer) {
        this.registry = registry;
        this.timer = timer;
    }

    CompletableFuture<Claimed<T>> claim(
            SharedKey key, Duration timeout, @Nullable LocalOwner<T> claimer, int maxWaiting) {
        LocalRegistry.requirePositive(timeout);
        while (true) {
            ClaimLine<T> line = lines.computeIfAbsent(key, each -> new ClaimLine<>(this, each));
            LocalClaim<T> claim = new LocalClaim<>(line, claimer);
            try {
                if (claimer != null) {
                    claimer.attach(claim, Quota.Kind.AWAITS);
                }
                switch (line.enter(claim, maxWaiting)) {
                    case GRANTED -> grantedAtOnce(claim);
                    case WAITING -> await(claim, timeout);
                    case FULL -> refuse(claim, new LimitExceededException("a pool's", "waiting claims", maxWaiting));
                    case RETIRED -> {
                        detach(claim);
                        continue;
                    }
                }
            } finally {
                line.dropIfIdle();
            }
            if (claimer != null && claimer.hasEnded()) { // perhaps before the claim was there to be ended with it
                line.end(claim, claimer.ending());
            }
            return claim.future;
        }
    }

    private void await(LocalClaim<T> claim, Duration timeout) {
        claim.future.onLeave(() -> claim.line.leave(claim));
        try {
            long millis = TimeUnit.MILLISECONDS.convert(timeout); // at most what a long holds
            String missed = "no member of " + claim.line.key + " was free within " + timeout;
            claim.expireWith(timer.schedule(
                    () -> claim.line.expire(claim, new TimeoutException(missed)), millis, TimeUnit.MILLISECONDS));
        } catch (RuntimeException | Error refused) {
            claim.future.completeExceptionally(refused);
            throw refused;
        }
        claim.line.watchMembers();
    }

    /** Has a granted claim end with its member, and completes it here, unless its claimer ended before it was made. */
    private void grantedAtOnce(LocalClaim<T> claim) {
        if (claim.claimer != null && claim.claimer.hasEnded()) {
            claim.release();
            refuse(claim, claim.claimer.ending());
            return;
        }
        watchMember(claim);
        claim.future.complete(claim);
    }

    /** Does the same on the executor, for one that has waited. */
    void grantedLater(LocalClaim<T> claim) {
        watchMember(claim);
        registry.callbacks.complete(registry.callbacks.or(null), () -> {
            if (!claim.future.complete(claim)) {
                claim.release();
            }
        });
    }

    private void watchMember(LocalClaim<T> claim) {
        claim.endWith(registry.monitorOrClosed(claim.member(), down -> claim.release()));
    }

    void refuse(LocalClaim<T> claim, Exception why) {
        detach(claim);
        registry.callbacks.complete(registry.callbacks.or(null), () -> claim.future.completeExceptionally(why));
    }

    void detach(LocalClaim<T> claim) {
        if (claim.claimer != null) {
            claim.claimer.detach(claim, Quota.Kind.AWAITS);
        }
    }

    void drop(ClaimLine<T> line) {
        lines.remove(line.key, line);
    }

    int claimed(SharedKey key) {
        ClaimLine<T> line = lines.get(key);
        return line == null ? 0 : line.claimed();
    }

    int waiting(SharedKey key) {
        ClaimLine<T> line = lines.get(key);
        return line == null ? 0 : line.waiting();
    }

    /** Fails all who wait, and forgets what is claimed, when the registry closes. */
    void close() {
        for (ClaimLine<T> line : lines.values()) {
            line.close();
        }
    }

    /** The table itself, for the census and the audit. */
    Map<SharedKey, ClaimLine<T>> table() {
        return lines;
    }
}
