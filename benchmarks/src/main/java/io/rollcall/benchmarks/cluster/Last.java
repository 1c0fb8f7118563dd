package io.rollcall.benchmarks.cluster;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** The last outcome of a measurement that has several figures, each of which serves once. Confined to one thread. */
final class Last<O> {
    private final Set<Object> takers = new HashSet<>();
    private @Nullable O outcome;

    /** Returns the last outcome, a new one if this taker had that. */
    O of(Object taker, Callable<O> measuring) throws Exception {
        O found = outcome;
        if (found == null || !takers.add(taker)) {
            found = measuring.call();
            outcome = found;
            takers.clear();
            takers.add(taker);
        }
        return found;
    }
}
