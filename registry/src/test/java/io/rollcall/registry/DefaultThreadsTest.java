package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** The threads that a registry starts when it is given none. */
@SuppressWarnings("FutureReturnValueIgnored") // what waits is looked at through the registry
class DefaultThreadsTest {
    private static final Name NAME = Name.of("alice");
    private static final long DEADLINE_MILLIS = TimeUnit.SECONDS.toMillis(30);

    private static <V> V get(CompletableFuture<V> future) throws Exception {
        return future.get(DEADLINE_MILLIS, TimeUnit.MILLISECONDS);
    }

    @Test
    void callbacks_byDefault_runOnADaemonThatEndsWhenIdle() throws Exception {
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        Registry<String> registry = Registry.create();
        Owner<String> owner = registry.join("a");
        registry.monitor(owner, down -> ranOn.complete(Thread.currentThread()));
        owner.leave();
        Thread thread = get(ranOn);
        assertThat(thread).isNotSameAs(Thread.currentThread());
        assertThat(thread.isDaemon()).isTrue();
        assertThat(thread.getName()).startsWith("rollcall-");
        thread.join(DEADLINE_MILLIS);
        assertThat(thread.isAlive()).isFalse();

        CompletableFuture<Thread> again = new CompletableFuture<>(); // an idle thread's end is not the registry's
        Owner<String> next = registry.join("b");
        registry.monitor(next, down -> again.complete(Thread.currentThread()));
        next.leave();
        assertThat(get(again)).isNotSameAs(thread);
    }

    @Test
    void timer_byDefault_firesOnADaemonThatEndsWhenIdle() throws Exception {
        CompletableFuture<Thread> firedOn = new CompletableFuture<>();
        Registry<String> registry =
                Registry.<String>builder().executor(Runnable::run).build();
        CompletableFuture<Entry<String>> await = registry.await(NAME, Duration.ofMillis(1));
        await.whenComplete((entry, error) -> firedOn.complete(Thread.currentThread()));
        assertThatThrownBy(() -> get(await)).hasCauseInstanceOf(TimeoutException.class);
        Thread thread = get(firedOn);
        if (thread != Thread.currentThread()) { // else it had fired before the callback was attached
            assertThat(thread.isDaemon()).isTrue();
            assertThat(thread.getName()).startsWith("rollcall-");
            thread.join(DEADLINE_MILLIS);
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(registry.census()).isEqualTo(Census.EMPTY);
    }

    @Test
    void close_withTimersPending_letsTheTimerThreadEnd() throws Exception {
        CompletableFuture<Thread> timerThread = new CompletableFuture<>();
        Registry<String> registry =
                Registry.<String>builder().executor(Runnable::run).build();
        registry.await(Name.of("soon"), Duration.ofMillis(1))
                .whenComplete((entry, error) -> timerThread.complete(Thread.currentThread()));
        registry.await(NAME, Duration.ofHours(1));
        Thread thread = get(timerThread);
        registry.close();
        if (thread != Thread.currentThread()) {
            thread.join(DEADLINE_MILLIS);
            assertThat(thread.isAlive()).isFalse();
        }
        assertThat(registry.census()).isEqualTo(Census.EMPTY);
    }
}
