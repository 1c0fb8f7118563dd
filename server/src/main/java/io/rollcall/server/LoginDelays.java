package io.rollcall.server;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Slows down whoever guesses secrets: each address, and each identity from wherever. The tables are bounded. An attacked
 * identity stays open to its own: at once from where it came in before, and from an address without a wrong guess as soon
 * as there was none for a second. Safe for any thread.
 */
final class LoginDelays {
    static final int FREE = 3;
    static final int MOST_ROWS = 4096;
    /** How many secrets of one address are compared, or wait for it, at a time. */
    static final int MOST_AT_ONCE = 64;

    private static final long MOST_SECONDS = 60;
    private static final long MEMORY_SECONDS = 600;
    private static final long KNOWN_SECONDS = 30L * 86_400;

    private final BackOff<Origin> addresses = new BackOff<>(FREE, MOST_SECONDS, MEMORY_SECONDS, MOST_ROWS);
    private final BackOff<String> identities = new BackOff<>(FREE, MOST_SECONDS, MEMORY_SECONDS, MOST_ROWS);
    /** What those wait for whose address made no wrong guess: a second from the last one about that identity. */
    private final BackOff<String> lastGuesses = new BackOff<>(FREE, 1, MEMORY_SECONDS, MOST_ROWS);
    /** Who came in from where, and never waits. */
    private final BackOff<Attempt> known = new BackOff<>(Integer.MAX_VALUE, 0, KNOWN_SECONDS, MOST_ROWS);

    private final Map<Origin, Integer> atOnce = new HashMap<>(); // guarded by this

    /** Who says to be whom. */
    record Attempt(String identity, Origin from) {
        /** Stands for all who have no address of the network. */
        private static final Origin LOCAL = new Origin(false, 0, true);

        static Attempt of(String identity, @Nullable Origin from) {
            return new Attempt(identity, from == null ? LOCAL : from);
        }
    }

    /** Returns how long an attempt has to wait, in nanoseconds; 0 for not at all. */
    long left(Attempt attempt, long now) {
        if (known.knows(attempt, now)) {
            return 0;
        }
        boolean quiet = !addresses.knows(attempt.from(), now);
        return Math.max(
                addresses.left(attempt.from(), now), (quiet ? lastGuesses : identities).left(attempt.identity(), now));
    }

    /** Notes a wrong secret. */
    void wrong(Attempt attempt, long now) {
        known.clear(attempt);
        addresses.note(attempt.from(), now);
        identities.note(attempt.identity(), now);
        lastGuesses.note(attempt.identity(), now);
    }

    /** Notes a right one. Earlier guesses stay: whoever has one secret may still guess another. */
    void right(Attempt attempt, long now) {
        known.note(attempt, now);
    }

    /** Takes a place among those that are compared; false if the address has too many. */
    synchronized boolean begin(Attempt attempt) {
        int present = atOnce.getOrDefault(attempt.from(), 0);
        if (present >= MOST_AT_ONCE) {
            return false;
        }
        atOnce.put(attempt.from(), present + 1);
        return true;
    }

    /** Gives the place back. */
    synchronized void end(Attempt attempt) {
        atOnce.computeIfPresent(attempt.from(), (from, present) -> present == 1 ? null : present - 1);
    }

    /** Returns how many rows the largest table has. */
    int rows() {
        return Math.max(Math.max(addresses.size(), identities.size()), known.size());
    }
}
