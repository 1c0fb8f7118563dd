package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoopThreadsTest {
    private final LoopThreads threads = new LoopThreads("loop");
    private final List<Throwable> heard = new ArrayList<>();

    private void endALoop() throws InterruptedException {
        Thread thread = threads.newThread(() -> {});
        thread.setUncaughtExceptionHandler((ended, cause) -> heard.add(cause));
        thread.start();
        thread.join();
    }

    @Test
    void loop_thatEndsByItself_isHeardOf() throws InterruptedException {
        endALoop();
        assertThat(heard).hasSize(1).allMatch(LoopThreads.LoopEndedException.class::isInstance);
    }

    @Test
    void loop_thatMayEnd_endsInSilence() throws InterruptedException {
        threads.mayEnd();
        endALoop();
        assertThat(heard).isEmpty();
    }
}
