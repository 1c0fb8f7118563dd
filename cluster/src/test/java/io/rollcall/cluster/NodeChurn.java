package io.rollcall.cluster;

import io.rollcall.registry.Name;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Load: claims names that nobody else wants and gives them up again, without end. */
final class NodeChurn {
    private static final long BACK_OFF = TimeUnit.MILLISECONDS.toNanos(10);

    private final ClusterOwner<String> owner;
    private final String run;
    private final AtomicLong granted = new AtomicLong();
    private final AtomicLong failed = new AtomicLong();
    /** When the last answer came; by the thread that answers come in. */
    private long last;

    private volatile long longest;
    private @Nullable Thread thread;
    private volatile boolean over;
    private volatile boolean refused;

    NodeChurn(ClusterOwner<String> owner, String run) {
        this.owner = owner;
        this.run = run;
    }

    /** Begins, with so many names under way at a time, each with a value of so many chars. */
    String start(int outstanding, int chars) {
        over = false;
        granted.set(0);
        failed.set(0);
        longest = 0;
        last = System.nanoTime();
        String value = "v".repeat(chars);
        thread = new Thread(() -> claim(outstanding, value), "churn");
        thread.start();
        return "churning";
    }

    private void claim(int outstanding, String value) {
        Semaphore room = new Semaphore(outstanding);
        for (long i = 0; !over; i++) {
            room.acquireUninterruptibly();
            owner.tryRegister(Name.of("churn-" + run + "-" + i % (4L * outstanding)), value)
                    .whenComplete((claim, failure) -> {
                        if (claim == null) {
                            failed.incrementAndGet();
                            refused = true;
                            room.release();
                        } else {
                            answered();
                            claim.registration().orElseThrow().unregister().whenComplete((done, late) -> {
                                answered();
                                room.release();
                            });
                        }
                    });
            if (refused) {
                refused = false;
                LockSupport.parkNanos(BACK_OFF);
            }
        }
        room.acquireUninterruptibly(outstanding);
    }

    private void answered() {
        granted.incrementAndGet();
        long now = System.nanoTime();
        longest = Math.max(longest, now - last);
        last = now;
    }

    /** Answers how many calls were answered, how many failed, and for how many milliseconds at most no answer came. */
    String end() throws InterruptedException {
        over = true;
        Objects.requireNonNull(thread).join();
        return granted + " " + failed + " " + TimeUnit.NANOSECONDS.toMillis(longest);
    }
}
