package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What hiding an owner promises, one test each. Callbacks run in the call that causes them. */
class HideContractTest {
    private static final Name NAME = Name.of("alice");
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

    @Test
    void hide_member_isAbsentFromEveryView() {
        a.register(ROOM);
        b.register(ROOM);
        a.hide();
        assertThat(registry.members(ROOM)).containsExactly("b");
        assertThat(registry.entries(ROOM)).extracting(Entry::subject).containsExactly("b");
        assertThat(registry.count(ROOM)).isOne();
        registry.forEach(ROOM, told::add);
        assertThat(told).containsExactly("b");
        assertThat(registry.broadcast(ROOM, to -> true)).isEqualTo(new Receipt(1, 0, 0));
    }

    @Test
    void hide_name_stays() {
        a.register(NAME);
        a.hide();
        assertThat(registry.find(NAME)).isEqualTo("a");
        assertThat(registry.dispatch(NAME, to -> true)).isEqualTo(Dispatch.DELIVERED);
        a.register(Name.of("more"));
        assertThat(registry.find(Name.of("more"))).isEqualTo("a");
    }

    @Test
    void hide_twice_isTrueOnce() {
        assertThat(a.show()).isFalse();
        assertThat(a.hide()).isTrue();
        assertThat(a.hide()).isFalse();
        assertThat(a.show()).isTrue();
        assertThat(a.show()).isFalse();
    }

    @Test
    void hide_ofSeveralEntries_tellsEachOnce() {
        a.register(ROOM, 1);
        a.register(JOBS, 2);
        b.register(ROOM, 3);
        registry.watch(Scope.all(), new Scribe(told::add), null, 8);
        a.hide();
        a.show();
        assertThat(told)
                .containsExactly(
                        "there [a=1, a=2, b=3]",
                        "DOWN a=1 - hidden",
                        "DOWN a=2 - hidden",
                        "EMPTY - - hidden",
                        "UP - a=1 shown",
                        "UP - a=2 shown");
    }

    @Test
    void register_whileHidden_isSeenWhenShown() {
        registry.watch(ROOM, new Scribe(told::add));
        a.hide();
        Registration<String> held = a.register(ROOM, 1);
        assertThat(held.isHeld()).isTrue();
        assertThat(a.registrations()).containsExactly(held);
        assertThat(registry.members(ROOM)).isEmpty();
        assertThat(registry.census().memberships()).isOne();
        assertThat(a.register(ROOM, 2)).isSameAs(held);
        a.show();
        assertThat(told).containsExactly("there []", "UP - a=2 shown");
        assertThat(registry.count(ROOM)).isOne();
    }

    @Test
    void registerAll_whileHidden_showsNamesAndHidesMemberships() {
        a.hide();
        a.registerAll(Map.of(NAME, 1, ROOM, 2, JOBS, 3));
        assertThat(registry.find(NAME)).isEqualTo("a");
        assertThat(registry.count(ROOM)).isZero();
        assertThat(registry.total(JOBS)).isEqualTo(3);
    }

    @Test
    void unregister_whileHidden_isSeenByNobody() {
        Registration<String> held = a.register(ROOM);
        a.hide();
        registry.watch(ROOM, new Scribe(told::add));
        assertThat(held.unregister()).isTrue();
        a.show();
        assertThat(told).containsExactly("there []");
        assertThat(registry.census().memberships()).isZero();
    }

    @Test
    void setValue_whileHidden_isToldToNobodyAndSeenWhenShown() {
        Registration<String> held = a.register(ROOM, 1);
        a.hide();
        registry.watch(ROOM, new Scribe(told::add));
        assertThat(held.setValue(2)).isTrue();
        assertThat(held.update(value -> (Integer) value + 1)).isTrue();
        a.show();
        assertThat(told).containsExactly("there []", "UP - a=3 shown");
    }

    @Test
    void add_whileHidden_movesTheTotal() {
        CounterRegistration<String> jobs = a.register(JOBS, 1);
        a.hide();
        registry.watch(JOBS, new Scribe(told::add));
        jobs.add(4);
        b.register(JOBS, 10);
        assertThat(registry.total(JOBS)).isEqualTo(15);
        a.show();
        assertThat(registry.total(JOBS)).isEqualTo(15);
        assertThat(told).containsExactly("there []", "UP - b=10 registered", "UP - a=5 shown");
    }

    @Test
    void leave_whileHidden_takesEverythingAlong() {
        a.register(ROOM);
        a.register(JOBS, 5);
        b.register(JOBS, 1);
        a.hide();
        registry.watch(JOBS, new Scribe(told::add));
        registry.monitor(a, down -> told.add("down with " + down.held().size()));
        a.leave();
        assertThat(registry.total(JOBS)).isOne();
        assertThat(told).containsExactly("there [b=1]", "down with 2");
        assertThat(registry.census().properties()).isZero();
    }

    @Test
    void hide_thenTheOtherMemberLeaves_isEmptyOnce() {
        a.register(ROOM);
        b.register(ROOM);
        registry.watch(ROOM, new Scribe(told::add));
        a.hide();
        b.leave();
        a.leave();
        assertThat(told)
                .containsExactly(
                        "there [a=null, b=null]", "DOWN a=null - hidden", "DOWN b=null - left", "EMPTY - - left");
    }

    @Test
    void hide_endedOwner_isRefused() {
        a.leave();
        assertThatThrownBy(a::hide).isInstanceOf(OwnerEndedException.class);
        assertThatThrownBy(a::show).isInstanceOf(OwnerEndedException.class);
        registry.close();
        assertThatThrownBy(b::hide).isInstanceOf(RegistryClosedException.class);
    }

    @Test
    void hide_withALine_theHeirIsServedAllTheSame() throws Exception {
        Registration<String> held = b.register(NAME);
        CompletableFuture<Registration<String>> waiter = a.registerWhenFree(NAME);
        a.hide();
        held.unregister();
        assertThat(waiter.get().isHeld()).isTrue();
        assertThat(registry.find(NAME)).isEqualTo("a");
    }

    @Test
    void hide_insideAVisit_visitsNobodyTwice() {
        List<Owner<String>> crowd = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            crowd.add(registry.join("m" + i));
            crowd.get(i).register(ROOM);
        }
        registry.forEach(ROOM, member -> {
            told.add(member);
            crowd.get(told.size() - 1).hide();
        });
        assertThat(told).hasSize(50).doesNotHaveDuplicates();
        assertThat(registry.count(ROOM)).isZero();
        crowd.forEach(Owner::show);
        assertThat(registry.members(ROOM)).hasSize(50).doesNotHaveDuplicates();
    }
}
