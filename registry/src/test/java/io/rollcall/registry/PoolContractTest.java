package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What pools promise, one test each. Callbacks run in the call that causes them. */
class PoolContractTest {
    private static final Property WORKERS = Property.of("workers");
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final ManualTimer timer = new ManualTimer();
    private final Registry<String> registry =
            Registry.<String>builder().executor(Runnable::run).timer(timer).build();
    private final Pool<String> pool = registry.pool(WORKERS);

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(registry.census()).isEqualTo(Census.EMPTY);
        assertThat(timer.pending()).isZero();
    }

    private Owner<String> worker(String name) {
        Owner<String> owner = registry.join(name);
        owner.register(WORKERS);
        return owner;
    }

    private List<String> workers(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("w" + i);
            worker("w" + i);
        }
        return names;
    }

    @Nested
    class Picks {
        @Test
        void pick_nobodyThere_isEmpty() {
            assertThat(pool.next()).isEmpty();
            assertThat(pool.random()).isEmpty();
            assertThat(pool.leastLoaded(member -> 1)).isEmpty();
            assertThat(pool.pick("key")).isEmpty();
        }

        @Test
        void next_takesTurns() {
            List<String> names = workers(3);
            for (int round = 0; round < 3; round++) {
                for (String name : names) {
                    assertThat(pool.next()).contains(name);
                }
            }
        }

        @Test
        void next_memberGone_nobodyGetsTwoTurnsForIt() {
            worker("a");
            Owner<String> b = worker("b");
            worker("c");
            assertThat(pool.next()).contains("a");
            b.leave();
            assertThat(pool.next()).contains("c");
            assertThat(pool.next()).contains("a");
            assertThat(pool.next()).contains("c");
        }

        @Test
        void next_nobodyThere_keepsItsPlace() {
            assertThat(pool.next()).isEmpty();
            List<String> names = workers(2);
            assertThat(pool.next()).contains(names.get(0));
        }

        @Test
        void pools_ofOneKey_haveACursorEachAndShareTheClaims() {
            List<String> names = workers(2);
            Pool<String> other = registry.pool(WORKERS);
            assertThat(pool.next()).contains(names.get(0));
            assertThat(other.next()).contains(names.get(0));
            Claimed<String> mine = pool.claim(Duration.ofSeconds(1)).join();
            Claimed<String> theirs = other.claim(Duration.ofSeconds(1)).join();
            assertThat(mine.owner()).isNotSameAs(theirs.owner());
            assertThat(other.claimed()).isEqualTo(2);
            mine.release();
            theirs.release();
        }

        @Test
        void picks_hiddenMember_passItOver() {
            Owner<String> a = worker("a");
            worker("b");
            a.hide();
            for (int i = 0; i < 20; i++) {
                assertThat(pool.next()).contains("b");
                assertThat(pool.random()).contains("b");
                assertThat(pool.pick(i)).contains("b");
            }
            assertThat(pool.leastLoaded(String::hashCode)).contains("b");
        }

        @Test
        void random_givesEachItsShare() {
            workers(4);
            Map<String, Integer> picked = new HashMap<>();
            for (int i = 0; i < 4000; i++) {
                picked.merge(pool.random().orElseThrow(), 1, Integer::sum);
            }
            assertThat(picked).hasSize(4);
            assertThat(picked.values()).allSatisfy(times -> assertThat(times).isBetween(800, 1200));
        }

        @Test
        void leastLoaded_picksTheLeastAndTheOldestAmongEquals() {
            workers(3);
            assertThat(pool.leastLoaded(name -> name.equals("w1") ? 1 : 2)).contains("w1");
            assertThat(pool.leastLoaded(name -> 7)).contains("w0");
            assertThat(pool.leastLoaded(name -> name.equals("w2") ? Long.MIN_VALUE : 0))
                    .contains("w2");
        }

        @Test
        void pick_membersComeAndGo_movesOnlyTheirKeys() {
            workers(8);
            Map<Integer, String> before = new HashMap<>();
            for (int key = 0; key < 4000; key++) {
                before.put(key, pool.pick(key).orElseThrow());
            }
            Map<String, Integer> shares = new HashMap<>();
            before.values().forEach(name -> shares.merge(name, 1, Integer::sum));
            assertThat(shares.values())
                    .hasSize(8)
                    .allSatisfy(keys -> assertThat(keys).isBetween(350, 650));
            Owner<String> ninth = worker("w8");
            before.forEach(
                    (key, name) -> assertThat(pool.pick(key).orElseThrow()).isIn(name, "w8"));
            ninth.leave();
            before.forEach((key, name) -> assertThat(pool.pick(key)).contains(name));
        }
    }

    @Nested
    class Claims {
        private final List<String> told = new ArrayList<>();

        private CompletableFuture<Claimed<String>> claim(String who) {
            CompletableFuture<Claimed<String>> claim = pool.claim(SECOND);
            claim.whenComplete((claimed, error) -> told.add(who + " "
                    + (error == null ? claimed.subject() : error.getClass().getSimpleName())));
            return claim;
        }

        @Test
        void claim_freeMember_isAtOnceAndExclusive() {
            workers(2);
            Claimed<String> first = claim("1").join();
            Claimed<String> second = claim("2").join();
            assertThat(List.of(first.subject(), second.subject())).containsExactlyInAnyOrder("w0", "w1");
            assertThat(registry.pool(WORKERS).claim(SECOND)).isNotDone();
            assertThat(pool.claimed()).isEqualTo(2);
            assertThat(pool.waiting()).isOne();
        }

        @Test
        void release_servesTheLineInOrder() {
            worker("w");
            Claimed<String> held = claim("1").join();
            claim("2");
            claim("3");
            assertThat(told).containsExactly("1 w");
            assertThat(held.release()).isTrue();
            assertThat(held.release()).isFalse();
            assertThat(held.isHeld()).isFalse();
            assertThat(told).containsExactly("1 w", "2 w");
        }

        @Test
        void claim_nobodyThere_isServedWhenAMemberJoins() {
            claim("1");
            claim("2");
            worker("a");
            Owner<String> b = worker("b");
            assertThat(told).containsExactly("1 a", "2 b");
            claim("3");
            b.leave();
            assertThat(told).hasSize(2);
            worker("c");
            assertThat(told).containsExactly("1 a", "2 b", "3 c");
        }

        @Test
        void claim_memberEnds_isOver() {
            Owner<String> w = worker("w");
            Claimed<String> held = claim("1").join();
            w.leave();
            assertThat(held.isHeld()).isFalse();
            assertThat(pool.claimed()).isZero();
            assertThat(held.release()).isFalse();
        }

        @Test
        void claim_claimerEnds_isReleasedOrLeavesTheLine() {
            worker("w");
            Owner<String> holder = registry.join("holder");
            Owner<String> waiter = registry.join("waiter");
            Claimed<String> held = pool.claim(SECOND, holder).join();
            CompletableFuture<Claimed<String>> waiting = pool.claim(SECOND, waiter);
            claim("3");
            waiter.leave();
            assertThat(waiting).isCompletedExceptionally();
            holder.leave();
            assertThat(held.isHeld()).isFalse();
            assertThat(told).containsExactly("3 w");
            assertThatThrownBy(() -> pool.claim(SECOND, holder)).isInstanceOf(OwnerEndedException.class);
        }

        @Test
        void claim_timeOver_leavesNothing() {
            claim("1");
            timer.advance(Duration.ofMillis(999));
            assertThat(told).isEmpty();
            timer.advance(Duration.ofMillis(1));
            assertThat(told).containsExactly("1 " + TimeoutException.class.getSimpleName());
            assertThat(registry.census()).isEqualTo(Census.EMPTY);
        }

        @Test
        void claim_cancelled_leavesTheLine() {
            worker("w");
            Claimed<String> held = claim("1").join();
            CompletableFuture<Claimed<String>> second = claim("2");
            claim("3");
            second.cancel(false);
            held.release();
            assertThat(told).containsExactly("1 w", "2 CancellationException", "3 w");
        }

        @Test
        void claim_fullLine_isRefusedWithTheLimit() {
            Pool<String> small = registry.pool(WORKERS, 1);
            assertThat(small.claim(SECOND)).isNotDone();
            assertThatThrownBy(() -> small.claim(SECOND).join())
                    .hasCauseInstanceOf(LimitExceededException.class)
                    .hasMessageContaining("waiting claims are limited to 1");
            assertThat(small.waiting()).isOne();
        }

        @Test
        void claim_ownersLimit_isTheOneOfAwaits() {
            workers(2);
            Owner<String> limited = registry.join("l", null, Limits.NONE.withAwaits(1));
            Claimed<String> held = pool.claim(SECOND, limited).join();
            assertThatThrownBy(() -> pool.claim(SECOND, limited)).isInstanceOf(LimitExceededException.class);
            held.release();
            assertThat(pool.claim(SECOND, limited).join().isHeld()).isTrue();
        }

        @Test
        void claim_memberHidesOrUnregisters_staysClaimedAndIsClaimedNoMore() {
            Owner<String> w = worker("w");
            Claimed<String> held = claim("1").join();
            w.hide();
            assertThat(held.isHeld()).isTrue();
            held.release();
            claim("2");
            assertThat(told).containsExactly("1 w");
            w.show();
            assertThat(told).containsExactly("1 w", "2 w");
        }

        @Test
        void claim_registryClosed_failsAll() {
            worker("w");
            Claimed<String> held = claim("1").join();
            claim("2");
            registry.close();
            assertThat(held.isHeld()).isFalse();
            assertThat(told).containsExactly("1 w", "2 RegistryClosedException");
            assertThatThrownBy(() -> pool.claim(SECOND)).isInstanceOf(RegistryClosedException.class);
            assertThatThrownBy(pool::next).isInstanceOf(RegistryClosedException.class);
        }

        @Test
        void use_workDone_releasesInWhateverWay() {
            worker("w");
            assertThat(pool.use(SECOND, w -> CompletableFuture.completedFuture(w + "!"))
                            .join())
                    .isEqualTo("w!");
            assertThatThrownBy(() -> pool.use(SECOND, w -> CompletableFuture.failedFuture(new AssertionError("x")))
                            .join())
                    .hasMessageContaining("x");
            assertThatThrownBy(() -> pool.use(SECOND, w -> {
                                throw new IllegalStateException("y");
                            })
                            .join())
                    .hasMessageContaining("y");
            CompletableFuture<String> work = new CompletableFuture<>();
            CompletableFuture<String> used = pool.use(SECOND, w -> work);
            assertThat(pool.claimed()).isOne();
            work.complete("done");
            assertThat(used.join()).isEqualTo("done");
            assertThat(pool.claimed()).isZero();
        }

        @Test
        void use_cancelledWhileItWaits_leavesTheLine() {
            CompletableFuture<String> used = pool.use(SECOND, CompletableFuture::completedFuture);
            used.cancel(false);
            assertThat(pool.waiting()).isZero();
        }
    }

    @Test
    @Tag("stress")
    @Timeout(120)
    void claim_byManyThreads_isExclusiveAndNobodyIsForgotten() throws Exception {
        int rounds = "long".equals(System.getProperty("rollcall.stress")) ? 200_000 : 4_000;
        Registry<AtomicInteger> counted = Registry.create();
        Pool<AtomicInteger> claims = counted.pool(WORKERS);
        CountDownLatch done = new CountDownLatch(4);
        ExecutorService threads = Executors.newFixedThreadPool(5);
        AtomicInteger twice = new AtomicInteger();
        List<Future<?>> runs = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            runs.add(threads.submit(() -> {
                for (int i = 0; i < rounds; i++) {
                    try (Claimed<AtomicInteger> claimed =
                            claims.claim(Duration.ofSeconds(60)).get(60, TimeUnit.SECONDS)) {
                        twice.addAndGet(claimed.subject().getAndIncrement());
                        claimed.subject().decrementAndGet();
                    }
                }
                done.countDown();
                return null;
            }));
        }
        runs.add(threads.submit(() -> {
            while (done.getCount() > 0) { // members come and go, so that claims end with them and the line waits
                Owner<AtomicInteger> owner = counted.join(new AtomicInteger());
                owner.register(WORKERS);
                Optional<AtomicInteger> any = claims.next();
                assertThat(any).isPresent();
                owner.leave();
            }
        }));
        counted.join(new AtomicInteger()).register(WORKERS);
        counted.join(new AtomicInteger()).register(WORKERS);
        for (Future<?> run : runs) {
            run.get(120, TimeUnit.SECONDS);
        }
        threads.shutdown();
        assertThat(twice).hasValue(0);
        assertThat(counted.audit()).isEmpty();
        assertThat(claims.claimed()).isZero();
        assertThat(claims.waiting()).isZero();
        counted.close();
    }
}
