package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.testing.ManualExecutor;
import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Whoever has stopped waiting is gone from the registry when its dependents run. */
@SuppressWarnings("FutureReturnValueIgnored") // what is seen is kept
class PromiseTest {
    private static final Name NAME = Name.of("alice");

    private final ManualTimer timer = new ManualTimer();
    private final Registry<String> registry =
            Registry.<String>builder().executor(Runnable::run).timer(timer).build();
    private final Owner<String> a = registry.join("a");
    private final Owner<String> b = registry.join("b");
    private final List<Object> seen = new ArrayList<>();

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(timer.pending()).isZero();
    }

    /** Looks, in a dependent, at the registry and the timer. */
    private CompletableFuture<Boolean> look(CompletableFuture<?> waiting) {
        return waiting.handle((had, error) -> {
            seen.add(registry.audit());
            seen.add(registry.census().waiting());
            seen.add(timer.pending());
            return true;
        });
    }

    private void assertNothingWasSeen() {
        assertThat(seen).containsExactly(List.of(), 0L, 0);
    }

    @Test
    void await_timeOver_isGoneForItsDependents() {
        look(registry.await(NAME, Duration.ofSeconds(1)));
        timer.advance(Duration.ofSeconds(1));
        assertNothingWasSeen();
    }

    @Test
    void await_timeOverWhileItsExecutorIsBusy_isGoneAtOnce() {
        ManualExecutor busy = new ManualExecutor();
        CompletableFuture<Entry<String>> await = registry.await(NAME, Duration.ofSeconds(1), busy);
        timer.advance(Duration.ofSeconds(1));
        assertThat(registry.census().waiting()).isZero();
        a.register(NAME);
        busy.runAll();
        assertThatThrownBy(await::join).hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    void await_timeOverAfterTheNameWasHeld_completesWithTheEntry() {
        ManualExecutor busy = new ManualExecutor();
        CompletableFuture<Entry<String>> await = registry.await(NAME, Duration.ofSeconds(1), busy);
        a.register(NAME);
        timer.advance(Duration.ofSeconds(1));
        busy.runAll();
        assertThat(await.join().subject()).isEqualTo("a");
    }

    @Test
    void await_cancelled_isGoneForItsDependents() {
        CompletableFuture<Entry<String>> await = registry.await(NAME, Duration.ofSeconds(1));
        look(await);
        assertThat(await.cancel(false)).isTrue();
        assertNothingWasSeen();
    }

    @Test
    void await_completedByItsUser_isGoneForItsDependents() {
        CompletableFuture<Entry<String>> await = registry.await(NAME);
        look(await);
        assertThat(await.completeExceptionally(new IllegalStateException("enough")))
                .isTrue();
        assertNothingWasSeen();
    }

    @Test
    void await_givenUpAsynchronously_leavesNothing() {
        CompletableFuture<Entry<String>> await = registry.await(NAME, Duration.ofSeconds(1));
        await.completeAsync(
                () -> {
                    throw new IllegalStateException("enough");
                },
                Runnable::run);
        assertThat(await).isCompletedExceptionally();
        assertThat(registry.census().waiting()).isZero();
    }

    @Test
    void registerWhenFree_cancelled_hasLeftTheLineForItsDependents() {
        a.register(NAME);
        CompletableFuture<Registration<String>> waiter = b.registerWhenFree(NAME);
        look(waiter);
        assertThat(waiter.cancel(false)).isTrue();
        assertNothingWasSeen();
    }

    @Test
    void registerWhenFree_timeOfItsUserOver_hasLeftTheLineForItsDependents() throws Exception {
        a.register(NAME);
        CompletableFuture<Registration<String>> waiter = b.registerWhenFree(NAME);
        CompletableFuture<Boolean> looked = look(waiter);
        waiter.orTimeout(1, TimeUnit.MILLISECONDS);
        assertThat(looked.get(20, TimeUnit.SECONDS)).isTrue();
        assertNothingWasSeen();
    }

    @Test
    void registerWhenFree_ownerEnded_hasLeftTheLineForItsDependents() {
        a.register(NAME);
        look(b.registerWhenFree(NAME));
        b.leave();
        assertThat(seen.get(1)).isEqualTo(0L);
    }
}
