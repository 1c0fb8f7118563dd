package io.rollcall.registry;

import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs rounds of a race: each round is set up, run by one thread per runner from one barrier, and judged. Runners start
 * a few random moments apart; the seed of these is in every failure and can be given as {@code rollcall.seed}.
 *
 * @param <S> the state of one round
 */
final class Race<S> {
    /** How much longer the long form of the stress tests is. */
    private static final int LONG = 50;

    private static final long DEADLINE_SECONDS = 120;
    private static final int MOST_SPIN_BITS = 10;

    private final int rounds;
    private final Function<Random, S> setUp;
    private final long seed = Long.getLong("rollcall.seed", System.nanoTime());

    Race(int rounds, Function<Random, S> setUp) {
        this.rounds = scaled(rounds);
        this.setUp = setUp;
    }

    Race(int rounds, Supplier<S> setUp) {
        this(rounds, random -> setUp.get());
    }

    static int scaled(int rounds) {
        return System.getProperty("rollcall.stress", "short").equals("long") ? rounds * LONG : rounds;
    }

    /** Runs all rounds; the judge is called after each, when no runner is under way. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    final void run(Consumer<? super S> judge, Consumer<? super S>... runners) {
        new Rounds(List.of(runners)).run(judge);
    }

    private final class Rounds {
        private final List<Consumer<? super S>> runners;
        private final CyclicBarrier barrier;
        private final AtomicInteger ready = new AtomicInteger();
        private final AtomicReference<Throwable> failure = new AtomicReference<>();
        private final int[] spins;
        private volatile S state;
        private volatile boolean over;

        private Rounds(List<Consumer<? super S>> runners) {
            this.runners = runners;
            this.barrier = new CyclicBarrier(runners.size() + 1);
            this.spins = new int[runners.size()];
        }

        private void run(Consumer<? super S> judge) {
            for (int i = 0; i < spins.length; i++) {
                int runner = i;
                Thread thread = new Thread(() -> runRounds(runner), "racer-" + i);
                thread.setDaemon(true);
                thread.start();
            }
            int round = 0;
            try {
                for (Random random = new Random(seed); round < rounds && failure.get() == null; round++) {
                    state = setUp.apply(random);
                    ready.set(0);
                    for (int i = 0; i < spins.length; i++) {
                        spins[i] = random.nextInt(1 << random.nextInt(MOST_SPIN_BITS)); // mostly few
                    }
                    meet(); // the start
                    meet(); // the end
                    if (failure.get() == null) {
                        judge.accept(state);
                    }
                }
            } catch (Throwable thrown) {
                failure.compareAndSet(null, thrown);
            }
            Throwable failed = failure.get();
            if (failed != null) {
                barrier.reset();
                throw new AssertionError("round " + round + ", -Drollcall.seed=" + seed + ": " + failed, failed);
            }
            over = true;
            meet();
        }

        @SuppressWarnings("ThreadPriorityCheck") // to yield is for the sake of few cores
        private void runRounds(int runner) {
            try {
                for (meet(); !over; meet()) {
                    ready.incrementAndGet();
                    while (ready.get() < spins.length) {
                        Thread.yield();
                    }
                    for (int i = 0; i < spins[runner]; i++) {
                        Thread.onSpinWait();
                    }
                    try {
                        runners.get(runner).accept(state);
                    } catch (Throwable thrown) {
                        failure.compareAndSet(null, thrown);
                    }
                    meet();
                }
            } catch (RuntimeException given) {
                failure.compareAndSet(null, given);
            }
        }

        private void meet() {
            try {
                barrier.await(DEADLINE_SECONDS, TimeUnit.SECONDS);
            } catch (InterruptedException | BrokenBarrierException | TimeoutException stuck) {
                throw new IllegalStateException("a runner is stuck or has died", stuck);
            }
        }
    }
}
