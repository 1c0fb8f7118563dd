package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** With a same-thread executor callbacks run in the call that caused them, one after the other. */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class SameThreadExecutorTest {
    private static final Name NAME = Name.of("alice");

    private final List<Throwable> reported = new CopyOnWriteArrayList<>();
    private final Registry<Integer> registry = Registry.<Integer>builder()
            .executor(Runnable::run)
            .reporter(reported::add)
            .build();
    private final Owner<Integer> holder = registry.join(0);

    @AfterEach
    void registry_afterEachTest_isSoundAndHasReportedNothing() {
        assertThat(registry.audit()).isEmpty();
        registry.close();
        assertThat(reported).isEmpty();
    }

    @Test
    void registerWhenFree_longLineOfWhichEachGivesUpTheNameAtOnce_isServedToTheLast() {
        Registration<Integer> held = holder.register(NAME);
        List<Integer> served = new ArrayList<>();
        for (int i = 1; i <= 5_000; i++) {
            registry.join(i).registerWhenFree(NAME).thenAccept(had -> {
                served.add(had.owner().subject());
                had.unregister();
            });
        }
        held.unregister();
        assertThat(served).hasSize(5_000).isSorted();
        assertThat(registry.find(NAME)).isNull();
    }

    @Test
    void monitor_manyOfOneOwnerEachLookingUp_areAllTold() {
        holder.register(NAME);
        AtomicInteger told = new AtomicInteger();
        for (int i = 0; i < 10_000; i++) {
            registry.monitor(holder, down -> {
                assertThat(registry.whereIs(NAME)).isEmpty();
                told.incrementAndGet();
            });
        }
        holder.leave();
        assertThat(told).hasValue(10_000);
    }

    @Test
    void monitor_chainOfOwnersEachEndingTheNext_endsThemAll() {
        Owner<Integer> first = registry.join(1);
        Owner<Integer> last = first;
        for (int i = 2; i <= 5_000; i++) {
            Owner<Integer> next = registry.join(i);
            registry.monitor(last, down -> next.leave());
            last = next;
        }
        first.leave();
        assertThat(last.endReason()).isPresent();
    }

    @Test
    void callback_causedByACallback_runsAfterIt() {
        List<String> events = new ArrayList<>();
        Owner<Integer> other = registry.join(1);
        registry.monitor(other, down -> events.add("other"));
        registry.monitor(holder, down -> {
            other.leave();
            events.add("holder");
        });
        registry.monitor(holder, down -> events.add("holder again"));
        holder.leave();
        assertThat(events).containsExactly("holder", "holder again", "other");
    }
}
