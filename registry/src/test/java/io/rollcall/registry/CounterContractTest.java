package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What counters promise, one test each. */
class CounterContractTest {
    private static final Counter JOBS = Counter.of("jobs");

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
    void add_eitherSign_answersTheNewNumberAndMovesTheTotal() {
        CounterRegistration<String> mine = a.register(JOBS, 5);
        CounterRegistration<String> theirs = b.register(JOBS);
        assertThat(mine.add(3)).isEqualTo(8);
        assertThat(theirs.add(-10)).isEqualTo(-10);
        assertThat(registry.total(JOBS)).isEqualTo(-2);
        assertThat(registry.count(JOBS)).isEqualTo(2);
        assertThat(mine.value()).isEqualTo(8L);
    }

    @Test
    void add_pastALimit_beginsAnewAndLandingOnItIsKept() {
        CounterRegistration<String> mine = a.register(JOBS, 8);
        assertThat(mine.add(2, 10, 0)).isEqualTo(10);
        assertThat(mine.add(1, 10, 0)).isZero();
        assertThat(mine.add(-3, -3, 7)).isEqualTo(-3);
        assertThat(mine.add(-1, -3, 7)).isEqualTo(7);
        assertThat(mine.add(0, 6, 1)).isOne();
        assertThat(registry.total(JOBS)).isOne();
    }

    @Test
    void add_pastALong_isRefusedAndChangesNothing() {
        CounterRegistration<String> mine = a.register(JOBS, Long.MAX_VALUE);
        assertThatThrownBy(() -> mine.add(1)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> mine.add(1, 0, 0)).isInstanceOf(ArithmeticException.class);
        assertThat(mine.get()).isEqualTo(Long.MAX_VALUE);
        assertThat(mine.add(Long.MIN_VALUE)).isEqualTo(-1);
        assertThatThrownBy(() -> mine.add(Long.MIN_VALUE)).isInstanceOf(ArithmeticException.class);
        assertThat(registry.total(JOBS)).isEqualTo(-1);
    }

    @Test
    void add_againAndPastALong_isRefusedAndChangesNothing() {
        CounterRegistration<String> mine = a.register(JOBS, Long.MAX_VALUE - 1);
        assertThat(mine.add(1)).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> mine.add(1)).isInstanceOf(ArithmeticException.class);
        assertThat(mine.get()).isEqualTo(Long.MAX_VALUE);
        assertThat(mine.add(-1)).isEqualTo(Long.MAX_VALUE - 1);
        assertThat(registry.total(JOBS)).isEqualTo(Long.MAX_VALUE - 1);
    }

    @Test
    void add_againDownToTheLeastLong_countsOn() {
        CounterRegistration<String> mine = a.register(JOBS);
        mine.add(-1);
        assertThat(mine.add(Long.MIN_VALUE + 1)).isEqualTo(Long.MIN_VALUE);
        assertThat(mine.get()).isEqualTo(Long.MIN_VALUE);
        assertThatThrownBy(() -> mine.add(-1)).isInstanceOf(ArithmeticException.class);
        assertThat(mine.add(2)).isEqualTo(Long.MIN_VALUE + 2);
        assertThat(registry.total(JOBS)).isEqualTo(Long.MIN_VALUE + 2);
    }

    @Test
    void watch_afterSeveralAdds_hearsTheNextOne() {
        CounterRegistration<String> mine = a.register(JOBS);
        mine.add(1);
        mine.add(2);
        for (Scope scope : List.of(Scope.of(JOBS), Scope.all())) {
            List<Object> told = new ArrayList<>();
            Watcher<String> watcher = change ->
                    told.add(List.of(change.before().value(), change.after().value()));
            long before = mine.get();
            Subscription watch = registry.watch(scope, watcher, null, 10);
            mine.add(4);
            mine.add(8);
            watch.close();
            assertThat(told).containsExactly(List.of(before, before + 4), List.of(before + 4, before + 12));
            mine.add(16);
            mine.add(32);
        }
    }

    @Test
    void leave_afterSeveralAddsOfSome_takesNoOthersNumbersAlong() {
        for (int i = 0; i < 10; i++) {
            Owner<String> owner = registry.join("c");
            CounterRegistration<String> theirs = owner.register(JOBS);
            theirs.add(1);
            theirs.add(i);
            if (i % 3 == 0) {
                owner.leave();
            }
        }
        assertThat(registry.total(JOBS)).isEqualTo(2 + 3 + 5 + 6 + 8 + 9);
    }

    @Test
    void total_beyondALong_isRefusedAndComesBack() {
        a.register(JOBS, Long.MAX_VALUE);
        CounterRegistration<String> theirs = b.register(JOBS, Long.MAX_VALUE);
        assertThatThrownBy(() -> registry.total(JOBS)).isInstanceOf(ArithmeticException.class);
        theirs.add(-Long.MAX_VALUE);
        assertThat(registry.total(JOBS)).isEqualTo(Long.MAX_VALUE);
        theirs.setValue(Long.MIN_VALUE);
        a.leave();
        assertThat(registry.total(JOBS)).isEqualTo(Long.MIN_VALUE);
    }

    @Test
    void reset_goesBackToTheNumberRegistered() {
        CounterRegistration<String> mine = a.register(JOBS, 5);
        mine.add(2);
        assertThat(mine.reset()).isEqualTo(7);
        assertThat(registry.total(JOBS)).isEqualTo(5);
    }

    @Test
    void register_again_beginsAnewWithTheSameToken() {
        CounterRegistration<String> mine = a.register(JOBS, 5);
        assertThat(a.register(JOBS, 6)).isSameAs(mine);
        mine.add(1);
        assertThat(mine.reset()).isEqualTo(7);
        assertThat(registry.total(JOBS)).isEqualTo(6);
    }

    @Test
    void setValue_noIntegralNumber_isRefused() {
        CounterRegistration<String> mine = a.register(JOBS);
        assertThatThrownBy(() -> mine.setValue("x")).hasMessageContaining("java.lang.String");
        assertThatThrownBy(() -> mine.setValue(null)).isInstanceOf(IllegalArgumentException.class);
        assertThat(mine.setValue(3)).isTrue();
        assertThat(mine.update(old -> (Long) old + 1)).isTrue();
        assertThat(registry.total(JOBS)).isEqualTo(4);
    }

    @Test
    void setValue_upAndDown_movesTheTotalByTheDifference() {
        CounterRegistration<String> mine = a.register(JOBS, 5);
        b.register(JOBS, 10);
        mine.setValue(8);
        assertThat(registry.total(JOBS)).isEqualTo(18);
        mine.setValue(-1);
        assertThat(registry.total(JOBS)).isEqualTo(9);
    }

    @Test
    void total_askedForTheFirstTime_isTheSumOfWhatStands() {
        assertThat(registry.total(JOBS)).isZero();
        a.register(JOBS, 5).add(1);
        b.register(JOBS, 10);
        assertThat(registry.total(JOBS)).isEqualTo(16);
    }

    @Test
    void update_ofSeveralSteps_isOneChange() {
        CounterRegistration<String> mine = a.register(JOBS, 5);
        List<Long> steps = new ArrayList<>();
        List<String> told = new ArrayList<>();
        registry.watch(JOBS, new Scribe(told::add));
        mine.update(before -> {
            long number = (Long) before;
            for (long step : new long[] {3, -10, 4}) {
                number += step;
                steps.add(number);
            }
            return number;
        });
        assertThat(steps).containsExactly(8L, -2L, 2L);
        assertThat(told).containsExactly("there [a=5]", "SET a=5 a=2 set");
        assertThat(registry.total(JOBS)).isEqualTo(2);
    }

    @Test
    void add_goneEntry_isRefusedWithTheReason() {
        CounterRegistration<String> mine = a.register(JOBS, 5);
        Registration<String> given = mine.giveTo(b).orElseThrow();
        assertThatThrownBy(() -> mine.add(1)).isInstanceOf(IllegalStateException.class);
        assertThat(registry.total(JOBS)).isEqualTo(5);
        b.leave();
        assertThatThrownBy(() -> ((CounterRegistration<String>) given).add(1)).isInstanceOf(OwnerEndedException.class);
        assertThat(registry.total(JOBS)).isZero();
    }

    @Test
    void hide_keepsTheNumberInTheTotal() {
        a.register(JOBS, 5);
        a.hide();
        assertThat(registry.count(JOBS)).isZero();
        assertThat(registry.total(JOBS)).isEqualTo(5);
        a.leave();
        assertThat(registry.total(JOBS)).isZero();
    }
}
