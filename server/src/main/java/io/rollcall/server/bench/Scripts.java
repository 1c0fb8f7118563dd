package io.rollcall.server.bench;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Writes what each connection of a load says and expects. Immutable. */
final class Scripts {
    private static final AtomicInteger RUNS = new AtomicInteger();

    private final BenchArguments arguments;
    private final String run;

    Scripts(BenchArguments arguments) {
        this.arguments = arguments;
        this.run = "bench-" + ProcessHandle.current().pid() + "-" + RUNS.incrementAndGet();
    }

    /** For a connection that asks and is answered. */
    Script asker(int number) {
        return new Script(
                text(arguments.setup),
                arguments.setupLines,
                message(given(arguments.request, "{}"), number),
                message(given(arguments.reply, "{}"), number));
    }

    /** For one of those to whom is published. */
    Script member(int publisher) {
        boolean cast = isCast();
        return new Script(
                text(cast ? given(arguments.setup, "/join {run}") : arguments.setup),
                cast ? Math.max(1, arguments.setupLines) : arguments.setupLines,
                null,
                message(given(arguments.reply, cast ? ">cast {run} {run} {}" : "{}"), publisher));
    }

    /** For the one who publishes. */
    Script publisher(int number) {
        boolean cast = isCast();
        String receipt = given(arguments.receipt, cast ? "+{n}" : arguments.toAll ? "{}" : "");
        boolean unchecked = receipt.isEmpty() || arguments.slow > 0; // whom a server passes over, it says there
        return new Script(
                text(cast ? given(arguments.publisherSetup, "/name {run}") : arguments.publisherSetup),
                cast ? Math.max(1, arguments.publisherSetupLines) : arguments.publisherSetupLines,
                message(given(arguments.request, cast ? "/cast {run} {}" : "{}"), number),
                unchecked ? null : message(receipt, number));
    }

    /** Tells whether the server is spoken to as Rollcall. */
    private boolean isCast() {
        return !arguments.toAll && arguments.request == null;
    }

    private Numbered message(String typed, int number) {
        return Template.of(typed, arguments.connections, run).numbered(number, arguments.lineBytes);
    }

    /** Reads a text without a payload, an empty one for none. */
    String text(@Nullable String typed) {
        return typed == null || typed.isEmpty()
                ? ""
                : Template.of(typed, arguments.connections, run).before();
    }

    private static String given(@Nullable String typed, String otherwise) {
        return Objects.requireNonNullElse(typed, otherwise);
    }
}
