package io.rollcall.server;

import java.util.List;

/** Lists of which a reply shows a page, for {@code /more} to go on. */
final class Pages {
    /** How many rows a page has at most. */
    static final int ROWS = 256;

    private Pages() {}

    /** Writes the rows behind the first so many, and a cursor where more are left. */
    static void write(List<String> rows, int from, String cursor, Replies out) {
        int first = Math.min(from, rows.size());
        int next = Math.min(first + ROWS, rows.size());
        out.text("*" + (next - first) + (next < rows.size() ? " more=" + cursor + ":" + next : ""));
        rows.subList(first, next).forEach(out::text);
    }
}
