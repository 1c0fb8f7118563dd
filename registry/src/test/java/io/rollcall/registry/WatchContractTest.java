package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.testing.ManualExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What watchers are promised, one test each. Callbacks run in the call that causes them, unless said otherwise. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class WatchContractTest {
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");

    private final List<String> told = new ArrayList<>();
    private final ManualExecutor later = new ManualExecutor();
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

    /** Writes down what it is told, in words. */
    private final class Scribe implements Watcher<String> {
        @Override
        public void snapshot(List<Entry<String>> entries, long skipped) {
            told.add("there " + entries.stream().map(this::text).sorted().toList() + lost(skipped));
        }

        @Override
        public void changed(Change<String> change) {
            String text = change.kind() + " " + text(change.before()) + " " + text(change.after());
            told.add(text + " " + change.reason() + lost(change.skipped()));
        }

        private String lost(long skipped) {
            return skipped == 0 ? "" : " skipped " + skipped;
        }

        private String text(@Nullable Entry<String> entry) {
            return entry == null ? "-" : entry.subject() + "=" + entry.value();
        }
    }

    @Test
    void watch_name_tellsWhatIsThereAndThenEachChange() {
        Registration<String> held = a.register(NAME, 1);
        registry.watch(NAME, new Scribe());
        held.setValue(2);
        held.unregister();
        b.register(NAME);
        b.leave(Reason.of("eof"));
        assertThat(told)
                .containsExactly(
                        "there [a=1]",
                        "SET a=1 a=2 set",
                        "DOWN a=2 - dropped",
                        "UP - b=null registered",
                        "DOWN b=null - eof");
    }

    @Test
    void watch_nameThatMoves_isNeverToldOfAGap() {
        Registration<String> held = a.register(NAME, 1);
        registry.watch(NAME, new Scribe());
        Registration<String> given = held.giveTo(b).orElseThrow();
        a.registerWhenFree(NAME, 3);
        given.unregister();
        b.takeOver(NAME, 4, Displaced.KEEP);
        a.takeOver(NAME, 5, Displaced.END);
        assertThat(told)
                .containsExactly(
                        "there [a=1]",
                        "MOVED a=1 b=1 given",
                        "MOVED b=1 a=3 granted",
                        "MOVED a=3 b=4 taken",
                        "MOVED b=4 a=5 taken");
    }

    @Test
    void follow_name_hearsOfHoldersAndNotOfValues() {
        registry.follow(NAME, new Scribe());
        a.register(NAME, 1).setValue(2);
        a.leave();
        b.register(NAME);
        assertThat(told)
                .containsExactly("there []", "UP - a=1 registered", "DOWN a=2 - left", "UP - b=null registered");
    }

    @Test
    void watch_sharedKey_tellsJoinsLeavesValuesAndEmptiness() {
        registry.watch(ROOM, new Scribe());
        Registration<String> first = a.register(ROOM, 1);
        a.register(ROOM, 2);
        b.register(ROOM);
        first.unregister();
        b.leave();
        a.register(ROOM);
        assertThat(told)
                .containsExactly(
                        "there []",
                        "UP - a=1 registered",
                        "SET a=1 a=2 set",
                        "UP - b=null registered",
                        "DOWN a=2 - dropped",
                        "DOWN b=null - left",
                        "EMPTY - - left",
                        "UP - a=null registered");
    }

    @Test
    void watch_hiddenMember_isSeenToLeaveAndJoin() {
        a.register(ROOM, 1);
        registry.watch(ROOM, new Scribe());
        assertThat(a.hide()).isTrue();
        assertThat(a.hide()).isFalse();
        a.registration(ROOM).orElseThrow().setValue(2);
        assertThat(registry.count(ROOM)).isZero();
        assertThat(a.show()).isTrue();
        a.hide();
        a.leave();
        assertThat(told)
                .containsExactly(
                        "there [a=1]",
                        "DOWN a=1 - hidden",
                        "EMPTY - - hidden",
                        "UP - a=2 shown",
                        "DOWN a=2 - hidden",
                        "EMPTY - - hidden");
    }

    @Test
    void watch_prefix_takesInEachKindOfKeyThatStartsSo() {
        a.register(Name.of("user:1"));
        a.register(Property.of("user:2"));
        a.register(Name.of("other"));
        a.register(Name.of(7));
        Subscription watch = registry.watch(Scope.prefix("user:"), new Scribe(), null, 8);
        b.register(Counter.of("user:3"), 4);
        b.register(Name.of("else"));
        watch.close();
        b.register(Name.of("user:4"));
        assertThat(told).containsExactly("there [a=null, a=null]", "UP - b=4 registered");
    }

    @Test
    void watch_all_takesInEverything() {
        registry.watch(Scope.all(), new Scribe(), null, 8);
        a.register(NAME);
        a.leave();
        assertThat(told).containsExactly("there []", "UP - a=null registered", "DOWN a=null - left");
    }

    @Test
    void watch_slowWatcher_hearsOfSeveralChangesAsOne() {
        registry.watch(Scope.of(NAME), new Scribe(), later, 2);
        Registration<String> held = a.register(NAME, 1);
        held.setValue(2);
        held.setValue(3);
        held.setValue(4);
        later.runAll();
        assertThat(told).containsExactly("there [] skipped 2", "UP - a=3 set", "SET a=3 a=4 set");
    }

    @Test
    void watch_tooManyEntriesToMerge_getsANewSnapshot() {
        registry.watch(Scope.all(), new Scribe(), later, 2);
        later.runAll();
        a.register(Name.of(1));
        a.register(Name.of(2));
        a.register(Name.of(3));
        a.register(Name.of(4));
        later.runAll();
        a.register(Name.of(5));
        later.runAll();
        assertThat(told)
                .containsExactly(
                        "there []", "there [a=null, a=null, a=null, a=null] skipped 4", "UP - a=null registered");
    }

    @Test
    void watch_closed_isToldNothingMore() {
        Subscription watch = registry.watch(Scope.of(NAME), new Scribe(), later, 2);
        watch.close();
        a.register(NAME);
        later.runAll();
        assertThat(told).isEmpty();
        assertThat(registry.census().watches()).isZero();
    }

    @Test
    void watch_inAnOwnersName_endsWithIt() {
        a.watch(Scope.of(NAME), new Scribe(), null, 2);
        a.watch(Scope.of(ROOM), new Scribe(), null, 2);
        a.watch(Scope.all(), new Scribe(), null, 2);
        assertThat(registry.census().watches()).isEqualTo(3);
        a.leave();
        assertThat(registry.census().watches()).isZero();
        assertThatThrownBy(() -> a.watch(Scope.all(), new Scribe(), null, 2)).isInstanceOf(OwnerEndedException.class);
        assertThat(registry.census().watches()).isZero();
    }

    @Test
    void watch_closedRegistry_isRefusedAndLeavesNothing() {
        CompletableFuture<String> closed = new CompletableFuture<>();
        registry.watch(NAME, change -> closed.complete(change.reason().word()));
        a.register(ROOM);
        registry.close();
        assertThatThrownBy(() -> registry.watch(NAME, new Scribe())).isInstanceOf(RegistryClosedException.class);
        assertThatThrownBy(() -> registry.watch(ROOM, new Scribe())).isInstanceOf(RegistryClosedException.class);
        assertThatThrownBy(() -> registry.watch(Scope.all(), new Scribe(), null, 1))
                .isInstanceOf(RegistryClosedException.class);
    }
}
