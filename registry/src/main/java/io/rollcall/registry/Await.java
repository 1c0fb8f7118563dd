package io.rollcall.registry;

import java.util.concurrent.Executor;

/** Somebody who waits for a name to be held. */
record Await<T>(Name name, Promise<Entry<T>> future, Executor executor) {
    // One await is one row, however alike two of them look.

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
