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
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;

/** Who waits for names and who watches them, on this node. Guarded by the member's lock. */
final class Watches {
    private final Member member;
    private final ScheduledExecutorService timer;
    private final List<Watch> watches = new ArrayList<>();
    private final Map<Name, List<CompletableFuture<Holding>>> awaits = new HashMap<>();

    Watches(Member member, ScheduledExecutorService timer) {
        this.member = member;
        this.timer = timer;
    }

    void changed(ClusterChange change) {
        for (Watch watch : watches) {
            if (watch.covers(change.key())) {
                watch.add(change);
                tell(watch);
            }
        }
        Holding holder = change.after();
        List<CompletableFuture<Holding>> waiting = holder == null ? null : awaits.remove(change.key());
        if (waiting != null) {
            waiting.forEach(each -> member.later(() -> each.complete(holder)));
        }
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
            watches.add(watch);
            tell(watch);
        });
        return () -> member.locked(() -> {
            watches.remove(watch);
            watch.close();
        });
    }

    CompletableFuture<Holding> await(Name name, Duration timeout, Predicate<? super Holding> seen) {
        CompletableFuture<Holding> waiter = new CompletableFuture<>();
        member.locked(() -> {
            Holding holding = member.find(name);
            if (holding != null && seen.test(holding)) {
                member.later(() -> waiter.complete(holding));
            } else {
                awaits.computeIfAbsent(name, any -> new ArrayList<>(1)).add(waiter);
            }
        });
        ScheduledFuture<?> late = timer.schedule(
                () -> member.locked(() -> member.later(() ->
                        waiter.completeExceptionally(new TimeoutException(name + " was not held within " + timeout)))),
                timeout.toNanos(),
                TimeUnit.NANOSECONDS);
        waiter.whenComplete((holding, error) -> {
            late.cancel(false);
            member.locked(() -> forget(name));
        });
        return waiter;
    }

    /** Forgets who waits no more. */
    private void forget(Name name) {
        List<CompletableFuture<Holding>> waiting = awaits.get(name);
        if (waiting != null && waiting.removeIf(CompletableFuture::isDone) && waiting.isEmpty()) {
            awaits.remove(name);
        }
    }

    /** Fails all who wait. */
    void close(String why) {
        awaits.values()
                .forEach(waiting -> waiting.forEach(
                        each -> member.later(() -> each.completeExceptionally(new ClusterClosedException(why)))));
        awaits.clear();
        watches.clear();
    }
}
