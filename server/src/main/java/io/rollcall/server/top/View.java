package io.rollcall.server.top;

/**
 * What is to be seen of all connections. Immutable.
 *
 * @param sort by what they are sorted
 * @param isUp whether the least comes first
 * @param offset how many come before the first that is shown
 * @param rows how many are shown, 0 to 500
 * @param filter what their id, name or address contains; empty for all
 */
public record View(Column sort, boolean isUp, int offset, int rows, String filter) {
    /** The most rows that are told at a time. */
    public static final int MOST_ROWS = 500;

    View by(Column column) {
        return new View(column, column == sort ? !isUp : column == Column.ID, 0, rows, filter);
    }

    View reversed() {
        return new View(sort, !isUp, 0, rows, filter);
    }

    View from(long first) {
        return new View(sort, isUp, (int) Math.max(0, Math.min(first, Integer.MAX_VALUE)), rows, filter);
    }

    View of(int most) {
        return new View(sort, isUp, offset, Math.max(0, Math.min(most, MOST_ROWS)), filter);
    }

    View filtered(String text) {
        return new View(sort, isUp, 0, rows, text);
    }
}
