package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What registering several keys at once promises, one test each. Callbacks run in the call that causes them. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class BatchContractTest {
    private static final Name NAME = Name.of("alice");
    private static final Name OTHER = Name.of("bob");
    private static final Property ROOM = Property.of("room");
    private static final Counter JOBS = Counter.of("jobs");

    private final List<String> told = new ArrayList<>();
    private final Registry<String> registry =
            Registry.<String>builder().executor(Runnable::run).build();
    private final Owner<String> a = registry.join("a");
    private final Owner<String> b = registry.join("b");

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(registry.census()).isEqualTo(Census.EMPTY);
    }

    private static Map<Key, @Nullable Object> keys(@Nullable Object... keysAndValues) {
        Map<Key, @Nullable Object> keys = new LinkedHashMap<>();
        for (int i = 0; i < keysAndValues.length; i += 2) {
            keys.put((Key) Objects.requireNonNull(keysAndValues[i]), keysAndValues[i + 1]);
        }
        return keys;
    }

    /** Expects that a call fails, and that neither a look-up nor a watcher sees anything of it. */
    private void expectNothing(Class<? extends Throwable> type, Map<Key, @Nullable Object> keys) {
        Census before = registry.census();
        told.clear();
        Subscription watch = registry.watch(Scope.all(), change -> told.add(change.toString()), null, 8);
        List<Registration<String>> held = a.registrations();
        assertThatThrownBy(() -> a.registerAll(keys)).isInstanceOf(type);
        watch.close();
        assertThat(told).isEmpty();
        assertThat(registry.census()).isEqualTo(before);
        assertThat(a.registrations()).isEqualTo(held);
        assertThat(registry.audit()).isEmpty();
    }

    @Test
    void registerAll_mixedKinds_areAllHeldWithTheirValues() {
        List<Registration<String>> held = a.registerAll(keys(ROOM, "r", NAME, "n", JOBS, 4, OTHER, null));
        assertThat(held).extracting(Registration::key).containsExactly(ROOM, NAME, JOBS, OTHER);
        assertThat(held).extracting(Registration::value).containsExactly("r", "n", 4L, null);
        assertThat(held).allMatch(Registration::isHeld);
        assertThat(a.registrations()).containsExactlyElementsOf(held);
        assertThat(registry.find(NAME)).isEqualTo("a");
        assertThat(registry.members(ROOM)).containsExactly("a");
        assertThat(registry.total(JOBS)).isEqualTo(4);
        assertThat(((CounterRegistration<String>) held.get(2)).add(1)).isEqualTo(5);
        a.leave();
        assertThat(registry.census().names()).isZero();
    }

    @Test
    void registerAll_oneNameTakenByAnother_registersNone() {
        b.register(OTHER);
        expectNothing(NameTakenException.class, keys(ROOM, 1, NAME, 1, JOBS, 1, OTHER, 1));
        assertThatThrownBy(() -> a.registerAll(keys(NAME, 1, OTHER, 1)))
                .isInstanceOfSatisfying(NameTakenException.class, taken -> {
                    assertThat(taken.name()).isEqualTo(OTHER);
                    assertThat(taken.holder()).isSameAs(b);
                });
        assertThat(registry.find(NAME)).isNull();
    }

    @Test
    void registerAll_oneNameHeldByOneself_registersNone() {
        a.register(OTHER, "mine");
        expectNothing(NameTakenException.class, keys(NAME, 1, OTHER, 1, ROOM, 1));
        assertThat(a.registration(OTHER).orElseThrow().value()).isEqualTo("mine");
    }

    @Test
    void registerAll_nameOfAnEndedHolder_isGranted() {
        b.register(NAME);
        b.register(OTHER);
        registry.monitor(b, down -> a.registerAll(keys(NAME, 1, OTHER, 2)));
        b.leave();
        assertThat(registry.find(NAME)).isEqualTo("a");
        assertThat(registry.find(OTHER)).isEqualTo("a");
    }

    @Test
    void registerAll_nameOfAnEndedHolderWithALine_isTakenByTheLine() {
        Owner<String> c = registry.join("c");
        b.register(NAME);
        c.registerWhenFree(NAME);
        registry.monitor(b, down -> expectNothing(NameTakenException.class, keys(OTHER, 1, NAME, 1)));
        b.leave();
        assertThat(registry.find(NAME)).isEqualTo("c");
    }

    @Test
    void registerAll_sharedKeysHeldAlready_getTheNewValue() {
        Registration<String> room = a.register(ROOM, 1);
        CounterRegistration<String> jobs = a.register(JOBS, 1);
        jobs.add(10);
        assertThat(a.registerAll(keys(JOBS, 5, ROOM, 2, NAME, 3)).subList(0, 2)).containsExactly(jobs, room);
        assertThat(room.value()).isEqualTo(2);
        assertThat(registry.total(JOBS)).isEqualTo(5);
        jobs.add(1);
        jobs.reset();
        assertThat(jobs.get()).isEqualTo(5);
    }

    @Test
    void registerAll_watchers_hearOfEachKeyOnce() {
        a.register(ROOM, 1);
        registry.watch(Scope.all(), new Scribe(told::add), null, 8);
        a.registerAll(keys(ROOM, 2, NAME, 3, JOBS, 4, OTHER, 5));
        assertThat(told)
                .containsExactlyInAnyOrder(
                        "there [a=1]",
                        "SET a=1 a=2 set",
                        "UP - a=3 registered",
                        "UP - a=4 registered",
                        "UP - a=5 registered");
    }

    @Test
    void registerAll_awaits_areTold() {
        CompletableFuture<Entry<String>> first = registry.await(NAME);
        CompletableFuture<Entry<String>> second = registry.await(OTHER);
        a.registerAll(keys(NAME, 1, OTHER, 2));
        assertThat(first.join().value()).isEqualTo(1);
        assertThat(second.join().value()).isEqualTo(2);
    }

    @Test
    void registerAll_failing_leavesAwaitsWaiting() {
        b.register(OTHER);
        CompletableFuture<Entry<String>> waiting = registry.await(NAME);
        expectNothing(NameTakenException.class, keys(NAME, 1, OTHER, 2));
        assertThat(waiting).isNotDone();
    }

    @Test
    void registerAll_counterWithoutANumber_registersNone() {
        expectNothing(IllegalArgumentException.class, keys(NAME, 1, JOBS, "x"));
        expectNothing(IllegalArgumentException.class, keys(NAME, 1, JOBS, null));
        expectNothing(IllegalArgumentException.class, keys(NAME, 1, JOBS, 1.5));
    }

    @Test
    void registerAll_noKeys_registersNothing() {
        assertThat(a.registerAll(Map.of())).isEmpty();
        assertThat(a.registrations()).isEmpty();
    }

    @Test
    void registerAll_nullKey_registersNone() {
        Map<Key, @Nullable Object> keys = new HashMap<>(keys(NAME, 1, ROOM, 2));
        keys.put(null, 3);
        expectNothing(NullPointerException.class, keys);
    }

    @Test
    void registerAll_equalKeysOfAnOddMap_areOneKeyWithTheLastValue() {
        IdentityHashMap<Key, @Nullable Object> keys = new IdentityHashMap<>();
        keys.put(Name.of("x"), 1);
        keys.put(Name.of("x"), 1);
        keys.put(Name.of("y"), 1);
        registry.watch(Scope.all(), new Scribe(told::add), null, 8);
        assertThat(a.registerAll(keys)).hasSize(2);
        assertThat(told).containsExactly("there []", "UP - a=1 registered", "UP - a=1 registered");
        assertThat(a.registrations()).hasSize(2).allMatch(Registration::isHeld);
    }

    @Test
    void registerAll_endedOwner_isRefused() {
        a.leave();
        assertThatThrownBy(() -> a.registerAll(keys(NAME, 1))).isInstanceOf(OwnerEndedException.class);
        assertThatThrownBy(() -> a.registerAll(Map.of())).isInstanceOf(OwnerEndedException.class);
        registry.close();
        assertThatThrownBy(() -> b.registerAll(keys(NAME, 1))).isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void registerAll_manyNames_takesEachLockOnce() {
        Map<Key, @Nullable Object> keys = new LinkedHashMap<>();
        for (int i = 0; i < 2_000; i++) {
            keys.put(Name.of(i), i);
        }
        assertThat(a.registerAll(keys)).hasSize(2_000);
        assertThat(registry.census().names()).isEqualTo(2_000);
    }

    @Test
    void registerAll_answer_isImmutable() {
        List<Registration<String>> held = a.registerAll(keys(NAME, 1));
        assertThatThrownBy(held::clear).isInstanceOf(UnsupportedOperationException.class);
    }
}
