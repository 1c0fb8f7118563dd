package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A log that nobody can write full. */
class LogFloodTest {
    private final Queue<Runnable> later = new ArrayDeque<>();
    private final List<String> said = new ArrayList<>();
    private long now = Long.MAX_VALUE - 5;
    private final LogFlood flood = new LogFlood(() -> now, later::add);

    private int allowed(String kind, int times) {
        int allowed = 0;
        for (int i = 0; i < times; i++) {
            allowed += flood.allows(kind, (event, count) -> said.add(event + " " + count)) ? 1 : 0;
        }
        return allowed;
    }

    private void passASecond() {
        now += TimeUnit.SECONDS.toNanos(1);
        for (Runnable task = later.poll(); task != null; task = later.poll()) {
            task.run();
        }
    }

    @Test
    void events_asManyAsAllowed_areAllLogged() {
        for (int second = 0; second < 3; second++) {
            assertThat(allowed("a", LogFlood.MOST)).isEqualTo(LogFlood.MOST);
            passASecond();
        }
        assertThat(said).isEmpty();
    }

    @Test
    void events_moreThanAllowed_areSummedUpOnceAndGoOnAfter() {
        assertThat(allowed("a", 10_000)).isEqualTo(20);
        assertThat(allowed("b", 1)).isEqualTo(1);
        assertThat(later).hasSize(1);
        passASecond();
        assertThat(said).containsExactly("a 9980");
        assertThat(allowed("a", 21)).isEqualTo(20);
        passASecond();
        assertThat(said).containsExactly("a 9980", "a 1");
    }
}
