package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Threads that call at random, on few keys, and what must be true when they are done: a sound audit, watchers that know
 * what is there, one notice for each monitor, nothing that waits for ever, and nothing left when all have gone.
 */
@Tag("stress")
@SuppressWarnings("FutureReturnValueIgnored") // all of them are kept by those who wait
class ConcurrentProgramTest {
    private static final int ROUNDS = 120;
    private static final int CALLS = 150;
    private static final int OWNERS = 5;
    private static final List<Name> NAMES = List.of(Name.of("n0"), Name.of("n1"), Name.of("m2"));
    private static final List<SharedKey> SHARED =
            List.of(Property.of("n0"), Property.of("p1"), Counter.of("n0"), Counter.of("c1"));
    private static final Limits FEW = new Limits(2, 2, 1, 2, 1);

    /** One registry, and all that was asked of it. */
    private static final class World {
        final List<Throwable> reported = new CopyOnWriteArrayList<>();
        final ManualTimer timer = new ManualTimer();
        final Registry<String> registry = Registry.<String>builder()
                .executor(Runnable::run)
                .maxEntries(1000, 1)
                .timer(timer)
                .reporter(reported::add)
                .build();
        final Map<Scope, Fold> folds = new HashMap<>();
        final List<Subscription> watches = new ArrayList<>();
        final List<Owner<String>> owners = new CopyOnWriteArrayList<>();
        final Queue<Owner<String>> all = new ConcurrentLinkedQueue<>();
        final Queue<Registration<String>> tokens = new ConcurrentLinkedQueue<>();
        final Queue<CompletableFuture<?>> futures = new ConcurrentLinkedQueue<>();
        final Queue<Subscription> eyes = new ConcurrentLinkedQueue<>();
        final Map<Owner<String>, AtomicInteger> downs = new ConcurrentHashMap<>();
        final int[] seeds;

        World(Random random) {
            seeds = random.ints(3).toArray();
            List<Scope> scopes = new ArrayList<>(List.of(Scope.all(), Scope.prefix("n"), Scope.prefix("")));
            NAMES.forEach(name -> scopes.add(Scope.of(name)));
            SHARED.forEach(key -> scopes.add(Scope.of(key)));
            for (Scope scope : scopes) {
                Fold fold = new Fold();
                folds.put(scope, fold);
                watches.add(registry.watch(scope, fold, null, 1 + random.nextInt(12)));
            }
            for (int i = 0; i < OWNERS; i++) {
                owners.add(join(i));
            }
        }

        Owner<String> join(int number) {
            Owner<String> owner = number % 2 == 0
                    ? registry.join("o" + number, null, FEW)
                    : registry.join("o" + number, new OwnerListener<>() {});
            downs.put(owner, new AtomicInteger());
            registry.monitor(owner, down -> downs.get(owner).incrementAndGet());
            all.add(owner);
            return owner;
        }

        /** Calls at random; only refusals that are documented are borne. */
        void run(int runner) {
            Random random = new Random(seeds[runner]);
            for (int i = 0; i < CALLS; i++) {
                try {
                    call(random);
                } catch (NameTakenException | OwnerEndedException | LimitExceededException refused) {
                    assertThat(refused.getMessage()).isNotBlank();
                } catch (IllegalStateException refused) {
                    assertThat(refused.getMessage()).containsAnyOf("already", "not held any more");
                }
            }
        }

        private <V> V any(Random random, List<V> of) {
            return of.get(random.nextInt(of.size()));
        }

        private void keep(Registration<String> token) {
            tokens.add(token);
            if (tokens.size() > 40) {
                tokens.poll();
            }
        }

        private void call(Random random) {
            int at = random.nextInt(OWNERS);
            Owner<String> owner = owners.get(at);
            if (owner.endReason().isPresent()) {
                owners.set(at, join(at));
            }
            Name name = any(random, NAMES);
            int value = random.nextInt(100);
            switch (random.nextInt(22)) {
                case 0 -> {
                    owner.leave();
                    owners.set(at, join(at));
                }
                case 1, 2 -> keep(owner.register(name, value));
                case 3 -> owner.tryRegister(name, value).registration().ifPresent(this::keep);
                case 4 -> keep(owner.takeOver(name, value, Displaced.KEEP).registration());
                case 5 -> keep(owner.takeOver(name, value, Displaced.END).registration());
                case 6, 7 -> {
                    CompletableFuture<Registration<String>> waiter = owner.registerWhenFree(name, value);
                    waiter.thenAccept(this::keep);
                    futures.add(waiter);
                }
                case 8 -> futures.add(owner.await(name, random.nextBoolean() ? Duration.ofSeconds(1) : null, null));
                case 9 ->
                    futures.add(registry.awaitFree(name, random.nextBoolean() ? Duration.ofSeconds(1) : null, null));
                case 10 -> owner.hide();
                case 11 -> owner.show();
                case 12, 13 -> keep(ensure(owner, any(random, SHARED), value));
                case 14 -> owner.registerAll(batch(random, value)).forEach(this::keep);
                case 15 -> eyes.add(owner.watch(Scope.all(), change -> {}, null, 1));
                case 16 -> eyes.add(owner.monitor(any(random, owners), down -> {}, null));
                case 17 -> timer.advance(Duration.ofMillis(300));
                case 18 -> drop();
                default -> onToken(random, value);
            }
        }

        private Registration<String> ensure(Owner<String> owner, SharedKey key, int value) {
            return key instanceof Counter counter
                    ? owner.register(counter, value)
                    : owner.register((Property) key, value);
        }

        private Map<Key, Object> batch(Random random, int value) {
            Map<Key, Object> keys = new LinkedHashMap<>();
            keys.put(any(random, NAMES), value);
            keys.put(any(random, NAMES), value);
            keys.put(any(random, SHARED), value);
            return keys;
        }

        private void drop() {
            CompletableFuture<?> future = futures.poll();
            if (future != null) {
                future.cancel(false);
            }
            Subscription eye = eyes.poll();
            if (eye != null) {
                eye.close();
            }
        }

        private void onToken(Random random, int value) {
            Registration<String> token = tokens.poll();
            if (token == null) {
                return;
            }
            switch (random.nextInt(5)) {
                case 0 -> token.unregister();
                case 1 -> token.setValue(value);
                case 2 -> token.update(old -> value);
                case 3 -> token.giveTo(any(random, owners)).ifPresent(this::keep);
                default -> {
                    tokens.add(token);
                    if (token instanceof CounterRegistration<String> counter) {
                        counter.add(value - 50);
                        counter.reset();
                    }
                }
            }
        }

        /** Judges what there is now, then has everybody leave, and judges what is left. */
        void judge() {
            assertThat(reported).isEmpty();
            assertThat(registry.audit()).isEmpty();
            expectFolds();
            all.forEach(Owner::leave);
            expectFolds();
            assertThat(downs.values()).allMatch(told -> told.get() == 1);
            futures.forEach(future -> future.cancel(false));
            assertThat(futures).allMatch(CompletableFuture::isDone);
            watches.forEach(Subscription::close);
            assertThat(registry.census()).isEqualTo(Census.EMPTY);
            assertThat(timer.pending()).isZero();
            registry.close();
            assertThat(registry.audit()).isEmpty();
            assertThat(reported).isEmpty();
        }

        private void expectFolds() {
            folds.forEach((scope, fold) -> {
                List<Entry<String>> there = new ArrayList<>();
                NAMES.stream()
                        .filter(scope::covers)
                        .forEach(name -> registry.entry(name).ifPresent(there::add));
                SHARED.stream().filter(scope::covers).forEach(key -> there.addAll(registry.entries(key)));
                assertThat(fold.entries()).as("what %s told", scope).isEqualTo(Fold.of(there));
            });
        }
    }

    @Test
    void registry_randomCallsOfTwoThreads_isSoundAfterwards() {
        new Race<>(ROUNDS, World::new).run(World::judge, world -> world.run(0), world -> world.run(1));
    }

    @Test
    void registry_randomCallsOfThreeThreads_isSoundAfterwards() {
        new Race<>(ROUNDS, World::new)
                .run(World::judge, world -> world.run(0), world -> world.run(1), world -> world.run(2));
    }
}
