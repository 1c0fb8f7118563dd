package io.rollcall.server.bench;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code rollcall bench}: puts a load on a line server, and says how fast and how right it was. */
@Command(
        name = "bench",
        description = "Puts a load on a line server and checks each reply.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = {
            "",
            "echo: each line comes back. fanout: one publishes to N members, by /join and /cast",
            "unless told otherwise. storm: N connect at once, and each line comes back.",
            "Status 1 if a reply is wrong or missing."
        })
public final class BenchCommand implements Callable<Integer> {
    private static final int WRONG = 1;

    @Mixin
    private BenchArguments arguments = new BenchArguments();

    @Option(names = "--json", description = "Prints one JSON object.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /** Makes the command; its options are set by picocli. */
    public BenchCommand() {}

    /**
     * Runs the load and prints what it found.
     *
     * @return the exit status
     * @throws InterruptedException if this thread is interrupted
     */
    @Override
    public Integer call() throws InterruptedException {
        arguments.check(spec.commandLine());
        try {
            Outcome outcome = LoadGenerator.run(arguments);
            spec.commandLine().getOut().print(json ? outcome.json() + System.lineSeparator() : outcome.text());
            spec.commandLine().getOut().flush();
            return 0;
        } catch (BenchException e) {
            spec.commandLine().getErr().println("rollcall: " + e.getMessage());
            return WRONG;
        }
    }
}
