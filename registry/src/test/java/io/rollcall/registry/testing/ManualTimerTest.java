package io.rollcall.registry.testing;

import static java.util.concurrent.TimeUnit.DAYS;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import org.junit.jupiter.api.Test;

@SuppressWarnings("FutureReturnValueIgnored") // what ran is written down
class ManualTimerTest {
    private final List<String> ran = new ArrayList<>();
    private final ManualTimer timer = new ManualTimer();

    private Runnable note(String what) {
        return () -> ran.add(what + " at " + timer.instant().getEpochSecond());
    }

    @Test
    void advance_severalDue_runsEachAtItsInstantInOrder() {
        timer.schedule(note("late"), 3, SECONDS);
        timer.schedule(note("early"), 1, SECONDS);
        timer.schedule(note("early too"), 1, SECONDS);
        timer.advance(Duration.ofSeconds(5));

        assertThat(ran).containsExactly("early at 1", "early too at 1", "late at 3");
        assertThat(timer.instant()).isEqualTo(Instant.ofEpochSecond(5));
    }

    @Test
    void advance_toJustBeforeAndThenToTheInstant_runsItThen() {
        timer.schedule(note("task"), 1, SECONDS);
        timer.advance(Duration.ofSeconds(1).minusNanos(1));
        assertThat(ran).isEmpty();
        timer.advance(Duration.ofNanos(1));
        assertThat(ran).containsExactly("task at 1");
        assertThat(timer.pending()).isZero();
    }

    @Test
    void advance_taskThatSchedulesWithinTheTime_runsBoth() {
        timer.schedule(() -> timer.schedule(note("second"), 1, SECONDS), 1, SECONDS);
        timer.advance(Duration.ofSeconds(2));
        assertThat(ran).containsExactly("second at 2");
    }

    @Test
    void advance_byZero_runsWhatHasNoDelay() {
        timer.execute(note("now"));
        assertThat(ran).isEmpty();
        timer.advance(Duration.ZERO);
        assertThat(ran).containsExactly("now at 0");
    }

    @Test
    void advance_backwards_isRefused() {
        assertThatThrownBy(() -> timer.advance(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void schedule_beyondAllTime_waitsForEver() {
        timer.advance(Duration.ofDays(1));
        timer.schedule(note("never"), Long.MAX_VALUE, DAYS);
        timer.advance(Duration.ofDays(100_000));
        assertThat(ran).isEmpty();
        assertThat(timer.pending()).isOne();
    }

    @Test
    void cancel_beforeItsTime_leavesNothing() {
        ScheduledFuture<?> task = timer.schedule(note("task"), 1, SECONDS);
        assertThat(task.getDelay(SECONDS)).isOne();
        task.cancel(false);
        assertThat(timer.pending()).isZero();
        timer.advance(Duration.ofSeconds(1));
        assertThat(ran).isEmpty();
    }

    @Test
    void scheduleAtFixedRate_untilCancelled_runsEachTime() {
        ScheduledFuture<?> task = timer.scheduleAtFixedRate(note("tick"), 1, 2, SECONDS);
        timer.advance(Duration.ofSeconds(5));
        assertThat(ran).containsExactly("tick at 1", "tick at 3", "tick at 5");
        task.cancel(false);
        timer.advance(Duration.ofSeconds(5));
        assertThat(ran).hasSize(3);
        assertThat(timer.pending()).isZero();
    }

    @Test
    void scheduleWithFixedDelay_cancelledByItself_runsOnce() {
        ScheduledFuture<?>[] task = new ScheduledFuture<?>[1];
        task[0] = timer.scheduleWithFixedDelay(() -> task[0].cancel(false), 1, 1, SECONDS);
        timer.advance(Duration.ofSeconds(5));
        assertThat(task[0].isCancelled()).isTrue();
        assertThat(timer.pending()).isZero();
    }

    @Test
    void scheduleAtFixedRate_withoutAPeriod_isRefused() {
        assertThatThrownBy(() -> timer.scheduleAtFixedRate(note("tick"), 1, 0, SECONDS))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void schedule_taskThatThrows_stopsNobodyElse() throws Exception {
        ScheduledFuture<Object> failed = timer.schedule(
                () -> {
                    throw new IllegalStateException("mine");
                },
                1,
                SECONDS);
        timer.schedule(note("other"), 1, SECONDS);
        timer.advance(Duration.ofSeconds(1));
        assertThat(ran).containsExactly("other at 1");
        assertThatThrownBy(failed::get).hasRootCauseMessage("mine");
    }

    @Test
    void shutdown_withTasks_dropsThemAndRefusesMore() {
        timer.schedule(note("task"), 1, SECONDS);
        timer.shutdown();
        timer.advance(Duration.ofSeconds(1));
        assertThat(ran).isEmpty();
        assertThat(timer.isTerminated()).isTrue();
        assertThatThrownBy(() -> timer.execute(note("more"))).isInstanceOf(RejectedExecutionException.class);
    }
}
