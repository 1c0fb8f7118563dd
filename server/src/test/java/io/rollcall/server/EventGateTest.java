package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EventGateTest {
    private final Queue<Runnable> loop = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final List<Throwable> faults = new ArrayList<>();
    private boolean slow;
    private final Queue<Runnable> behindOthers = new ArrayDeque<>();
    private final EventGate gate = new EventGate(loop::add, behindOthers::add, () -> slow, faults::add);

    private void runLoop() {
        Runnable task;
        while ((task = loop.isEmpty() ? behindOthers.poll() : loop.poll()) != null) {
            task.run();
        }
    }

    private Runnable tell(String event) {
        return () -> told.add(event);
    }

    @Test
    void execute_runsOnTheLoopInOrder() {
        gate.execute(tell("a"));
        gate.execute(tell("b"));
        assertThat(told).isEmpty();
        assertThat(loop).hasSize(1);
        runLoop();
        assertThat(told).containsExactly("a", "b");
    }

    @Test
    void run_longerThanItsShare_goesOnBehindOthers() {
        gate.execute(() -> {
            long began = System.nanoTime();
            while (System.nanoTime() - began < TimeUnit.MILLISECONDS.toNanos(3)) {
                Thread.onSpinWait();
            }
            told.add("long");
        });
        gate.executeUnlessSlow(tell("next"));
        loop.remove().run();
        assertThat(told).containsExactly("long");
        gate.wake();
        assertThat(loop).isEmpty();
        assertThat(behindOthers).hasSize(1);
        runLoop();
        assertThat(told).containsExactly("long", "next");
        gate.execute(tell("later"));
        runLoop();
        assertThat(told).containsExactly("long", "next", "later");
    }

    @Test
    void hold_keepsBackUntilRelease_alsoWhatWasScheduled() {
        gate.execute(tell("a"));
        gate.hold();
        gate.execute(tell("b"));
        gate.executeUnlessSlow(tell("c"));
        runLoop();
        assertThat(told).isEmpty();
        gate.release();
        runLoop();
        assertThat(told).containsExactly("a", "b", "c");
    }

    @Test
    void slow_keepsBackWhatIsWatchedOnly_untilWoken() {
        slow = true;
        gate.executeUnlessSlow(tell("watched"));
        gate.execute(tell("granted"));
        runLoop();
        assertThat(told).containsExactly("granted");
        gate.wake();
        assertThat(loop).isEmpty();
        slow = false;
        gate.wake();
        runLoop();
        assertThat(told).containsExactly("granted", "watched");
    }

    @Test
    void slow_isLateForWhatWaited_andNotAfter() {
        List<Boolean> late = new ArrayList<>();
        gate.executeUnlessSlow(() -> late.add(gate.isLate()));
        runLoop();
        slow = true;
        gate.executeUnlessSlow(() -> late.add(gate.isLate()));
        gate.executeUnlessSlow(() -> late.add(gate.isLate()));
        runLoop();
        slow = false;
        gate.wake();
        runLoop();
        gate.executeUnlessSlow(() -> late.add(gate.isLate()));
        runLoop();
        assertThat(late).containsExactly(false, true, true, false);
    }

    @Test
    void finish_runsWhatMayNotBeSkipped_evenIfHeld_closeDropsTheRest() {
        gate.hold();
        gate.execute(tell("taken"));
        gate.executeUnlessSlow(tell("watched"));
        gate.finish();
        gate.close();
        gate.release();
        gate.execute(tell("late"));
        runLoop();
        assertThat(told).containsExactly("taken");
    }

    @Test
    void task_thatThrows_isReportedAndStopsNoOther() {
        gate.execute(() -> {
            throw new IllegalStateException("as asked");
        });
        gate.execute(tell("b"));
        runLoop();
        assertThat(told).containsExactly("b");
        assertThat(faults).hasSize(1);
    }
}
