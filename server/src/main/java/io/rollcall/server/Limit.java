package io.rollcall.server;

import io.netty.util.internal.PlatformDependent;
import java.time.Duration;
import java.util.Locale;

/**
 * One thing that a server bounds: its option, its range and its default. What is beyond a bound is refused or delayed,
 * never dropped in silence, and counted.
 *
 * @since 0.1
 */
public enum Limit {
    /** Connections at a time; never above the process's file descriptors less 64. */
    CONNECTIONS("max-connections", Unit.COUNT, 1, 1 << 20, 10_000, "connections at a time"),
    /** Connections at a time from one address, which is a /64 for IPv6. */
    CONNECTIONS_PER_ADDRESS("max-per-address", Unit.COUNT, 1, 1 << 20, 256, "connections from one address"),
    /** New connections in a second, from all addresses. */
    ACCEPTS("accept-rate", Unit.PER_SECOND, 1, 1 << 20, 2000, "new connections a second"),
    /** New connections in a second from one address, loopback excepted. */
    ACCEPTS_PER_ADDRESS("accept-rate-per-address", Unit.PER_SECOND, 1, 1 << 20, 50, "the same, from one address"),
    /** The length of a line, without its end. */
    LINE("max-line", Unit.BYTES, LineDecoder.MIN_LINE_BYTES, LineDecoder.MAX_LINE_BYTES, 8192, "longest line"),
    /** How long a line that has begun may take to end; 0 for any time. */
    LINE_TIME("line-timeout", Unit.MILLIS, 0, Unit.YEAR, 30_000, "time for a line that has begun"),
    /** The length of a value, in bytes of UTF-8. */
    VALUE("max-value", Unit.BYTES, 0, LineDecoder.MAX_LINE_BYTES, 1024, "longest value"),
    /** Lines of one connection in a second, twice as many at once; 0 for any number. */
    RATE("rate", Unit.PER_SECOND, 0, 1 << 30, 0, "lines a second of one connection"),
    /** Lines that may wait for one worker before its connection is read no further; beside it holds 64 KiB. */
    MAILBOX("mailbox", Unit.COUNT, 1, 1 << 20, 1024, "lines that wait for one worker"),
    /** What may wait in all mailboxes; above it, the fullest are read no further. */
    INPUT_TOTAL("input-total", Unit.BYTES, 1 << 16, Unit.MOST, Unit.SHARE, "input that waits"),
    /** How long a connection that holds nothing may say nothing; 0 for ever. */
    IDLE("idle", Unit.MILLIS, 0, Unit.YEAR, 900_000, "silence, holding nothing"),
    /** Output that a peer has not taken, above which it is a slow reader. */
    OUTPUT_SOFT("output-soft", Unit.BYTES, 1024, 1 << 30, 256 * 1024, "output of a slow reader"),
    /** How long a peer may be a slow reader. */
    OUTPUT_SOFT_TIME("output-soft-time", Unit.MILLIS, 1, Unit.YEAR, 10_000, "how long it may be slow"),
    /** Output that a peer has not taken, above which its connection ends. */
    OUTPUT_HARD("output-hard", Unit.BYTES, 1024, 1 << 30, 1 << 20, "output at which it is closed"),
    /** Output that all peers have not taken; above it, the connection with the most ends, and so on. */
    OUTPUT_TOTAL("output-total", Unit.BYTES, 1 << 16, Unit.MOST, Unit.SHARE, "output to all"),
    /** Names of one connection. */
    NAMES("max-names", Unit.COUNT, 0, 1 << 20, 64, "names of one connection"),
    /** Properties of one connection. */
    PROPERTIES("max-properties", Unit.COUNT, 0, 1 << 20, 128, "properties of one connection"),
    /** Counters of one connection. */
    COUNTERS("max-counters", Unit.COUNT, 0, 1 << 20, 64, "counters of one connection"),
    /** Watches of one connection. */
    WATCHES("max-watches", Unit.COUNT, 0, 1 << 20, 64, "watches of one connection"),
    /** Awaits of one connection. */
    AWAITS("max-awaits", Unit.COUNT, 0, 1 << 20, 64, "awaits of one connection"),
    /** Queues in which one connection stands. */
    QUEUES("max-queues", Unit.COUNT, 0, 1 << 20, 64, "queues one connection stands in"),
    /** Names, properties, counters and places in queues of all connections together. */
    ENTRIES("max-entries", Unit.COUNT, 1, 1 << 30, 2_000_000, "what all connections hold");

    /** What a limit's number counts. */
    public enum Unit {
        /** Things. */
        COUNT,
        /** Things in a second. */
        PER_SECOND,
        /** Bytes. */
        BYTES,
        /** Milliseconds. */
        MILLIS;

        /** Returns a number as it is typed: {@code 15m}, {@code 64KiB}, {@code 2000}. */
        String show(long value) {
            return switch (this) {
                case COUNT, PER_SECOND -> String.valueOf(value);
                case BYTES -> inGreatest(value, new long[] {1L << 30, 1 << 20, 1 << 10, 1}, "GiB", "MiB", "KiB", "");
                case MILLIS ->
                    inGreatest(value, new long[] {86_400_000, 3_600_000, 60_000, 1000, 1}, "d", "h", "m", "s", "ms");
            };
        }

        /** Shows a number in the greatest unit in which it is whole; zero in the first with a short name. */
        private static String inGreatest(long value, long[] sizes, String... units) {
            int i = 0;
            while (value % sizes[i] != 0 || (value == 0 && !units[i].matches("s?"))) {
                i++;
            }
            return value / sizes[i] + units[i];
        }

        private static final long YEAR = Duration.ofDays(365).toMillis();
        private static final long MOST = 1L << 50;
        /** Stands for a quarter of the direct memory that the process may use. */
        private static final long SHARE = -1;
    }

    private static final int SHARE_OF_MEMORY = 4;

    private final String option;
    private final Unit unit;
    private final long least;
    private final long most;
    private final long preset;
    private final String help;

    Limit(String option, Unit unit, long least, long most, long preset, String help) {
        this.option = option;
        this.unit = unit;
        this.least = least;
        this.most = most;
        this.preset = preset;
        this.help = help;
    }

    /**
     * Returns the name of its option.
     *
     * @return such as {@code max-names}
     */
    public String option() {
        return option;
    }

    /**
     * Returns what its number counts.
     *
     * @return the unit
     */
    public Unit unit() {
        return unit;
    }

    /**
     * Returns the least that it can be.
     *
     * @return 0 or more
     */
    public long least() {
        return least;
    }

    /**
     * Returns the most that it can be.
     *
     * @return no less than {@link #least()}
     */
    public long most() {
        return most;
    }

    /**
     * Returns what it is unless something else is asked for. Those of the output and input of all connections are a
     * quarter of the direct memory that this process may use.
     *
     * @return from {@link #least()} to {@link #most()}
     */
    public long preset() {
        return preset == Unit.SHARE ? Math.max(least, PlatformDependent.maxDirectMemory() / SHARE_OF_MEMORY) : preset;
    }

    /** Returns the default as it is typed, or what it depends on. */
    String shownPreset() {
        return preset == Unit.SHARE ? "25% direct" : unit.show(preset);
    }

    /** Tells whether an option is a limit that may change while a server runs. */
    static boolean isLive(String option) {
        for (Limit limit : values()) {
            if (limit.option.equals(option)) {
                return limit != ENTRIES; // the registry is made with it
            }
        }
        return false;
    }

    /** Says in a few words what is bounded. */
    String help() {
        return help;
    }

    /** Returns the word by which a refusal names it: its option without {@code max-}. */
    String word() {
        return option.startsWith("max-") ? option.substring("max-".length()) : option;
    }

    /**
     * Returns the name of its option.
     *
     * @return as {@link #option()}
     */
    @Override
    public String toString() {
        return option.toLowerCase(Locale.ROOT);
    }
}
