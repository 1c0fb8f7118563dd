package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecorderTest {
    private final Recorder recorder = new Recorder();

    private void heard(String... lines) {
        for (String line : lines) {
            assertThat(recorder.heard(line)).as(line).isTrue();
        }
    }

    private void grants(int call, long begun, long ended, String worker, long token) {
        heard(
                "begun " + begun + " r:" + call + " claim x " + worker + " 0",
                "answered " + ended + " r:" + call + " granted " + worker + " " + token);
    }

    @Test
    void check_grantedTwiceWithoutARelease_fails() {
        grants(1, 1, 2, "n1@a#1", 7);
        grants(2, 3, 4, "n2@b#1", 8);
        assertThatThrownBy(() -> recorder.check(10))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("of x");
    }

    @Test
    void check_grantedAfterTheRunEnded_passes() {
        grants(1, 1, 2, "n1@a#1", 7);
        heard("asked 3 purge:1", "ended 4 purge:1 n1@a", "ended 9 purge:1 n1@a");
        grants(2, 3, 5, "n2@b#1", 8);
        assertThat(recorder.check(10)).isEqualTo(1);
    }

    @Test
    void check_grantedBeforeTheRunsEndWasAskedFor_fails() {
        grants(1, 1, 2, "n1@a#1", 7);
        grants(2, 3, 5, "n2@b#1", 8);
        heard("asked 6 purge:1", "ended 7 purge:1 n1@a");
        assertThatThrownBy(() -> recorder.check(10)).isInstanceOf(AssertionError.class);
    }

    @Test
    void check_releaseOfAKilledProcess_mayHaveBeenDone() {
        grants(1, 1, 2, "n1@a#1", 7);
        heard("begun 3 r:9 release x n1@a#1 7");
        grants(2, 4, 5, "n2@b#1", 8);
        assertThat(recorder.check(10)).isEqualTo(1);
    }

    @Test
    void check_smallerTokenThanBefore_fails() {
        grants(1, 1, 2, "n1@a#1", 7);
        heard("begun 3 r:9 release x n1@a#1 7", "answered 4 r:9 done true");
        grants(2, 5, 6, "n2@b#1", 6);
        assertThatThrownBy(() -> recorder.check(10)).isInstanceOf(AssertionError.class);
    }

    @Test
    void check_nameThatIsStillUsed_waits() {
        grants(1, 1, 20, "n1@a#1", 7);
        grants(2, 13, 40, "n2@b#1", 8);
        assertThat(recorder.check(10)).isZero();
    }

    @Test
    void heard_oneTokenOfTwo_fails() {
        grants(1, 1, 2, "n1@a#1", 7);
        assertThatThrownBy(() -> grants(2, 3, 4, "n2@b#1", 7)).isInstanceOf(AssertionError.class);
    }
}
