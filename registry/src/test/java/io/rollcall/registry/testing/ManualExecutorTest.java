package io.rollcall.registry.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ManualExecutorTest {
    private final List<String> ran = new ArrayList<>();
    private final ManualExecutor executor = new ManualExecutor();

    @Test
    void execute_untilTheTestRunsIt_runsNothing() {
        executor.execute(() -> ran.add("one"));

        assertThat(executor.pending()).isOne();
        assertThat(ran).isEmpty();
    }

    @Test
    void runNext_two_runsTheFirst() {
        executor.execute(() -> ran.add("one"));
        executor.execute(() -> ran.add("two"));

        assertThat(executor.runNext()).isTrue();
        assertThat(ran).containsExactly("one");
        assertThat(executor.pending()).isOne();
    }

    @Test
    void runNext_none_answersFalse() {
        assertThat(executor.runNext()).isFalse();
    }

    @Test
    void runAll_taskThatGivesAnother_runsBoth() {
        executor.execute(() -> executor.execute(() -> ran.add("inner")));

        assertThat(executor.runAll()).isEqualTo(2);
        assertThat(ran).containsExactly("inner");
    }

    @Test
    void runAll_taskThatThrows_keepsThoseBehindIt() {
        executor.execute(() -> {
            throw new IllegalStateException("mine");
        });
        executor.execute(() -> ran.add("behind"));

        assertThatThrownBy(executor::runAll).hasMessage("mine");
        assertThat(executor.runAll()).isOne();
        assertThat(ran).containsExactly("behind");
    }
}
