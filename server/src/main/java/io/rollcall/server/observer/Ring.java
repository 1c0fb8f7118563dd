package io.rollcall.server.observer;

import java.util.ArrayList;
import java.util.List;

/** The last so many of something, numbered from 1 on, so that who asks again is told what is new. Safe for any thread. */
final class Ring<T> {
    private final Object[] kept; // guarded by this
    private long newest; // guarded by this

    Ring(int size) {
        kept = new Object[size];
    }

    synchronized void add(T one) {
        kept[(int) (newest++ % kept.length)] = one;
    }

    /** Returns the number of the newest; 0 where there is none. */
    synchronized long newest() {
        return newest;
    }

    /** Lists those that are kept and have a number from one, which is left out, to another; oldest first, the newest so many. */
    @SuppressWarnings("unchecked") // only add writes
    synchronized List<T> between(long after, long last, int most) {
        long first = Math.max(Math.max(after, newest - kept.length), last - most);
        List<T> found = new ArrayList<>((int) (last - Math.min(first, last)));
        for (long i = first; i < last; i++) {
            found.add((T) kept[(int) (i % kept.length)]);
        }
        return found;
    }

    synchronized List<T> all() {
        return between(0, newest, Integer.MAX_VALUE);
    }
}
