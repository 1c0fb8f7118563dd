package io.rollcall.benchmarks.registry;

import java.util.HashSet;
import java.util.Set;

/** What look-ups answer with. Confined to the benchmark's thread. */
final class Subject {
    /** What it holds; used by the floors only, which must be able to say so as well. */
    final Set<Object> held = new HashSet<>(4);

    private long received;

    boolean receive(Object message) {
        received++;
        return message != null;
    }

    long received() {
        return received;
    }
}
