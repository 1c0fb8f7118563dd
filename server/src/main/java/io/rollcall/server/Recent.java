package io.rollcall.server;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What others answer, asked for at most about once a second however many want it. While an answer is on its way the one
 * before is as good, unless it is older than three seconds. Safe for use by any thread that may wait.
 *
 * @param <T> what is answered
 */
final class Recent<T> {
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(900);
    private static final long OLD_NANOS = TimeUnit.SECONDS.toNanos(3);

    private final Supplier<CompletionStage<T>> question;
    private final Duration wait;
    private final LongSupplier nanoTime;
    private CompletableFuture<T> asked; // guarded by this
    private long askedNanos; // guarded by this
    private T known; // guarded by this
    private long knownNanos; // guarded by this

    /**
     * Asks nothing yet.
     *
     * @param question asks anew
     * @param nothing what is known before any answer
     * @param wait how long one who wants to know waits at most
     * @param nanoTime a clock
     */
    Recent(Supplier<CompletionStage<T>> question, T nothing, Duration wait, LongSupplier nanoTime) {
        this.question = question;
        this.wait = wait;
        this.nanoTime = nanoTime;
        this.asked = CompletableFuture.completedFuture(nothing);
        this.known = nothing;
        this.askedNanos = nanoTime.getAsLong() - OLD_NANOS;
        this.knownNanos = askedNanos;
    }

    /** Returns the newest answer; one that failed, or takes too long, changes nothing. */
    synchronized T get() {
        long now = nanoTime.getAsLong();
        long ago = now - askedNanos;
        if (ago >= OLD_NANOS || (ago >= FRESH_NANOS && asked.isDone())) {
            asked = question.get().toCompletableFuture();
            askedNanos = now;
        }
        try {
            boolean isOld = now - knownNanos >= OLD_NANOS;
            known = asked.get(isOld ? wait.toNanos() : 0, TimeUnit.NANOSECONDS);
            knownNanos = askedNanos;
        } catch (TimeoutException | ExecutionException notYet) {
            return known;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
        return known;
    }
}
