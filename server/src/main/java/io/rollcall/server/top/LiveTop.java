package io.rollcall.server.top;

import io.rollcall.server.top.Screen.Drawn;
import io.rollcall.server.top.Screen.Mark;
import io.rollcall.server.top.Screens.Size;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Draws a server again and again until somebody has seen enough. Confined to one thread. */
final class LiveTop {
    /** So many times in a row an observer may be too busy to answer. */
    private static final int MOST_FAILURES = 3;

    private static final int MOST_FILTER = 64;
    private static final Snapshot NOTHING = new Snapshot(Map.of());
    private static final String HELP =
            "q quit  /filter  r reverse  arrows: column, scroll  sort by: i/n o/ut m p l a n(holds) c d(id)";

    private final ObserverClient client;
    private final Screens screens;
    private final long intervalNanos;
    private final boolean isStyled;
    private final boolean isAscii;
    private View view;
    private Size size = Size.PRESET;
    private @Nullable Snapshot newest;
    private String trouble = "";
    /** The filter that is being typed; null while none is. */
    private @Nullable StringBuilder typed;

    private int failures;

    LiveTop(ObserverClient client, Screens screens, View view, long intervalNanos, boolean isStyled, boolean isAscii) {
        this.client = client;
        this.screens = screens;
        this.view = view;
        this.intervalNanos = intervalNanos;
        this.isStyled = isStyled;
        this.isAscii = isAscii;
    }

    /** Returns when somebody has quit. */
    void run() throws UnansweredException, InterruptedException {
        boolean goesOn = true;
        while (goesOn) {
            look();
            draw();
            goesOn = attend(System.nanoTime() + intervalNanos);
        }
    }

    private int visible() {
        Snapshot shown = newest;
        return Math.max(1, size.rows() - Screen.head(shown == null ? NOTHING : shown) - 1);
    }

    private void look() throws UnansweredException {
        size = screens.size();
        view = view.of(visible());
        try {
            newest = client.look(view);
            trouble = "";
            failures = 0;
        } catch (UnansweredException e) {
            failures++;
            if (!e.isPassing() || failures >= MOST_FAILURES) {
                throw e;
            }
            trouble = String.valueOf(e.getMessage());
        }
    }

    /** Waits until it is time to look again; false if somebody has quit. */
    private boolean attend(long until) throws InterruptedException {
        while (true) {
            char key = screens.key(until - System.nanoTime());
            if (key == Keys.GONE || (typed == null && (key == 'q' || key == 'Q'))) {
                return false;
            }
            if (key == Keys.NONE || key == Keys.RESIZED || press(key)) {
                return true;
            }
            draw();
        }
    }

    /** Does what a key says; true if the server must be asked for that. */
    private boolean press(char key) {
        StringBuilder typing = typed;
        if (typing != null) {
            return type(key, typing);
        }
        View before = view;
        switch (key) {
            case 'r' -> view = view.reversed();
            case '/' -> typed = new StringBuilder(view.filter());
            case '>', Keys.RIGHT -> view = view.by(view.sort().beside(1));
            case '<', Keys.LEFT -> view = view.by(view.sort().beside(-1));
            case 'j', Keys.DOWN -> scroll(1);
            case 'k', Keys.UP -> scroll(-1);
            case Keys.PAGE_DOWN -> scroll(visible());
            case Keys.PAGE_UP -> scroll(-visible());
            case 'g', Keys.HOME -> view = view.from(0);
            default -> Column.of(key).ifPresent(column -> view = view.by(column));
        }
        return !view.equals(before) || key == ' ' || key == '\n' || key == '\r';
    }

    private void scroll(int rows) {
        long total = newest == null ? 0 : newest.total();
        view = view.from(Math.min((long) view.offset() + rows, Math.max(0, total - visible())));
    }

    private boolean type(char key, StringBuilder typing) {
        boolean isDone = key == '\n' || key == '\r';
        if (isDone || key == Keys.ESCAPE) {
            typed = null;
            view = isDone ? view.filtered(typing.toString()) : view;
        } else if ((key == '\b' || key == 0x7f) && !typing.isEmpty()) {
            typing.setLength(typing.length() - 1);
        } else if (!Character.isISOControl(key) && typing.length() < MOST_FILTER) {
            typing.append(key);
        }
        return isDone;
    }

    private void draw() {
        Snapshot shown = newest;
        List<Drawn> lines = Screen.lines(shown == null ? NOTHING : shown, view, client.where(), said(), size.columns());
        StringBuilder screen = new StringBuilder("\u001b[H");
        int room = Math.max(0, size.rows() - 1);
        lines.stream().limit(room).forEach(line -> append(screen, line).append("\r\n"));
        screen.append("\u001b[J");
        if (lines.size() < room) {
            screen.append("\u001b[").append(size.rows()).append(";1H");
        }
        append(screen, new Drawn(Cells.cut(HELP, size.columns()), Mark.NONE));
        screens.draw(screen.toString());
    }

    private String said() {
        if (typed != null) {
            return "filter: " + Cells.shown(typed.toString()) + "_";
        }
        if (!trouble.isEmpty()) {
            return trouble;
        }
        long total = newest == null ? 0 : newest.total();
        long last = Math.min(total, (long) view.offset() + visible());
        String which =
                total == 0 ? "none" : String.format(Locale.ROOT, "%d to %d of %d", view.offset() + 1, last, total);
        return view.filter().isEmpty() ? which : which + " with '" + Cells.shown(view.filter()) + "'";
    }

    private StringBuilder append(StringBuilder screen, Drawn line) {
        String style = !isStyled
                ? ""
                : switch (line.mark()) {
                    case TITLE -> "\u001b[1m";
                    case HEADER -> "\u001b[7m";
                    case WARNING -> "\u001b[33m";
                    case ALARM -> "\u001b[31m";
                    case NONE -> "";
                };
        String text = isAscii ? Cells.ascii(line.text()) : line.text();
        // What was there goes first: behind the last column the cursor stays on it, and would take it along.
        return screen.append("\u001b[K").append(style).append(text).append(style.isEmpty() ? "" : "\u001b[0m");
    }
}
