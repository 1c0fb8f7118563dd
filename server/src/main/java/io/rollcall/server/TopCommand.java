package io.rollcall.server;

import io.rollcall.server.top.Column;
import io.rollcall.server.top.ObserverClient;
import io.rollcall.server.top.Top;
import io.rollcall.server.top.UnansweredException;
import io.rollcall.server.top.View;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rollcall top}: shows a server that runs, by what its observer tells. */
@Command(
        name = "top",
        description = "Shows a server that runs: its figures and its connections.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = {
            "",
            "In a terminal it draws the screen anew until q: a letter sorts, / filters,",
            "arrows scroll. Elsewhere it prints a block each time. Status 1 if no observer",
            "answers."
        },
        versionProvider = Version.class)
final class TopCommand implements Callable<Integer> {
    private static final double SHORTEST = 0.5;
    private static final double LONGEST = 3600;
    private static final int MOST_FILTER = 128;

    @Option(
            names = "--observer",
            paramLabel = "HOST:PORT",
            converter = WireArguments.Place.class,
            description = "Where the page is (default: 127.0.0.1:9998).")
    private @Nullable ObserverAddress observer;

    @Option(names = "--observer-token", paramLabel = "FILE", description = "Has a token that is shown to the observer.")
    private @Nullable Path observerToken;

    @Option(
            names = "--sort",
            paramLabel = "COLUMN",
            description = "id, in, out, mailbox, pending, lines, age, holds or crashes (default: ${DEFAULT-VALUE}).")
    private Column sort = Column.IN;

    @Option(names = "--reverse", description = "The least first; of ids the greatest.")
    private boolean reverse;

    @Option(
            names = "--filter",
            paramLabel = "TEXT",
            description = "Only connections with it in their id, name or address.")
    private String filter = "";

    @Option(
            names = "--rows",
            paramLabel = "N",
            description = "Connections that are printed, up to 500 (default: ${DEFAULT-VALUE}).")
    private int rows = 20;

    @Option(
            names = "--interval",
            paramLabel = "SECONDS",
            description = "From one look to the next, 0.5 to 3600 (default: 2).")
    private double interval = 2;

    @Option(names = "--once", description = "Print it once.")
    private boolean once;

    @Option(names = "--json", description = "Print an object of JSON a line.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    private Map<String, String> environment = Map.of();

    /** Sets where it is looked for what is not on the command line. */
    void setEnvironment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
    }

    @Override
    public Integer call() throws InterruptedException {
        if (rows < 0 || rows > View.MOST_ROWS) {
            throw wrong("--rows must be 0 to " + View.MOST_ROWS + ", given was " + rows);
        }
        if (!(interval >= SHORTEST && interval <= LONGEST)) {
            throw wrong("--interval must be 0.5 to 3600, given was " + interval);
        }
        if (filter.length() > MOST_FILTER) {
            throw wrong("--filter must have at most " + MOST_FILTER + " characters");
        }
        View view = new View(sort, reverse != (sort == Column.ID), 0, rows, filter);
        try {
            ObserverClient client = new ObserverClient(place().toString(), token());
            Top top = new Top(client, view, interval, spec.commandLine().getOut(), environment);
            if (once) {
                top.once(json);
            } else {
                top.live(json, resized -> Signals.handle("WINCH", resized));
            }
            return ExitStatus.CLEAN.code();
        } catch (UnansweredException e) {
            spec.commandLine().getErr().println("rollcall: " + e.getMessage());
            return ExitStatus.FAILURE.code();
        } catch (WrongFileException e) {
            spec.commandLine().getErr().println("rollcall: " + e.getMessage());
            return ExitStatus.CONFIGURATION.code();
        }
    }

    private ObserverAddress place() {
        String variable = environment.get("ROLLCALL_OBSERVER");
        ObserverAddress place = observer;
        if (place == null && variable != null) {
            try {
                place = ObserverAddress.parse(variable);
            } catch (IllegalArgumentException e) {
                throw new WrongFileException("ROLLCALL_OBSERVER: " + e.getMessage(), e);
            }
        }
        ObserverAddress found = place == null ? ObserverAddress.PRESET : place;
        if (found.port() == 0) {
            throw wrong("the observer's port must be 1 to 65535, given was 0");
        }
        return found;
    }

    private @Nullable String token() {
        String variable = environment.get("ROLLCALL_OBSERVER_TOKEN");
        try {
            Path file = observerToken == null && variable != null ? Path.of(variable) : observerToken;
            return file == null ? null : WireArguments.token(file);
        } catch (InvalidPathException e) {
            throw new WrongFileException("ROLLCALL_OBSERVER_TOKEN is no path", e);
        } catch (WrongFileException e) {
            throw new WrongFileException(ServeArguments.asTyped(String.valueOf(e.getMessage())), e);
        }
    }

    private ParameterException wrong(String what) {
        return new ParameterException(spec.commandLine(), what);
    }
}
