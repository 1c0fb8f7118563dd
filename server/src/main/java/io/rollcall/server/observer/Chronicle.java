package io.rollcall.server.observer;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;

/** What has happened lately: events, ended connections, and who held a name. Each is bounded. Safe for any thread. */
public final class Chronicle {
    /** How many ended connections are kept. */
    public static final int DEAD = 1024;

    private static final int EVENTS = 1024;
    private static final int TENURES = 2048;
    private static final int LONGEST = 256;
    private static final List<String> REASONS =
            List.of("quit", "eof", "reset", "idle", "slow", "kicked", "taken", "drain", "crashed", "error", "limit");

    private final Ring<Event> events = new Ring<>(EVENTS);
    private final Ring<Dead> dead = new Ring<>(DEAD);
    private final Ring<Tenure> tenures = new Ring<>(TENURES);
    private final Map<String, LongAdder> ends = new TreeMap<>();
    private final LongAdder otherEnds = new LongAdder();
    private final LongAdder crashes = new LongAdder();

    /** Makes an empty chronicle. */
    public Chronicle() {
        REASONS.forEach(reason -> ends.put(reason, new LongAdder()));
        ends.put("other", otherEnds);
    }

    /**
     * Something that happened.
     *
     * @param millis when, in milliseconds of the epoch
     * @param kind what, one of few words
     * @param who a connection's id, or empty
     * @param text the rest, for people
     */
    public record Event(long millis, String kind, String who, String text) {}

    /**
     * A connection that ended.
     *
     * @param id its id
     * @param peer the peer's address
     * @param as the name by which others saw it
     * @param reason why it ended
     * @param millis when, in milliseconds of the epoch
     * @param ageMillis how old it was
     * @param lines how many lines it had sent
     * @param pending bytes that the peer had not taken
     * @param holds how many things it held
     * @param held the first of them
     */
    public record Dead(
            String id,
            String peer,
            String as,
            String reason,
            long millis,
            long ageMillis,
            long lines,
            long pending,
            int holds,
            List<String> held) {}

    /**
     * A time for which a name was held.
     *
     * @param name the name
     * @param holder the holder's id
     * @param fromMillis since when
     * @param untilMillis until when
     * @param reason why no longer
     */
    public record Tenure(String name, String holder, long fromMillis, long untilMillis, String reason) {}

    /**
     * Notes that something happened now.
     *
     * @param kind what, one of few words
     * @param who a connection's id, or empty
     * @param text the text
     */
    public void happened(String kind, String who, String text) {
        events.add(new Event(System.currentTimeMillis(), kind, who, cut(text)));
    }

    /**
     * Notes that a worker has failed.
     *
     * @param who its connection's id
     * @param text what it threw
     */
    public void crashed(String who, String text) {
        crashes.increment();
        happened("crashed", who, text);
    }

    /**
     * Notes that a connection has ended.
     *
     * @param connection the connection
     */
    public void ended(Dead connection) {
        ends.getOrDefault(connection.reason(), otherEnds).increment();
        dead.add(connection);
        happened("ended", connection.id(), connection.reason() + ", was " + connection.as());
    }

    /**
     * Notes that a name is no longer held by whom it was.
     *
     * @param tenure who held which name, and when
     */
    public void held(Tenure tenure) {
        tenures.add(tenure);
    }

    /**
     * Keeps each record small, whatever it is made of.
     *
     * @param text the text
     * @return what is there now
     */
    public static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST - 1) + "…";
    }

    Ring<Event> events() {
        return events;
    }

    Ring<Dead> dead() {
        return dead;
    }

    Ring<Tenure> tenures() {
        return tenures;
    }

    /** Returns how many workers have failed. */
    long crashes() {
        return crashes.sum();
    }

    /** Returns how many connections ended for each of a fixed set of reasons. */
    Map<String, LongAdder> ends() {
        return ends;
    }
}
