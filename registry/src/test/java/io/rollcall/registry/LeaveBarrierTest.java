package io.rollcall.registry;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * When {@code leave} returns, all who waited for that end have been handed to their executors, also where another thread
 * met the ended owner first and is held up halfway. Here that thread stands still inside an executor.
 */
@Timeout(60)
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class LeaveBarrierTest {
    private static final Name NAME = Name.of("alice");

    private final Gate gate = new Gate();
    private final List<Throwable> reported = new CopyOnWriteArrayList<>();
    private final List<String> events = new CopyOnWriteArrayList<>();
    private final Registry<String> registry =
            Registry.<String>builder().executor(gate).reporter(reported::add).build();
    private final Thread finder = new Thread(() -> registry.find(NAME), "finder");
    private final OwnerListener<String> listener = new OwnerListener<>() {
        @Override
        public void displaced(Name name, Owner<String> by) {
            events.add("displaced by " + by.subject());
        }

        @Override
        public void ended(Owner<String> owner, Reason reason) {
            events.add("ended, stage " + owner.ended().toCompletableFuture().isDone());
        }
    };
    private final Owner<String> a = registry.join("a", listener);
    private final Owner<String> b = registry.join("b");
    private final Registration<String> held = a.register(NAME);

    /** Queues what it is given, for the test to run; what the finder hands over it queues only once it is opened. */
    private final class Gate implements Executor {
        final Queue<Runnable> queued = new ConcurrentLinkedQueue<>();
        final CountDownLatch reached = new CountDownLatch(1);
        final CountDownLatch open = new CountDownLatch(1);

        @Override
        public void execute(Runnable task) {
            if (Thread.currentThread() == finder) {
                reached.countDown();
                await(open);
            }
            queued.add(task);
        }

        void runAll() {
            for (Runnable task = queued.poll(); task != null; task = queued.poll()) {
                task.run();
            }
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, SECONDS)).isTrue();
        } catch (InterruptedException stopped) {
            throw new AssertionError(stopped);
        }
    }

    /** Has the finder meet the ended owner, and be held up, as soon as somebody has marked the owner ended. */
    private void meetTheEndElsewhere() {
        Thread leaver = Thread.currentThread();
        Executor betweenMarkAndClear = task -> {
            if (Thread.currentThread() == leaver) {
                finder.start();
                await(gate.reached);
            }
        };
        registry.monitor(a, down -> {}, betweenMarkAndClear);
    }

    @AfterEach
    void finder_letGo_repeatsNothing() throws InterruptedException {
        List<String> told = List.copyOf(events);
        gate.open.countDown();
        finder.join(20_000);
        gate.runAll();
        assertThat(events).isEqualTo(told);
        assertThat(registry.audit()).isEmpty();
        registry.close();
        gate.runAll();
        assertThat(reported).isEmpty();
    }

    @Test
    void leave_nameHandedOnByALookUp_hasQueuedTheHeirsGrantAndThenTheEndStage() {
        b.registerWhenFree(NAME)
                .thenAccept(
                        granted -> events.add("granted to " + granted.owner().subject()));
        a.ended().thenAccept(reason -> events.add("end stage"));
        meetTheEndElsewhere();
        assertThat(a.leave()).isTrue();
        gate.runAll();
        assertThat(events).containsExactly("granted to b", "ended, stage false", "end stage");
        assertThat(registry.find(NAME)).isEqualTo("b");
    }

    @Test
    void leave_nameFreedByALookUp_hasQueuedEachWhoAwaitsThat() {
        for (int i = 1; i <= 3; i++) {
            String await = "free " + i;
            registry.awaitFree(NAME, null, i == 2 ? Runnable::run : null).thenAccept(name -> events.add(await));
        }
        meetTheEndElsewhere();
        assertThat(a.leave()).isTrue();
        gate.runAll();
        assertThat(events).containsExactlyInAnyOrder("free 1", "free 2", "free 3", "ended, stage false");
    }

    @Test
    void leave_changeNotedByALookUp_hasQueuedTheWatchers() {
        List<Change.Kind> byKey = new ArrayList<>();
        List<Change.Kind> byPrefix = new ArrayList<>();
        registry.watch(NAME, (Change<String> change) -> byKey.add(change.kind()));
        registry.watch(Scope.prefix("al"), (Change<String> change) -> byPrefix.add(change.kind()), gate, 8);
        gate.runAll();
        meetTheEndElsewhere();
        assertThat(a.leave()).isTrue();
        gate.runAll();
        assertThat(byKey).containsExactly(Change.Kind.DOWN);
        assertThat(byPrefix).containsExactly(Change.Kind.DOWN);
    }

    @Test
    void takeOver_nameMovedByALookUp_hasQueuedWhatTheDisplacedIsToHear() {
        meetTheEndElsewhere();
        assertThat(b.takeOver(NAME, Displaced.END).displaced()).contains(a);
        gate.runAll();
        assertThat(events).containsExactly("displaced by b", "ended, stage false");
    }

    @Test
    void registerWhenFree_toldOfTheGrantByTwoThreads_keepsIt() throws InterruptedException {
        b.registerWhenFree(NAME).thenAccept(granted -> events.add("granted"));
        meetTheEndElsewhere();
        assertThat(a.leave()).isTrue();
        gate.runAll();
        gate.open.countDown();
        finder.join(20_000);
        assertThat(gate.queued).isNotEmpty();
        gate.runAll();
        assertThat(registry.find(NAME)).isEqualTo("b");
        assertThat(events).containsOnlyOnce("granted");
    }

    @Test
    void change_inAnExecutorThatItselfWrites_isHandedOverAllTheSame() {
        CounterRegistration<String> handed = b.register(Counter.of("handed"));
        Subscription watch = registry.watch(
                Scope.of(NAME),
                (Change<String> change) -> events.add("told"),
                task -> {
                    handed.add(1);
                    gate.execute(task);
                },
                8);
        gate.runAll();
        held.setValue("new");
        gate.runAll();
        assertThat(events).containsExactly("told");
        assertThat(handed.get()).isPositive();
        watch.close();
    }
}
