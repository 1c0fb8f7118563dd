package io.rollcall.cluster;

import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Calls that were under way at the same time, each with its answer or without one. They are linearizable if all with an
 * answer, and some of those without, could have been made one after the other, none before another that had ended when it
 * began: Wing and Gong's search for such an order, which looks at no state twice.
 *
 * @param <S> a state of the model, immutable and compared by value
 */
final class History<S> {
    /**
     * One call; the step makes the state after it, or null if the model would have answered otherwise in that state. One
     * that is not sure need not have taken effect, and may do so at any time after it began.
     */
    record Call<S>(String text, long begun, long ended, boolean sure, Function<S, @Nullable S> step) {
        @Override
        public String toString() {
            return begun + "-" + (sure ? ended : "") + " " + text;
        }
    }

    private record Point<S>(BitSet done, S state) {}

    private final List<Call<S>> calls;
    private final int answered;
    private final Set<Point<S>> seen = new HashSet<>();
    private final Deque<Point<S>> open = new ArrayDeque<>();

    private History(List<Call<S>> calls) {
        this.calls = calls.stream()
                .sorted(Comparator.comparingLong((Call<S> call) -> call.begun))
                .toList();
        this.answered = (int) calls.stream().filter(Call::sure).count();
    }

    static <S> boolean isLinearizable(S first, List<Call<S>> calls) {
        return new History<>(calls).search(first);
    }

    private boolean search(S first) {
        open.push(new Point<>(new BitSet(), first));
        while (!open.isEmpty()) {
            Point<S> point = open.pop();
            if (seen.add(point)) {
                if (point.done.stream().filter(i -> calls.get(i).sure).count() == answered) {
                    return true;
                }
                expand(point, false);
                expand(point, true); // on top: what was answered is tried first
            }
        }
        return false;
    }

    private void expand(Point<S> point, boolean sure) {
        long firstEnd = Long.MAX_VALUE;
        for (int i = 0; i < calls.size() && calls.get(i).begun < firstEnd; i++) {
            Call<S> call = calls.get(i);
            if (!point.done.get(i)) {
                firstEnd = call.sure ? Math.min(firstEnd, call.ended) : firstEnd;
                S after = call.sure == sure ? call.step.apply(point.state) : null;
                if (after != null) {
                    BitSet done = (BitSet) point.done.clone();
                    done.set(i);
                    open.push(new Point<>(done, after));
                }
            }
        }
    }
}
