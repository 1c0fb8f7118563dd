package io.rollcall.benchmarks.cluster;

import io.rollcall.benchmarks.cluster.Claimer.Claimed;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Claims of one node, so many under way at once at most. Claims are made by one thread; what is counted, any may read. */
final class Flow {
    private static final int ANSWER_SECONDS = 30;
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(1);

    private final Claimer claimer;
    private final int window;
    private final Semaphore room;
    private final AtomicInteger granted = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();
    private final AtomicInteger unknown = new AtomicInteger();

    Flow(Claimer claimer, int window) {
        this.claimer = claimer;
        this.window = window;
        this.room = new Semaphore(window);
    }

    /** Makes a claim once there is room for it. */
    void claim(String name) throws InterruptedException {
        room.acquire();
        claimer.claim(name, claimed -> {
            switch (claimed) {
                case GRANTED -> granted.incrementAndGet();
                case TAKEN -> taken.incrementAndGet();
                case UNKNOWN -> unknown.incrementAndGet();
            }
            room.release();
        });
    }

    /** Waits for the answers, for so many seconds at most; tells how many never came. */
    int unanswered(int seconds) throws InterruptedException {
        if (room.tryAcquire(window, seconds, TimeUnit.SECONDS)) {
            return 0;
        }
        return window - room.drainPermits();
    }

    int granted() {
        return granted.get();
    }

    int taken() {
        return taken.get();
    }

    int unknown() {
        return unknown.get();
    }

    /** Claims many names; answers how many were granted, taken and of unknown outcome. */
    static Flow of(Claimer claimer, int window, String prefix, int count) throws InterruptedException {
        Flow flow = new Flow(claimer, window);
        for (int i = 0; i < count; i++) {
            flow.claim(prefix + i);
        }
        int missing = flow.unanswered(ANSWER_SECONDS);
        if (missing > 0) {
            throw new IllegalStateException(missing + " claims were never answered");
        }
        return flow;
    }

    /**
     * Claims one name after the other.
     *
     * @param visible tells whether the claim shows by the time at which it is confirmed
     * @return the median time until a claim was confirmed and seen, in milliseconds
     */
    static double alone(Claimer claimer, String prefix, int count, Predicate<String> visible)
            throws InterruptedException, ExecutionException, TimeoutException {
        long[] nanos = new long[count];
        for (int i = 0; i < count; i++) {
            String name = prefix + i;
            long begun = System.nanoTime();
            Claimed claimed = once(claimer, name);
            boolean seen = visible.test(name);
            nanos[i] = System.nanoTime() - begun;
            if (claimed != Claimed.GRANTED || !seen) {
                throw new IllegalStateException(name + " was " + claimed + ", and visible: " + seen);
            }
        }
        Arrays.sort(nanos);
        return nanos[count / 2] / 1e6;
    }

    /** Claims other names until one is granted; answers how many it took. */
    static int next(Claimer claimer, String prefix) throws InterruptedException, ExecutionException, TimeoutException {
        int tries = 1;
        while (once(claimer, prefix + tries) != Claimed.GRANTED) {
            tries++;
            LockSupport.parkNanos(PAUSE); // or the search for a leader would have no processor
        }
        return tries;
    }

    private static Claimed once(Claimer claimer, String name)
            throws InterruptedException, ExecutionException, TimeoutException {
        CompletableFuture<Claimed> answer = new CompletableFuture<>();
        claimer.claim(name, answer::complete);
        return answer.get(ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public String toString() {
        return granted + " " + taken + " " + unknown;
    }
}
