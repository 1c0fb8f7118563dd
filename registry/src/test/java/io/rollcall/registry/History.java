package io.rollcall.registry;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Calls that threads made at the same time, each with its answer. They are linearizable if they could have been made one
 * after the other with those answers, none before another that had ended when it began: Wing and Gong's search for such
 * an order, which looks at no state twice.
 *
 * @param <S> a state of the model, immutable and compared by value
 */
final class History<S> {
    /**
     * One call; the step makes the state after it, or null if the model would have answered otherwise in that state.
     *
     * @param <S> a state of the model
     */
    record Call<S>(String text, long begun, long ended, Function<S, @Nullable S> step) {
        @Override
        public String toString() {
            return begun + "-" + ended + " " + text;
        }
    }

    private record Point<S>(long done, S state) {}

    private final List<Call<S>> calls;
    private final Predicate<S> last;
    private final Set<Point<S>> seen = new HashSet<>();

    private History(List<Call<S>> calls, Predicate<S> last) {
        this.calls =
                calls.stream().sorted(Comparator.comparingLong(Call::begun)).toList();
        this.last = last;
    }

    /** Tells whether there is an order of up to 63 calls that leads from a state to one that passes. */
    static <S> boolean isLinearizable(S first, List<Call<S>> calls, Predicate<S> last) {
        return new History<>(calls, last).search(new Point<>(0, first));
    }

    private boolean search(Point<S> point) {
        if (point.done == (1L << calls.size()) - 1) {
            return last.test(point.state);
        }
        if (!seen.add(point)) {
            return false;
        }
        long firstEnd = Long.MAX_VALUE;
        for (int i = 0; i < calls.size() && calls.get(i).begun < firstEnd; i++) {
            if ((point.done & 1L << i) == 0) {
                Call<S> call = calls.get(i);
                firstEnd = Math.min(firstEnd, call.ended);
                S after = call.step.apply(point.state);
                if (after != null && search(new Point<>(point.done | 1L << i, after))) {
                    return true;
                }
            }
        }
        return false;
    }
}
