package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What limits promise: at n, at n + 1, and after the refusal. Callbacks run in the call that causes them. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class LimitsContractTest {
    private static final Name NAME = Name.of("alice");
    private static final Name OTHER = Name.of("bob");
    private static final Name THIRD = Name.of("carol");
    private static final Property ROOM = Property.of("room");
    private static final Counter JOBS = Counter.of("jobs");
    private static final Limits TWO = new Limits(2, 2, 2, 2, 2);

    private final ManualTimer timer = new ManualTimer();
    private final Registry<String> registry = Registry.<String>builder()
            .executor(Runnable::run)
            .timer(timer)
            .reporter(error -> {})
            .build();
    private final Owner<String> free = registry.join("free");
    private final Owner<String> limited = registry.join("limited", null, TWO);

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(registry.census()).isEqualTo(Census.EMPTY);
    }

    private void expectRefused(String limit, ThrowingCallable call) {
        Census before = registry.census();
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(LimitExceededException.class, refused -> {
                    assertThat(refused.limit()).isEqualTo(limit);
                    assertThat(refused.value()).isEqualTo(2);
                })
                .hasMessage("an owner's " + limit + " are limited to 2");
        assertThat(registry.census()).isEqualTo(before);
        assertThat(registry.audit()).isEmpty();
    }

    @Test
    void names_atTheLimitBeyondAndAfterRelease() {
        Registration<String> first = limited.register(NAME);
        limited.register(OTHER);
        expectRefused("names", () -> limited.register(THIRD));
        expectRefused("names", () -> limited.tryRegister(THIRD));
        expectRefused("names", () -> limited.registerWhenFree(THIRD));
        expectRefused("names", () -> limited.takeOver(THIRD, Displaced.KEEP));
        expectRefused("names", () -> limited.takeOver(THIRD, Displaced.END));
        expectRefused("names", () -> limited.registerAll(Map.of(THIRD, 1)));
        assertThat(registry.find(THIRD)).isNull();
        first.unregister();
        assertThat(limited.register(THIRD).isHeld()).isTrue();
        expectRefused("names", () -> limited.register(NAME));
    }

    @Test
    void names_takenByAnother_areRefusedAsTakenAndNotCounted() {
        free.register(NAME);
        for (int i = 0; i < 5; i++) {
            assertThat(limited.tryRegister(NAME).granted()).isFalse();
            assertThatThrownBy(() -> limited.register(NAME)).isInstanceOf(NameTakenException.class);
        }
        limited.register(OTHER);
        limited.register(THIRD);
    }

    @Test
    void names_ofOneself_areRefusedAsTakenAndNotCounted() {
        limited.register(NAME);
        assertThat(limited.tryRegister(NAME).granted()).isFalse();
        assertThatThrownBy(() -> limited.registerWhenFree(NAME)).isInstanceOf(NameTakenException.class);
        assertThatThrownBy(() -> limited.takeOver(NAME, Displaced.END)).isInstanceOf(NameTakenException.class);
        assertThatThrownBy(() -> limited.takeOver(NAME, Displaced.KEEP)).isInstanceOf(NameTakenException.class);
        limited.register(OTHER);
        expectRefused("names", () -> limited.register(THIRD));
    }

    @Test
    void names_placesInLine_areCountedUntilLeft() {
        free.register(NAME);
        free.register(OTHER);
        CompletableFuture<Registration<String>> waiter = limited.registerWhenFree(NAME);
        limited.registerWhenFree(OTHER);
        expectRefused("names", () -> limited.register(THIRD));
        expectRefused("names", () -> limited.registerWhenFree(NAME));
        waiter.cancel(false);
        Registration<String> third = limited.register(THIRD);
        expectRefused("names", () -> limited.registerWhenFree(NAME));
        third.unregister();
        limited.registerWhenFree(NAME);
        assertThat(registry.census().waiting()).isEqualTo(2);
    }

    @Test
    void names_placeThatBecomesAName_isCountedOnce() {
        Registration<String> held = free.register(NAME);
        limited.registerWhenFree(NAME);
        held.unregister();
        limited.register(OTHER);
        expectRefused("names", () -> limited.register(THIRD));
        limited.registration(NAME).orElseThrow().unregister();
        limited.register(THIRD);
    }

    @Test
    void names_placeThatFailedItsDeadline_isCountedNoMore() {
        free.register(NAME);
        limited.registerWhenFree(NAME).completeExceptionally(new IllegalStateException("given up"));
        limited.registerWhenFree(NAME).complete(null);
        limited.register(OTHER);
        limited.register(THIRD);
    }

    @Test
    void names_takenOver_areCountedOnceAndReleasedByTheLoser() {
        Owner<String> other = registry.join("other", null, TWO);
        other.register(NAME);
        other.register(OTHER);
        limited.takeOver(NAME, Displaced.KEEP);
        other.register(THIRD);
        limited.takeOver(OTHER, Displaced.END);
        expectRefused("names", () -> limited.takeOver(THIRD, Displaced.END));
        limited.registration(NAME).orElseThrow().unregister();
        limited.takeOver(THIRD, Displaced.END);
        expectRefused("names", () -> limited.register(NAME));
    }

    @Test
    void names_takeOverBeyondTheLimit_leavesTheHolderAlive() {
        free.register(NAME);
        limited.register(OTHER);
        limited.register(THIRD);
        expectRefused("names", () -> limited.takeOver(NAME, Displaced.END));
        expectRefused("names", () -> limited.takeOver(NAME, Displaced.KEEP));
        assertThat(free.endReason()).isEmpty();
        assertThat(registry.find(NAME)).isEqualTo("free");
    }

    @Test
    void names_given_areCountedAndReleasedByTheGiver() {
        Owner<String> other = registry.join("other", null, TWO);
        Registration<String> name = limited.register(NAME);
        limited.register(OTHER);
        name.giveTo(other);
        limited.register(THIRD);
        other.register(Name.of("fourth"));
        expectRefused("names", () -> limited.registration(THIRD).orElseThrow().giveTo(other));
    }

    @Test
    void properties_atTheLimitBeyondAndAfterRelease() {
        Registration<String> first = limited.register(ROOM);
        limited.register(Property.of(2));
        limited.register(ROOM, "again");
        expectRefused("properties", () -> limited.register(Property.of(3)));
        expectRefused("properties", () -> limited.registerAll(Map.of(Property.of(3), 1)));
        assertThat(registry.count(Property.of(3))).isZero();
        limited.registerAll(Map.of(ROOM, 1, Property.of(2), 2));
        first.unregister();
        limited.register(Property.of(3));
        limited.hide();
        expectRefused("properties", () -> limited.register(ROOM));
    }

    @Test
    void counters_atTheLimitBeyondAndAfterRelease() {
        CounterRegistration<String> first = limited.register(JOBS, 1);
        limited.register(Counter.of(2));
        limited.register(JOBS, 7);
        expectRefused("counters", () -> limited.register(Counter.of(3)));
        first.unregister();
        limited.register(Counter.of(3));
        limited.register(ROOM);
        limited.register(NAME);
    }

    @Test
    void registerAll_beyondOneLimit_storesNothingOfAnyKind() {
        limited.register(JOBS, 1);
        expectRefused(
                "counters",
                () -> limited.registerAll(Map.of(NAME, 1, ROOM, 1, JOBS, 5, Counter.of(2), 1, Counter.of(3), 1)));
        assertThat(registry.total(JOBS)).isOne();
        assertThat(limited.registrations()).hasSize(1);
        limited.registerAll(Map.of(NAME, 1, ROOM, 1, JOBS, 5, Counter.of(2), 1));
        assertThat(registry.total(JOBS)).isEqualTo(5);
    }

    @Test
    void entries_ofAllOwners_atTheLimitBeyondAndAfterRelease() {
        try (Registry<String> small = Registry.<String>builder()
                .executor(Runnable::run)
                .maxEntries(3, 1)
                .build()) {
            Owner<String> a = small.join("a");
            Owner<String> b = small.join("b", null, TWO);
            a.register(Name.of("the first of a"));
            b.register(Name.of("the first of b"));
            Registration<String> name = a.register(NAME);
            b.register(ROOM);
            b.registerWhenFree(NAME);
            for (ThrowingCallable more : List.<ThrowingCallable>of(
                    () -> a.register(OTHER),
                    () -> a.tryRegister(OTHER),
                    () -> a.register(ROOM),
                    () -> a.register(JOBS),
                    () -> a.registerAll(Map.of(OTHER, 1, THIRD, 2)),
                    () -> b.registerAll(Map.of(JOBS, 1)),
                    () -> a.registerWhenFree(Name.of("the first of b")))) {
                Census before = small.census();
                assertThatThrownBy(more)
                        .isInstanceOfSatisfying(LimitExceededException.class, refused -> {
                            assertThat(refused.limit()).isEqualTo("entries");
                            assertThat(refused.value()).isEqualTo(3);
                        })
                        .hasMessage("all owners' entries are limited to 3");
                assertThat(small.census()).isEqualTo(before);
                assertThat(small.audit()).isEmpty();
            }
            small.join("c").register(OTHER); // its first

            name.unregister(); // and goes to b, whose place in line it was
            a.register(JOBS);
            assertThatThrownBy(() -> a.register(THIRD)).isInstanceOf(LimitExceededException.class);
            b.leave();
            a.registerAll(Map.of(THIRD, 1, ROOM, 2));
            assertThatThrownBy(() -> a.register(NAME)).isInstanceOf(LimitExceededException.class);
            assertThat(small.audit()).isEmpty();
        }
    }

    @Test
    void entries_handedOn_needNoRoom() {
        try (Registry<String> small = Registry.<String>builder()
                .executor(Runnable::run)
                .maxEntries(4, 1)
                .build()) {
            Owner<String> a = small.join("a");
            Owner<String> b = small.join("b");
            a.registerAll(Map.of(NAME, 1, OTHER, 1, ROOM, 1, JOBS, 1, THIRD, 1));
            a.registration(NAME).orElseThrow().giveTo(b); // its first, so there is room for one
            b.register(Property.of("last"));
            assertThatThrownBy(() -> b.register(Property.of("more"))).isInstanceOf(LimitExceededException.class);
            a.registration(ROOM).orElseThrow().giveTo(b);
            a.registration(JOBS).orElseThrow().giveTo(b);
            b.takeOver(THIRD, Displaced.KEEP);
            Owner<String> c = small.join("c");
            b.registration(NAME).orElseThrow().giveTo(c); // its first, again
            c.register(Property.of("more"));
            assertThatThrownBy(() -> c.register(JOBS)).isInstanceOf(LimitExceededException.class);
            assertThat(small.audit()).isEmpty();
        }
    }

    @Test
    void entries_outOfRange_isRefused() {
        assertThatThrownBy(() -> Registry.builder().maxEntries(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Registry.builder().maxEntries(1, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void watches_atTheLimitBeyondAndAfterRelease() {
        Subscription watch = limited.watch(Scope.all(), change -> {}, null, 1);
        Subscription monitor = limited.monitor(free, down -> {}, null);
        expectRefused("watches", () -> limited.watch(Scope.of(NAME), change -> {}, null, 1));
        expectRefused("watches", () -> limited.watch(Scope.of(ROOM), change -> {}, null, 1));
        expectRefused("watches", () -> limited.monitor(free, down -> {}, null));
        watch.close();
        watch.close();
        limited.watch(Scope.of(ROOM), change -> {}, null, 1);
        expectRefused("watches", () -> limited.monitor(free, down -> {}, null));
        monitor.close();
        monitor.close();
        limited.monitor(free, down -> {}, null);
        expectRefused("watches", () -> limited.monitor(free, down -> {}, null));
    }

    @Test
    void watches_monitorThatHasTold_isCountedNoMore() {
        limited.monitor(free, down -> {}, null);
        limited.monitor(free, down -> {}, null);
        free.leave();
        limited.monitor(free, down -> {}, null);
        limited.monitor(free, down -> {}, null);
        limited.watch(Scope.all(), change -> {}, null, 1);
        limited.watch(Scope.all(), change -> {}, null, 1);
    }

    @Test
    void watches_monitorWhoseNoticeWasRefused_isCountedNoMore() {
        limited.monitor(free, down -> {}, task -> {
            throw new RejectedExecutionException("full");
        });
        free.leave();
        limited.watch(Scope.all(), change -> {}, null, 1);
        limited.watch(Scope.all(), change -> {}, null, 1);
        expectRefused("watches", () -> limited.watch(Scope.all(), change -> {}, null, 1));
    }

    @Test
    void awaits_atTheLimitBeyondAndAfterRelease() {
        free.register(NAME);
        CompletableFuture<Entry<String>> held = limited.await(OTHER, null, null);
        CompletableFuture<Name> unheld = limited.awaitFree(NAME, null, null);
        expectRefused("awaits", () -> limited.await(OTHER, Duration.ofSeconds(1), null));
        expectRefused("awaits", () -> limited.awaitFree(NAME, Duration.ofSeconds(1), null));
        assertThat(timer.pending()).isZero();
        held.cancel(false);
        limited.await(OTHER, Duration.ofSeconds(1), null);
        expectRefused("awaits", () -> limited.await(OTHER, null, null));
        timer.advance(Duration.ofSeconds(1));
        limited.await(OTHER, null, null);
        free.leave();
        assertThat(unheld).isCompletedWithValue(NAME);
        CompletableFuture<Entry<String>> last = limited.await(NAME, null, null);
        expectRefused("awaits", () -> limited.await(OTHER, null, null));
        registry.join("x").register(NAME);
        assertThat(last).isCompleted();
        limited.await(THIRD, null, null);
    }

    @Test
    void awaits_answeredAtOnce_areNotCounted() {
        free.register(NAME);
        for (int i = 0; i < 5; i++) {
            assertThat(limited.await(NAME, null, null)).isCompleted();
            assertThat(limited.awaitFree(OTHER, null, null)).isCompleted();
        }
    }

    @Test
    void awaits_refusedByTheTimer_areCountedNoMore() {
        ScheduledThreadPoolExecutor shut = new ScheduledThreadPoolExecutor(1);
        shut.shutdown();
        Registry<String> other =
                Registry.<String>builder().executor(Runnable::run).timer(shut).build();
        Owner<String> owner = other.join("x", null, Limits.NONE.withAwaits(1));
        Duration second = Duration.ofSeconds(1);
        assertThatThrownBy(() -> owner.await(NAME, second, null)).isInstanceOf(RejectedExecutionException.class);
        assertThat(owner.await(NAME, null, null)).isNotDone();
        assertThat(other.audit()).isEmpty();
        other.close();
    }

    @Test
    void limits_none_refuseNothing() {
        for (int i = 0; i < 100; i++) {
            free.register(Name.of(i));
        }
        assertThat(registry.join("x", null, Limits.NONE).register(NAME).isHeld())
                .isTrue();
    }

    @Test
    void limits_negative_areRefusedWithTheirName() {
        assertThatThrownBy(() -> Limits.NONE.withNames(-1)).hasMessageContaining("names");
        assertThatThrownBy(() -> Limits.NONE.withProperties(-1)).hasMessageContaining("properties");
        assertThatThrownBy(() -> Limits.NONE.withCounters(-1)).hasMessageContaining("counters");
        assertThatThrownBy(() -> Limits.NONE.withWatches(-1)).hasMessageContaining("watches");
        assertThatThrownBy(() -> Limits.NONE.withAwaits(-1)).hasMessageContaining("awaits");
    }

    @Test
    void limits_withers_changeOnlyTheirOwn() {
        assertThat(TWO.withNames(9)).isEqualTo(new Limits(9, 2, 2, 2, 2));
        assertThat(TWO.withProperties(9)).isEqualTo(new Limits(2, 9, 2, 2, 2));
        assertThat(TWO.withCounters(9)).isEqualTo(new Limits(2, 2, 9, 2, 2));
        assertThat(TWO.withWatches(9)).isEqualTo(new Limits(2, 2, 2, 9, 2));
        assertThat(TWO.withAwaits(9)).isEqualTo(new Limits(2, 2, 2, 2, 9));
    }
}
