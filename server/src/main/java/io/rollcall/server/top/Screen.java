package io.rollcall.server.top;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Draws what is told of a server in lines, none of which takes more than so many columns. Without state.
 *
 * <p>All that peers have chosen comes last in its line.
 */
final class Screen {
    /** How many lines there are besides the connections, of a server that is one by itself. */
    private static final int HEAD = 6;

    /** From so many columns on the address is shown. */
    private static final int WITH_ADDRESS = 120;

    private static final int ADDRESS = 24;
    private static final long LAG_MICROS = 50_000;

    private Screen() {}

    /** What stands out in a line. */
    enum Mark {
        NONE,
        TITLE,
        HEADER,
        WARNING,
        ALARM
    }

    /**
     * A line.
     *
     * @param text what is in it
     * @param mark how it stands out
     */
    record Drawn(String text, Mark mark) {}

    /** Returns how many lines there are besides the connections. */
    static int head(Snapshot of) {
        return HEAD + (isNode(of) ? 1 : 0);
    }

    private static boolean isNode(Snapshot of) {
        return !cluster(of, "node").isEmpty();
    }

    private static String cluster(Snapshot of, String figure) {
        return of.text("info", "cluster", figure);
    }

    private static String node(Snapshot of, boolean suspended) {
        String why = suspended ? "  suspended: " + cluster(of, "suspended") : "";
        return "node " + cluster(of, "node") + "  " + cluster(of, "role") + why + "  leader " + cluster(of, "leader")
                + "  nodes "
                + of.number("info", "cluster", "nodes") + "  term " + of.number("info", "cluster", "term")
                + "  names everywhere " + of.number("info", "cluster", "names_everywhere");
    }

    /** Draws the figures of all, a line that says something, the table's header and its rows. */
    static List<Drawn> lines(Snapshot of, View view, String where, String said, int width) {
        List<Drawn> lines = new ArrayList<>();
        boolean ready = of.is("ready");
        add(
                lines,
                width,
                ready ? Mark.TITLE : Mark.WARNING,
                "rollcall " + of.text("info", "server", "version") + " at " + where + ", up "
                        + Figures.time(of.number("info", "server", "uptime_s") * 1000)
                        + (ready ? "" : ", not ready: it starts or drains"));
        if (isNode(of)) {
            boolean suspended = !cluster(of, "suspended").equals("no");
            add(lines, width, suspended ? Mark.ALARM : Mark.NONE, node(of, suspended));
        }
        add(
                lines,
                width,
                Mark.NONE,
                "connections " + of.number("info", "server", "connections") + registry(of, "names")
                        + registry(of, "properties") + registry(of, "counters") + registry(of, "memberships")
                        + registry(of, "waiting") + registry(of, "watches"));
        long lag = of.number("sample", "delay_us");
        add(
                lines,
                width,
                lag > LAG_MICROS ? Mark.WARNING : Mark.NONE,
                "in " + of.number("sample", "lines") + " lines/s  out " + Figures.bytes(of.number("sample", "out"))
                        + "/s  ended " + of.number("sample", "ended") + "/s  loop lag " + Figures.micros(lag)
                        + "  crashes " + of.number("crashes") + "  limits met " + of.number("sample", "met") + "/s");
        add(
                lines,
                width,
                Mark.NONE,
                "heap " + of("heap", "heap_max", of) + "  direct " + of("direct", "direct_max", of) + "  untaken "
                        + Figures.bytes(of.number("sample", "untaken")) + "  in mailboxes "
                        + Figures.bytes(of.number("sample", "waiting")) + "  gc " + of.number("sample", "gc_ms")
                        + "ms/s");
        add(lines, width, Mark.NONE, said);
        List<Column> columns = Column.fitting(width, view.sort());
        boolean withAddress = width >= WITH_ADDRESS;
        add(lines, width, Mark.HEADER, header(columns, view, withAddress));
        for (Map<?, ?> row : of.rows()) {
            add(lines, width, markOf(row), row(columns, row, withAddress));
        }
        return lines;
    }

    private static void add(List<Drawn> lines, int width, Mark mark, String text) {
        lines.add(new Drawn(Cells.cut(text.stripTrailing(), width), mark));
    }

    private static String registry(Snapshot of, String figure) {
        return "  " + figure + " " + of.number("info", "registry", figure);
    }

    private static String of(String used, String most, Snapshot of) {
        return Figures.bytes(of.number("sample", used)) + " of " + Figures.bytes(of.number("memory", most));
    }

    private static String header(List<Column> columns, View view, boolean withAddress) {
        StringBuilder line = new StringBuilder();
        for (Column column : columns) {
            String title = column == view.sort() ? (view.isUp() ? "↑" : "↓") + column.title() : column.title();
            line.append(cell(column, title));
        }
        return line.append(' ')
                .append(withAddress ? Cells.left(" ADDRESS", ADDRESS) : "")
                .append(" AS, AND WHAT IT HOLDS")
                .toString();
    }

    private static String cell(Column column, String text) {
        return column == Column.ID ? Cells.left(text, column.width()) : Cells.right(text, column.width());
    }

    private static Mark markOf(Map<?, ?> row) {
        return isMore(row.get("crashes")) ? Mark.ALARM : isMore(row.get("pending")) ? Mark.WARNING : Mark.NONE;
    }

    private static boolean isMore(@Nullable Object figure) {
        return figure instanceof Number number && number.longValue() > 0;
    }

    private static String row(List<Column> columns, Map<?, ?> row, boolean withAddress) {
        StringBuilder line = new StringBuilder();
        columns.forEach(column -> line.append(cell(column, column.of(row))));
        line.append(' ');
        if (withAddress) {
            line.append(Cells.left(" " + Cells.shown(String.valueOf(row.get("peer"))), ADDRESS));
        }
        String as = String.valueOf(row.get("as"));
        line.append(' ').append(Cells.shown(as));
        List<Map<?, ?>> held = Snapshot.list(row.get("held"));
        for (Map<?, ?> each : held) {
            String key = String.valueOf(each.get("key"));
            String kind = String.valueOf(each.get("kind"));
            if (!kind.equals("name") || !key.equals(as)) {
                line.append(kind.equals("prop") ? " #" : kind.equals("counter") ? " +" : " ")
                        .append(Cells.shown(key));
            }
        }
        boolean isMore = row.get("holds") instanceof Number holds && holds.longValue() > held.size();
        return line.append(isMore ? " …" : "").toString();
    }
}
