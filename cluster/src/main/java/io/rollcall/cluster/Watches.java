package io.rollcall.cluster;

import io.rollcall.registry.Name;
import io.rollcall.registry.Subscription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Who waits for names and who watches them, on this node. Guarded by the member's lock. */
final class Watches {
    private final Member member;
    private final List<Watch> watches = new ArrayList<>();
    /** Those of one name each. */
    private final Map<Name, List<Watch>> ofName = new HashMap<>();

    private final Waiters<Holding> held;
    private final Waiters<Void> free;

    Watches(Member member, ScheduledExecutorService timer) {
        this.member = member;
        this.held = new Waiters<>(member, timer, "held");
        this.free = new Waiters<>(member, timer, "free");
    }

    void changed(ClusterChange change) {
        for (Watch watch : watches) {
            if (watch.covers(change.key())) {
                tell(watch, change);
            }
        }
        ofName.getOrDefault(change.key(), List.of()).forEach(watch -> tell(watch, change));
        Holding holder = change.after();
        if (holder == null) {
            free.complete(change.key(), waiter -> waiter.complete(null));
        } else {
            held.complete(change.key(), waiter -> waiter.complete(holder));
        }
    }

    private void tell(Watch watch, ClusterChange change) {
        watch.add(change);
        tell(watch);
    }

    private void tell(Watch watch) {
        if (watch.mustQueue()) {
            member.later(() -> {
                Runnable telling;
                synchronized (member.lock()) {
                    telling = watch.take(member.table());
                }
                telling.run();
            });
        }
    }

    Subscription watch(Watch watch) {
        member.locked(() -> {
            like(watch).add(watch);
            tell(watch);
        });
        return () -> member.locked(() -> {
            like(watch).remove(watch);
            Name name = watch.name();
            if (name != null) {
                ofName.computeIfPresent(name, (any, left) -> left.isEmpty() ? null : left);
            }
            watch.close();
        });
    }

    private List<Watch> like(Watch watch) {
        Name name = watch.name();
        return name == null ? watches : ofName.computeIfAbsent(name, any -> new ArrayList<>(1));
    }

    CompletableFuture<Holding> await(Name name, @Nullable Duration timeout, Predicate<? super Holding> seen) {
        return held.open(name, timeout, () -> {
            Holding holding = member.find(name);
            return holding == null || !seen.test(holding) ? null : waiter -> waiter.complete(holding);
        });
    }

    CompletableFuture<Void> awaitFree(Name name, @Nullable Duration timeout) {
        return free.open(name, timeout, () -> member.find(name) == null ? waiter -> waiter.complete(null) : null);
    }

    /** Fails all who wait. */
    void close(String why) {
        held.close(why);
        free.close(why);
        watches.clear();
        ofName.clear();
    }
}
