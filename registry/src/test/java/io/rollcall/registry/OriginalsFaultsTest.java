package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.testing.ManualTimer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Faults of gproc and of Elixir's Registry that are not here. Callbacks run in the call that causes them. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class OriginalsFaultsTest {
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");
    private static final Counter JOBS = Counter.of("jobs");

    private final List<String> told = new ArrayList<>();
    private final ManualTimer timer = new ManualTimer();
    private final Registry<String> registry =
            Registry.<String>builder().executor(Runnable::run).timer(timer).build();
    private final Owner<String> a = registry.join("a");
    private final Owner<String> b = registry.join("b");
    private final Owner<String> c = registry.join("c");

    @AfterEach
    void registry_afterEachTest_isSoundAndEndsEmpty() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(registry.audit()).isEmpty();
        assertThat(registry.census()).isEqualTo(Census.EMPTY);
    }

    @Test
    @DisplayName("14.1 unregistering several removes names of others")
    void unregister_afterOthersTookTheNames_removesNoneOfTheirs() {
        List<Registration<String>> mine = a.registerAll(Map.of(NAME, 1, Name.of("x"), 2));
        b.takeOver(NAME, Displaced.KEEP);
        mine.forEach(Registration::unregister);
        assertThat(registry.find(NAME)).isEqualTo("b");
        assertThat(registry.find(Name.of("x"))).isNull();
    }

    @Test
    @DisplayName("14.2 registering several does not count what unregistering them counts down")
    void registerAll_thenUnregisterAll_countsBothWays() {
        b.register(ROOM);
        List<Registration<String>> mine = a.registerAll(Map.of(ROOM, 1, Property.of("other"), 2));
        assertThat(registry.count(ROOM)).isEqualTo(2);
        mine.forEach(Registration::unregister);
        assertThat(registry.count(ROOM)).isOne();
        assertThat(registry.count(Property.of("other"))).isZero();
    }

    @Test
    @DisplayName("14.3 registering a total among several, or again, leaves it undefined")
    void total_afterABatchAndAnEnsure_isTheSum() {
        b.register(JOBS, 5);
        a.registerAll(Map.of(JOBS, 3, NAME, 1));
        assertThat(registry.total(JOBS)).isEqualTo(8);
        a.register(JOBS, 4);
        assertThat(registry.total(JOBS)).isEqualTo(9);
    }

    @Test
    @DisplayName("14.4 cancelling one of several waits")
    void cancel_oneOfSeveralWaits_endsThatOneAndLeavesNoRow() {
        CompletableFuture<Entry<String>> first = registry.await(NAME);
        CompletableFuture<Entry<String>> second = registry.await(NAME);
        CompletableFuture<Entry<String>> third = registry.await(NAME);
        second.thenAccept(entry -> told.add("second"));
        second.cancel(false);
        assertThat(registry.census().waiting()).isEqualTo(2);
        a.register(NAME);
        assertThat(first).isCompleted();
        assertThat(third).isCompleted();
        assertThat(told).isEmpty();
        assertThat(registry.census().waiting()).isZero();
    }

    @Test
    @DisplayName("14.5 ending one of two followers, also beside one who waits")
    void close_oneOfTwoFollowers_endsThatOneAndHarmsNobodyWhoWaits() {
        Subscription first = registry.follow(NAME, change -> told.add("first"));
        registry.follow(NAME, change -> told.add("second"));
        CompletableFuture<Entry<String>> waiting = registry.await(NAME);
        first.close();
        first.close();
        a.register(NAME, 1);
        assertThat(waiting).isCompleted();
        assertThat(told).containsExactly("second");
        assertThat(registry.entry(NAME).orElseThrow().value()).isEqualTo(1);
    }

    @Test
    @DisplayName("14.6 giving away drops monitors, the line and a counter's initial number")
    void giveTo_another_keepsWhoWatchesWhoWaitsAndTheNumbers() throws Exception {
        Registration<String> held = a.register(NAME, "value");
        CounterRegistration<String> jobs = a.register(JOBS, 5);
        jobs.add(2);
        registry.watch(NAME, change -> told.add("watch " + change.kind()));
        registry.follow(NAME, change -> told.add("follow " + change.kind()));
        CompletableFuture<Registration<String>> standby = c.registerWhenFree(NAME);
        assertThat(held.giveTo(b).orElseThrow().value()).isEqualTo("value");
        CounterRegistration<String> given =
                (CounterRegistration<String>) jobs.giveTo(b).orElseThrow();
        given.reset();
        assertThat(given.get()).isEqualTo(5);
        b.leave();
        assertThat(standby.get().isHeld()).isTrue();
        assertThat(told).containsExactlyInAnyOrder("watch MOVED", "follow MOVED", "watch MOVED", "follow MOVED");
    }

    @Test
    @DisplayName("14.7 followers are lost on unregister, on a give, and when several are registered")
    void follow_throughUnregisterGiveAndBatch_goesOn() {
        registry.follow(NAME, change -> told.add(change.kind() + " " + change.reason()));
        CompletableFuture<Entry<String>> waiting = registry.await(NAME);
        a.registerAll(Map.of(NAME, 1, ROOM, 2)).forEach(Registration::unregister);
        assertThat(waiting).isCompleted();
        b.register(NAME).giveTo(c);
        c.leave();
        a.register(NAME);
        assertThat(told)
                .containsExactly(
                        "UP registered", "DOWN dropped", "UP registered", "MOVED given", "DOWN left", "UP registered");
    }

    @Test
    @DisplayName("14.8 giving a property to oneself is refused")
    void giveTo_oneself_isHarmlessForEachKind() {
        for (Registration<String> held : a.registerAll(Map.of(NAME, 1, ROOM, 2, JOBS, 3))) {
            assertThat(held.giveTo(a)).containsSame(held);
            assertThat(held.isHeld()).isTrue();
        }
    }

    @Test
    @DisplayName("14.9 keys that are only awaited show up as entries")
    void await_andWatch_ofAFreeName_showNowhere() {
        registry.await(NAME);
        registry.watch(ROOM, change -> {});
        registry.watch(Scope.all(), new Scribe(told::add), null, 8);
        assertThat(told).containsExactly("there []");
        assertThat(registry.whereIs(NAME)).isEmpty();
        assertThat(registry.entry(NAME)).isEmpty();
        assertThat(registry.members(ROOM)).isEmpty();
        assertThat(registry.census().names()).isZero();
        assertThat(registry.census().properties()).isZero();
    }

    @Test
    @DisplayName("14.10 asking for what nobody registered fails")
    void lookUps_ofUnknownKeys_answerWithNothing() {
        assertThat(registry.members(Property.of("unknown"))).isEmpty();
        assertThat(registry.count(Counter.of("unknown"))).isZero();
        assertThat(registry.total(Counter.of("unknown"))).isZero();
        assertThat(registry.dispatch(Name.of("unknown"), to -> true)).isEqualTo(Dispatch.NOBODY);
        assertThat(registry.broadcast(Property.of("unknown"), to -> true)).isEqualTo(new Receipt(0, 0, 0));
        assertThat(a.registration(Property.of("unknown"))).isEmpty();
    }

    @Test
    @DisplayName("14.11 ending a subscription leaves its rows behind")
    void close_ofEachKindOfSubscription_leavesNoRow() {
        Census before = registry.census();
        List.of(
                        registry.watch(NAME, change -> {}),
                        registry.watch(ROOM, change -> {}),
                        registry.watch(Scope.prefix("a"), change -> {}, null, 1),
                        registry.follow(NAME, change -> {}),
                        registry.monitor(a, down -> told.add("down")))
                .forEach(Subscription::close);
        assertThat(registry.census()).isEqualTo(before);
        a.leave();
        assertThat(told).isEmpty();
    }

    @Test
    @DisplayName("14.12 ensuring one's own counter or property is refused")
    void register_again_isAnEnsureForBothSharedKinds() {
        assertThat(a.register(JOBS, 2)).isSameAs(a.register(JOBS, 3));
        assertThat(a.register(ROOM, 2)).isSameAs(a.register(ROOM, 3));
        assertThat(registry.total(JOBS)).isEqualTo(3);
        assertThat(registry.count(ROOM)).isOne();
    }

    @Test
    @DisplayName("14.13 some entries outlive a goodbye")
    void leave_withEntriesOfEachKind_takesThemAll() {
        a.registerAll(Map.of(NAME, 1, ROOM, 2, JOBS, 3));
        a.registration(ROOM).orElseThrow().giveTo(b);
        a.hide();
        a.leave();
        b.leave();
        c.leave();
        assertThat(registry.census()).isEqualTo(Census.EMPTY);
    }

    @Test
    @DisplayName("14.14 a call fails after a fixed time under load")
    void await_withoutATimeout_hasNoDeadline() {
        CompletableFuture<Entry<String>> waiting = registry.await(NAME);
        assertThat(timer.pending()).isZero();
        timer.advance(Duration.ofDays(365));
        assertThat(waiting).isNotDone();
        a.register(NAME);
        assertThat(waiting).isCompleted();
    }

    @Test
    @DisplayName("14.15 a lock is given to one who has stopped waiting, and waits have a fixed limit")
    void registerWhenFree_waiterThatGaveUp_isNeverGiven() throws Exception {
        Registration<String> lock = a.register(NAME);
        CompletableFuture<Registration<String>> timedOut = b.registerWhenFree(NAME);
        CompletableFuture<Registration<String>> patient = c.registerWhenFree(NAME);
        timer.advance(Duration.ofDays(1));
        assertThat(patient).isNotDone();
        timedOut.cancel(false);
        lock.unregister();
        assertThat(patient.get().isHeld()).isTrue();
        patient.get().unregister();
        assertThat(registry.find(NAME)).isNull();
        Registration<String> again = a.register(NAME);
        assertThatThrownBy(() -> a.registerWhenFree(NAME)).isInstanceOf(NameTakenException.class); // and no deadlock
        assertThat(again.isHeld()).isTrue();
    }

    @Test
    @Timeout(20) // linear: far below a second; a scan of all holders for each: minutes
    @DisplayName("14.16 leaving a key with many holders scans them all")
    void unregister_amongManyMembers_costsWhatTheFirstDid() {
        List<Registration<String>> held = new ArrayList<>();
        for (int i = 0; i < 100_000; i++) {
            held.add(registry.join("m").register(ROOM));
        }
        held.forEach(Registration::unregister);
        assertThat(registry.count(ROOM)).isZero();
        Map<Key, @Nullable Object> others = new LinkedHashMap<>();
        for (int i = 0; i < 100_000; i++) {
            others.put(Name.of(i), null);
        }
        a.registerAll(others);
        for (int i = 0; i < 100_000; i++) {
            assertThat(registry.find(Name.of(i)) == null).isFalse();
        }
    }

    @Test
    @DisplayName("14.17 each change sends the whole set to each subscriber")
    void watch_largeKey_isToldOfTheChangeAlone() {
        for (int i = 0; i < 100; i++) {
            registry.join("m" + i).register(ROOM);
        }
        List<Integer> snapshots = new ArrayList<>();
        registry.watch(ROOM, new Watcher<>() {
            @Override
            public void snapshot(List<Entry<String>> entries, long skipped) {
                snapshots.add(entries.size());
            }

            @Override
            public void changed(Change<String> change) {
                told.add(change.kind() + " " + change.to().subject());
            }
        });
        a.register(ROOM);
        b.register(ROOM);
        assertThat(snapshots).containsExactly(100);
        assertThat(told).containsExactly("UP a", "UP b");
    }
}
