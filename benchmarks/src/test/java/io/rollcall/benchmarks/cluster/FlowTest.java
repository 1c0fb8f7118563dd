package io.rollcall.benchmarks.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.benchmarks.cluster.Claimer.Claimed;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FlowTest {
    private final Set<String> held = new HashSet<>();
    private final Claimer first = (name, told) -> told.accept(held.add(name) ? Claimed.GRANTED : Claimed.TAKEN);

    @Test
    void of_namesClaimedTwice_countsWhatBecameOfThem() throws Exception {
        assertThat(Flow.of(first, 2, "a", 10)).hasToString("10 0 0");
        assertThat(Flow.of(first, 2, "a", 12)).hasToString("2 10 0");
    }

    @Test
    void unanswered_someNeverAre_tellsHowMany() throws Exception {
        Queue<Consumer<Claimed>> asked = new ArrayDeque<>();
        Flow flow = new Flow((name, told) -> asked.add(told), 3);
        flow.claim("a");
        flow.claim("b");

        assertThat(flow.unanswered(0)).isEqualTo(2);
        asked.remove().accept(Claimed.UNKNOWN);
        asked.remove().accept(Claimed.GRANTED);

        assertThat(flow).hasToString("1 0 1");
    }

    @Test
    void next_refusedAtFirst_triesOtherNamesUntilOneIsGranted() throws Exception {
        Queue<Claimed> answers =
                new ArrayDeque<>(List.of(Claimed.UNKNOWN, Claimed.TAKEN, Claimed.GRANTED, Claimed.GRANTED));
        Set<String> asked = new HashSet<>();

        int tries = Flow.next(
                (name, told) -> {
                    asked.add(name);
                    told.accept(answers.remove());
                },
                "a");

        assertThat(tries).isEqualTo(3);
        assertThat(asked).hasSize(3);
    }

    @Test
    void alone_confirmedAndNotVisible_throws() {
        assertThatThrownBy(() -> Flow.alone(first, "a", 5, name -> false))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a0 was GRANTED, and visible: false");
    }

    @Test
    void alone_visible_claimsEachOnce() throws Exception {
        assertThat(Flow.alone(first, "a", 5, held::contains)).isPositive();
        assertThat(held).containsExactlyInAnyOrder("a0", "a1", "a2", "a3", "a4");
    }
}
