package io.rollcall.server.top;

import io.rollcall.server.observer.Json;
import io.rollcall.server.top.Screen.Drawn;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Shows a server: in a terminal, or in blocks of lines or objects of JSON for programs. Confined to one thread. */
public final class Top {
    /** How wide lines are that are for no terminal, unless {@code COLUMNS} says otherwise. */
    private static final int PLAIN_COLUMNS = 132;

    private final ObserverClient client;
    private final View view;
    private final double intervalSeconds;
    private final PrintWriter out;
    private final Map<String, String> environment;

    /**
     * Makes one that has not looked yet.
     *
     * @param client who is asked
     * @param view what is to be seen
     * @param intervalSeconds how long from one look to the next
     * @param out standard output
     * @param environment where {@code NO_COLOR}, {@code TERM} and the like are looked for
     */
    public Top(
            ObserverClient client,
            View view,
            double intervalSeconds,
            PrintWriter out,
            Map<String, String> environment) {
        this.client = client;
        this.view = view;
        this.intervalSeconds = intervalSeconds;
        this.out = out;
        this.environment = Map.copyOf(environment);
    }

    /**
     * Shows it once.
     *
     * @param json whether as one object of JSON
     * @throws UnansweredException if the observer does not tell
     * @throws InterruptedException if this thread is interrupted
     */
    public void once(boolean json) throws UnansweredException, InterruptedException {
        print(client.lookTwice(view), json);
    }

    /**
     * Shows it until somebody quits: in the terminal, or, where there is none, in one block after the other until nobody
     * reads them.
     *
     * @param json whether as an object of JSON each time
     * @param onResize has something done when the window has another size
     * @throws UnansweredException if the observer does not tell
     * @throws InterruptedException if this thread is interrupted
     */
    public void live(boolean json, Consumer<Runnable> onResize) throws UnansweredException, InterruptedException {
        if (!json) {
            client.look(view.of(0)); // so that what is wrong is said before the screen is another one
            Optional<Terminal> opened = Terminal.open(out, environment);
            if (opened.isPresent()) {
                try (Terminal terminal = opened.get()) {
                    onResize.accept(() -> terminal.press(Keys.RESIZED));
                    new LiveTop(client, terminal, view, nanos(), isStyled(), !isUtf8()).run();
                }
                return;
            }
        }
        Snapshot shown = client.lookTwice(view);
        print(shown, json);
        while (!out.checkError()) {
            TimeUnit.NANOSECONDS.sleep(nanos());
            shown = client.look(view);
            if (!json) {
                out.println();
            }
            print(shown, json);
        }
    }

    private long nanos() {
        return (long) (intervalSeconds * 1e9);
    }

    private boolean isStyled() {
        return environment.getOrDefault("NO_COLOR", "").isEmpty();
    }

    /** Tells whether the terminal knows UTF-8, by the first of what a locale is taken from. */
    private boolean isUtf8() {
        for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
            String value = environment.getOrDefault(name, "");
            if (!value.isEmpty()) {
                return value.toLowerCase(Locale.ROOT).matches(".*utf-?8.*");
            }
        }
        return false;
    }

    private void print(Snapshot shown, boolean json) {
        if (json) {
            out.println(Json.ascii(shown.document()));
            out.flush();
            return;
        }
        boolean isAscii = !isUtf8() && Terminal.isOutput();
        for (Drawn line : Screen.lines(shown, view, client.where(), said(shown), columns())) {
            out.println(isAscii ? Cells.ascii(line.text()) : line.text());
        }
        out.flush();
    }

    private String said(Snapshot shown) {
        return shown.rows().size() + " of " + shown.total()
                + (view.filter().isEmpty() ? "" : " with '" + Cells.shown(view.filter()) + "'");
    }

    private int columns() {
        String given = environment.getOrDefault("COLUMNS", "");
        return given.matches("[1-9]\\d{1,3}") ? Integer.parseInt(given) : PLAIN_COLUMNS;
    }
}
