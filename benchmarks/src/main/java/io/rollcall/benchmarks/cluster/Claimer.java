package io.rollcall.benchmarks.cluster;

import java.util.function.Consumer;

/** What can be asked for names that one alone may have. Safe for use by any thread. */
interface Claimer {
    /** What became of a claim. */
    enum Claimed {
        GRANTED,
        TAKEN,
        /** It failed, whether before or after it was done. */
        UNKNOWN
    }

    /** Asks for a name, and tells once what became of that, in any thread. */
    void claim(String name, Consumer<Claimed> told);
}
