package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class BackOffTest {
    private static final int MOST_ROWS = 10;
    private final BackOff<String> table = new BackOff<>(3, 30, 120, MOST_ROWS);
    private long now = -1;

    private static long seconds(long seconds) {
        return TimeUnit.SECONDS.toNanos(seconds);
    }

    @Test
    void note_overAndOver_doublesUpToTheMost() {
        List<Long> waits = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            table.note("a", now);
            waits.add(TimeUnit.NANOSECONDS.toSeconds(table.left("a", now)));
            now += table.left("a", now);
            assertThat(table.left("a", now)).isZero();
            assertThat(table.left("a", now - 1)).isOne();
        }
        assertThat(waits).containsExactly(0L, 0L, 1L, 2L, 4L, 8L, 16L, 30L, 30L, 30L);
        assertThat(table.left("b", now)).isZero();
    }

    @Test
    void note_aHundredTimes_staysAtTheMost() {
        for (int i = 0; i < 100; i++) {
            table.note("a", now);
        }
        assertThat(table.left("a", now)).isEqualTo(seconds(30));
    }

    @Test
    void row_quietForLong_isForgotten() {
        for (int i = 0; i < 5; i++) {
            table.note("a", now);
        }
        assertThat(table.knows("a", now + seconds(120) - 1)).isTrue();
        assertThat(table.knows("a", now + seconds(120))).isFalse();
        assertThat(table.size()).isZero();
        table.note("a", now + seconds(120));
        assertThat(table.left("a", now + seconds(120))).isZero();
    }

    @Test
    void note_moreThanThereIsRoomFor_forgetsTheQuietest() {
        for (int i = 0; i < MOST_ROWS; i++) {
            table.note("n" + i, now++);
        }
        table.note("n0", now++);
        table.note("more", now++);
        assertThat(table.size()).isEqualTo(MOST_ROWS);
        assertThat(table.knows("n0", now)).isTrue();
        assertThat(table.knows("n1", now)).isFalse();
        assertThat(table.knows("more", now)).isTrue();
    }

    @Test
    void shown_anyWait_isWholeSecondsAndNeverNone() {
        assertThat(BackOff.shown(1)).isEqualTo("1s");
        assertThat(BackOff.shown(seconds(4) - 1)).isEqualTo("4s");
        assertThat(BackOff.shown(seconds(4))).isEqualTo("4s");
    }
}
