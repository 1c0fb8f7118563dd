package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What happens when all peers together leave too much untaken. */
class OutputBudgetTest {
    private static final long MOST = 100_000;

    private final OutputBudget budget =
            new OutputBudget(Limits.defaults().with(Limit.OUTPUT_TOTAL, MOST), new LimitCounts());
    private final List<String> ended = new ArrayList<>();

    private OutputBudget.Share share(String name) {
        return budget.new Share(() -> ended.add(name));
    }

    @Test
    void set_upToTheBudget_endsNobody() {
        share("a").set(MOST / 2);
        share("b").set(MOST / 2);

        assertThat(ended).isEmpty();
        assertThat(budget.isSpent()).isFalse();
    }

    @Test
    void set_oneByteMore_endsTheLargestUntilAFifthIsFree() {
        OutputBudget.Share large = share("large");
        OutputBudget.Share larger = share("larger");
        OutputBudget.Share small = share("small");
        large.set(30_000);
        larger.set(50_001);
        small.set(20_000);

        assertThat(ended).containsExactly("larger");
        assertThat(budget.isSpent()).isTrue(); // until the bytes are really gone
        larger.set(0);
        assertThat(budget.isSpent()).isFalse();
        assertThat(budget.untaken()).isEqualTo(50_000);

        large.set(79_999);
        assertThat(ended).containsExactly("larger");
        small.set(20_002);
        assertThat(ended).containsExactly("larger", "large");
    }

    @Test
    void set_oneThatIsToEndAlready_isCountedAndEndsNobodyElse() {
        OutputBudget.Share large = share("large");
        OutputBudget.Share small = share("small");
        small.set(10);
        large.set(MOST + 1);
        large.set(2 * MOST);

        assertThat(ended).containsExactly("large");
        assertThat(budget.untaken()).isEqualTo(2 * MOST + 10);
        large.set(0);
        small.set(0);
        assertThat(budget.untaken()).isZero();
    }
}
