package io.rollcall.server.top;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The terminal that this process was started from: keys as they are pressed, the window's size, whole screens. Its settings
 * are read and set by {@code stty} on {@code /dev/tty}. Whatever ends the process, but KILL, puts back what was there.
 * Safe for use by any thread.
 */
final class Terminal implements Screens {
    private static final Path TTY = Path.of("/dev/tty");
    private static final int MOST_KEYS = 256;
    private static final long PATIENCE_SECONDS = 5;
    /** How long the rest of a key may take that begins as the escape key does. */
    private static final long SEQUENCE_MILLIS = 50;

    /** Another screen, no cursor, and no line that goes on in the next. */
    private static final String BEGIN = "\u001b[?1049h\u001b[?25l\u001b[?7l";

    private static final String END = "\u001b[0m\u001b[?7h\u001b[?25h\u001b[?1049l";

    private final PrintWriter out;
    private final String settings;
    private final BlockingQueue<Character> keys = new LinkedBlockingQueue<>(MOST_KEYS);
    private final Thread hook = new Thread(this::putBack, "top-put-back");
    private boolean isOver; // guarded by this

    private Terminal(PrintWriter out, String settings) {
        this.out = out;
        this.settings = settings;
    }

    /** Takes the terminal over; empty where standard output is none, or none that can be drawn on. */
    static Optional<Terminal> open(PrintWriter out, Map<String, String> environment) {
        String type = environment.getOrDefault("TERM", "");
        if (type.isEmpty() || type.equals("dumb") || !Files.isReadable(TTY) || !isOutput()) {
            return Optional.empty();
        }
        String settings = stty("-g");
        if (settings == null || !settings.strip().matches("[\\w:=,;+-]+")) {
            return Optional.empty();
        }
        Terminal terminal = new Terminal(out, settings.strip());
        Runtime.getRuntime().addShutdownHook(terminal.hook);
        terminal.begin();
        return Optional.of(terminal);
    }

    /** Tells whether standard output is a terminal. */
    static boolean isOutput() {
        try {
            Process test = new ProcessBuilder("sh", "-c", "[ -t 1 ]")
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(ProcessBuilder.Redirect.INHERIT)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return test.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && test.exitValue() == 0;
        } catch (IOException noShell) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Runs {@code stty} on the terminal and returns what it said; null if it failed. */
    private static @Nullable String stty(String... arguments) {
        try {
            Process stty = new ProcessBuilder(command(arguments))
                    .redirectInput(TTY.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String said = new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return stty.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && stty.exitValue() == 0 ? said : null;
        } catch (IOException noStty) {
            return null;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return null;
        }
    }

    private static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of("stty"));
        command.addAll(List.of(arguments));
        return command;
    }

    private synchronized void begin() {
        if (isOver) {
            return;
        }
        // A stopped program would leave the screen to the shell, and the stacks of threads would be drawn across it.
        // One stopped by Ctrl-S would be written to for ever, and no end would come.
        stty("-icanon", "-echo", "-ixon", "min", "1", "time", "0", "susp", "undef", "quit", "undef");
        out.print(BEGIN);
        out.flush();
        Thread reader = new Thread(this::read, "top-keys");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        Keys made = new Keys();
        try (Reader in = new InputStreamReader(new FileInputStream(TTY.toFile()), StandardCharsets.UTF_8)) {
            for (int next = in.read(); next >= 0; next = in.read()) {
                char key = made.take((char) next);
                if (made.mayBeEscape() && isSilent(in)) {
                    key = made.escape();
                }
                if (key != Keys.NONE) {
                    press(key);
                }
            }
        } catch (IOException | InterruptedException gone) {
            // as good as its end
        }
        press(Keys.GONE);
    }

    private static boolean isSilent(Reader in) throws IOException, InterruptedException {
        if (!in.ready()) {
            Thread.sleep(SEQUENCE_MILLIS);
        }
        return !in.ready();
    }

    @Override
    public void press(char key) {
        keys.offer(key);
    }

    @Override
    public char key(long nanos) throws InterruptedException {
        Character key = keys.poll(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        return key == null ? Keys.NONE : key;
    }

    @Override
    public Size size() {
        String said = stty("size");
        return Size.of(said == null ? "" : said.strip());
    }

    @Override
    public synchronized void draw(String screen) {
        if (!isOver) {
            out.print(screen);
            out.flush();
        }
    }

    private synchronized void putBack() {
        if (!isOver) {
            isOver = true;
            out.print(END);
            out.flush();
            stty(settings);
        }
    }

    @Override
    public void close() {
        putBack();
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException ending) {
            // the hook runs, and finds nothing to do
        }
    }
}
