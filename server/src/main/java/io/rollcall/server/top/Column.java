package io.rollcall.server.top;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What is told of each connection, and what they are sorted by. */
public enum Column {
    /** The connection's id. */
    ID("ID", 'd', "id", "id", 8),
    /** Lines a second that it sends. */
    IN("IN/S", 'i', "rate", "rate", 8),
    /** Bytes a second that it is sent. */
    OUT("OUT/S", 'o', "out", "out", 8),
    /** Lines that wait for its worker. */
    MAILBOX("MAILBOX", 'm', "mailbox", "mailbox", 8),
    /** Bytes that its peer has not taken. */
    PENDING("PENDING", 'p', "pending", "pending", 9),
    /** Lines that it has sent. */
    LINES("LINES", 'l', "lines", "lines", 11),
    /** How old it is. */
    AGE("AGE", 'a', "age", "age_ms", 8),
    /** How many names, properties and counters it holds. */
    HOLDS("HOLDS", 'n', "holds", "holds", 7),
    /** How often its worker has failed. */
    CRASHES("CRASHES", 'c', "crashes", "crashes", 9);

    private static final int WIDE = 100;

    private final String title;
    private final char key;
    private final String order;
    private final String field;
    private final int width;

    Column(String title, char key, String order, String field, int width) {
        this.title = title;
        this.key = key;
        this.order = order;
        this.field = field;
        this.width = width;
    }

    /** Returns those that fit beside the names in so many columns of a terminal; the one sorted by always does. */
    static List<Column> fitting(int width, Column sort) {
        return Stream.of(values())
                .filter(each -> each != LINES || each == sort || width >= WIDE)
                .toList();
    }

    /** Finds the one that a key sorts by. */
    static Optional<Column> of(char key) {
        return Stream.of(values()).filter(each -> each.key == key).findFirst();
    }

    String title() {
        return title;
    }

    char key() {
        return key;
    }

    /** What the observer calls the order by it. */
    String order() {
        return order;
    }

    int width() {
        return width;
    }

    /** Returns the next one to the right, or to the left; behind the last comes the first. */
    Column beside(int step) {
        List<Column> all = List.of(values());
        return all.get(Math.floorMod(all.indexOf(this) + step, all.size()));
    }

    /** Returns what stands in it. */
    String of(Map<?, ?> row) {
        Object value = row.get(field);
        long number = value instanceof Number given ? given.longValue() : 0;
        return switch (this) {
            case ID -> Cells.shown(String.valueOf(value));
            case OUT, PENDING -> Figures.bytes(number);
            case AGE -> Figures.time(number);
            default -> Long.toString(number);
        };
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
