package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Calls that race with a start, over many rounds. Each test lists the outcomes that are permitted, with the reason.
 * Callbacks run in the call that causes them.
 */
@Tag("stress")
class StartRaceTest {
    private static final int ROUNDS = 1_000;
    private static final int STEPS = 20;
    private static final Name NAME = Name.of("alice");
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final List<Throwable> reported = new CopyOnWriteArrayList<>();

    /** A registry of its own, whose factories count how many of them run. */
    private final class Round {
        final ManualTimer timer = new ManualTimer();
        final Registry<String> registry = Registry.<String>builder()
                .executor(Runnable::run)
                .timer(timer)
                .reporter(reported::add)
                .build();
        final Owner<String> rival = registry.join("rival");
        final AtomicInteger made = new AtomicInteger();
        final List<Owner<String>> products = new CopyOnWriteArrayList<>();
        final List<CompletableFuture<Start<String>>> all = new CopyOnWriteArrayList<>();
        private final AtomicInteger running = new AtomicInteger();
        private final Map<String, CompletableFuture<Start<String>>> answers = new ConcurrentHashMap<>();

        CompletableFuture<Start<String>> start() {
            return registry.startOrLocate(NAME, name -> CompletableFuture.completedFuture(make()), DEADLINE);
        }

        void start(String who) {
            answers.put(who, start());
        }

        void start(String who, CompletableFuture<Owner<String>> stage) {
            answers.put(who, registry.startOrLocate(NAME, name -> stage, DEADLINE));
        }

        private Owner<String> make() {
            assertThat(running.incrementAndGet()).as("factories that run").isOne();
            Owner<String> product = registry.join("p" + made.incrementAndGet());
            products.add(product);
            Thread.onSpinWait();
            running.decrementAndGet();
            return product;
        }

        boolean called(String who) {
            return answers.containsKey(who);
        }

        /** What became of a call: whom it started, located or lost to, or how it failed. */
        String outcome(String who) {
            CompletableFuture<Start<String>> answer = answers.get(who);
            assertThat(answer).as(who).isDone();
            try {
                Start<String> start = answer.join();
                return (start.started() ? "started " : start.lost().isPresent() ? "lost to " : "located ")
                        + start.entry().subject();
            } catch (CancellationException cancelled) {
                return "cancelled";
            } catch (CompletionException failed) {
                return failed.getCause().getClass().getSimpleName();
            }
        }

        /** Expects a sound registry, closes it, and expects nothing left. */
        void end() {
            assertThat(registry.audit()).isEmpty();
            assertThat(registry.census().waiting()).isZero();
            assertThat(timer.pending()).isZero();
            registry.close();
            assertThat(registry.audit()).isEmpty();
            assertThat(registry.census()).isEqualTo(Census.EMPTY);
        }
    }

    @AfterEach
    void reporter_afterAllRounds_heardNothing() {
        assertThat(reported).isEmpty();
    }

    private Race<Round> race() {
        return new Race<>(ROUNDS, Round::new);
    }

    @Test
    void startOrLocate_manyAtOnce_startsOne() {
        race().run(
                        round -> {
                            List<String> outcomes = List.of(
                                    round.outcome("a"), round.outcome("b"), round.outcome("c"), round.outcome("d"));
                            assertThat(outcomes).containsOnlyOnce("started p1");
                            assertThat(outcomes).containsOnly("started p1", "located p1"); // nobody ends meanwhile
                            assertThat(round.made).hasValue(1);
                            round.end();
                        },
                        round -> round.start("a"),
                        round -> round.start("b"),
                        round -> round.start("c"),
                        round -> round.start("d"));
    }

    @Test
    void startOrLocate_whileProductsEnd_neverAnswersWithOneThatLeftBefore() {
        race().run(
                        round -> {
                            assertThat(round.all).hasSize(2 * STEPS).allMatch(CompletableFuture::isDone);
                            round.products.forEach(Owner::leave);
                            round.end();
                        },
                        StartRaceTest::startAndLeave,
                        StartRaceTest::startAndLeave);
    }

    private static void startAndLeave(Round round) {
        Set<Owner<String>> left = new HashSet<>();
        for (int i = 0; i < STEPS; i++) {
            CompletableFuture<Start<String>> answer = round.start();
            round.all.add(answer);
            if (answer.isDone()) { // else the other is at it
                Owner<String> holder = answer.join().entry().owner();
                assertThat(left).doesNotContain(holder);
                if (holder.leave()) {
                    left.add(holder);
                }
            }
        }
    }

    @Test
    void startOrLocate_racingAPlainRegister_neverHasTwoHolders() {
        race().run(
                        round -> {
                            // The rival came first, in between, or too late for the product.
                            assertThat(round.outcome("a") + ", " + round.outcome("b"))
                                    .isIn(
                                            "started p1, located p1",
                                            "located p1, started p1",
                                            "lost to rival, located rival",
                                            "located rival, lost to rival",
                                            "located rival, located rival");
                            String holder = round.registry.find(NAME);
                            assertThat(round.outcome("a")).endsWith(holder);
                            round.products.forEach(
                                    product -> assertThat(product.endReason()).isEmpty());
                            round.end();
                        },
                        round -> round.start("a"),
                        round -> round.start("b"),
                        round -> round.rival.tryRegister(NAME));
    }

    @Test
    void startOrLocate_racingARivalThatComesAndGoes_leavesNothing() {
        race().run(
                        round -> {
                            // Two factories one after the other, where the rival parted them: then one of two is lost.
                            List.of("a", "b")
                                    .forEach(who -> assertThat(round.outcome(who))
                                            .matches("(started|located) p[0-9]|(located|lost to) (rival|p[0-9])"));
                            assertThat(round.made.get()).isBetween(0, 2);
                            round.end();
                        },
                        round -> round.start("a"),
                        round -> round.start("b"),
                        round -> round.rival.tryRegister(NAME).registration().ifPresent(Registration::unregister));
    }

    @Test
    void startOrLocate_productComesAsAnotherJoins_tellsBoth() {
        Race<Product> race = new Race<>(ROUNDS, () -> new Product(this));
        race.run(
                product -> {
                    assertThat(product.round.outcome("a")).isEqualTo("started p");
                    assertThat(product.round.outcome("b")).isEqualTo("located p"); // as one who waits, or by look-up
                    product.round.end();
                },
                product -> product.stage.complete(product.owner),
                product -> product.round.start("b"));
    }

    @Test
    void startOrLocate_productComesAndEndsAsAnotherCalls_isStartedAnewOrLocated() {
        Race<Product> race = new Race<>(ROUNDS, () -> new Product(this));
        race.run(
                product -> {
                    assertThat(product.round.outcome("a")).isEqualTo("started p");
                    // Before the end, by look-up or by waiting; or after it, by a factory of its own.
                    assertThat(product.round.outcome("b")).isIn("located p", "started p1");
                    product.round.end();
                },
                product -> {
                    product.stage.complete(product.owner);
                    product.owner.leave();
                },
                product -> product.round.start("b"));
    }

    @Test
    void startOrLocate_failsAsAnotherJoins_tellsBothOrStartsAnew() {
        Race<Product> race = new Race<>(ROUNDS, () -> new Product(this));
        race.run(
                product -> {
                    assertThat(product.round.outcome("a")).isEqualTo("IllegalStateException");
                    // It waited for the one that failed; or came when that was over.
                    assertThat(product.round.outcome("b")).isIn("IllegalStateException", "started p1");
                    product.round.end();
                },
                product -> product.stage.completeExceptionally(new IllegalStateException("no")),
                product -> product.round.start("b"));
    }

    @Test
    void startOrLocate_productComesAtTheDeadline_isRegisteredOrEnded() {
        Race<Product> race = new Race<>(ROUNDS, () -> new Product(this));
        race.run(
                product -> {
                    Round round = product.round;
                    assertThat(round.outcome("a")).isIn("started p", TimeoutException.class.getSimpleName());
                    boolean started = round.outcome("a").equals("started p");
                    assertThat(round.registry.find(NAME)).isEqualTo(started ? "p" : null);
                    if (!started) { // nobody is there to take it back
                        assertThat(product.owner.endReason()).contains(Reason.LATE);
                    }
                    round.end();
                },
                product -> product.stage.complete(product.owner),
                product -> product.round.timer.advance(DEADLINE));
    }

    @Test
    void startOrLocate_productComesAsItsStarterCancels_isRegisteredOrEnded() {
        Race<Product> race = new Race<>(ROUNDS, () -> new Product(this));
        race.run(
                product -> {
                    // A cancel that comes after the product undoes nothing; before it, the product has no taker.
                    assertThat(product.round.outcome("a")).isIn("started p", "cancelled");
                    boolean held = "p".equals(product.round.registry.find(NAME));
                    assertThat(product.owner.endReason()).isEqualTo(Optional.ofNullable(held ? null : Reason.LATE));
                    if (!product.round.outcome("a").equals("cancelled")) {
                        assertThat(held).isTrue();
                    }
                    product.round.end();
                },
                product -> product.stage.complete(product.owner),
                product -> product.round.answers.get("a").cancel(false));
    }

    @Test
    void startOrLocate_racingTheClose_completesAndLeavesNothing() {
        Race<Product> race = new Race<>(ROUNDS, () -> new Product(this));
        race.run(
                product -> {
                    // Registered before the close ended it, ended first, or closed first.
                    assertThat(product.round.outcome("a")).isIn("started p", "RegistryClosedException");
                    if (product.round.called("b")) {
                        assertThat(product.round.outcome("b"))
                                .isIn("located p", "started p1", "RegistryClosedException");
                    }
                    product.round.end();
                },
                product -> product.stage.complete(product.owner),
                product -> {
                    try {
                        product.round.start("b");
                    } catch (RegistryClosedException closed) {
                        assertThat(product.round.called("b")).isFalse();
                    }
                },
                product -> product.round.registry.close());
    }

    /** A round in which one has started, and its product is about to come. */
    private static final class Product {
        final Round round;
        final CompletableFuture<Owner<String>> stage = new CompletableFuture<>();
        final Owner<String> owner;

        private Product(StartRaceTest test) {
            round = test.new Round();
            owner = round.registry.join("p");
            round.start("a", stage);
        }
    }
}
