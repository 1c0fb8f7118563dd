package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How often others are asked, and what is shown while they do not answer. */
class RecentTest {
    private final List<CompletableFuture<String>> asked = new ArrayList<>();
    private long now;
    private final Recent<String> recent = new Recent<>(this::ask, "nothing", Duration.ofMillis(1), () -> now);

    private CompletableFuture<String> ask() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        asked.add(answer);
        return answer;
    }

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    private void answer(String text) {
        asked.get(asked.size() - 1).complete(text);
    }

    @Test
    void get_byManyInASecond_asksOnce() {
        recent.get();
        answer("one");
        for (int i = 0; i < 10; i++) {
            assertThat(recent.get()).isEqualTo("one");
        }
        assertThat(asked).hasSize(1);
        pass(1000);
        recent.get();
        recent.get();
        assertThat(asked).hasSize(2);
    }

    @Test
    void get_whileAnAnswerIsOnItsWay_isTheOneBefore() {
        recent.get();
        answer("one");
        assertThat(recent.get()).isEqualTo("one");
        pass(1000);
        assertThat(recent.get()).isEqualTo("one");
        answer("two");
        assertThat(recent.get()).isEqualTo("two");
    }

    @Test
    void get_nobodyAnswersAtFirst_isNothingAndAskedAnewOnceThatIsOld() {
        assertThat(recent.get()).isEqualTo("nothing");
        pass(1000);
        assertThat(recent.get()).isEqualTo("nothing");
        assertThat(asked).hasSize(1);
        pass(2000);
        assertThat(recent.get()).isEqualTo("nothing");
        assertThat(asked).hasSize(2);
        answer("late");
        assertThat(recent.get()).isEqualTo("late");
    }

    @Test
    void get_afterAFailure_isTheOneBeforeAndAskedAnew() {
        recent.get();
        answer("one");
        recent.get();
        pass(1000);
        recent.get();
        asked.get(1).completeExceptionally(new IllegalStateException("on purpose"));
        assertThat(recent.get()).isEqualTo("one");
        pass(1000);
        recent.get();
        assertThat(asked).hasSize(3);
    }
}
