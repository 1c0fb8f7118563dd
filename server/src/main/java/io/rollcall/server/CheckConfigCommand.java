package io.rollcall.server;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code rollcall check-config}: says all that is wrong with the options that a start would have, and starts nothing. */
@Command(
        name = "check-config",
        description = "Checks the options, starts nothing.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        versionProvider = Version.class)
final class CheckConfigCommand implements Callable<Integer> {
    @Mixin
    private ServeArguments arguments = new ServeArguments();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ServeArguments arguments() {
        return arguments;
    }

    @Override
    public Integer call() {
        CommandLine line = spec.commandLine();
        Configuration configuration = Configuration.of(line, arguments);
        configuration.check(configuration.arguments(), line);
        return report(configuration, line);
    }

    /** Says what is wrong, and what may be. */
    static int report(Configuration configuration, CommandLine line) {
        configuration.warnings().forEach(warning -> line.getErr().println("rollcall: " + warning));
        configuration.problems().forEach(problem -> line.getErr().println("rollcall: " + problem));
        return (configuration.problems().isEmpty() ? ExitStatus.CLEAN : ExitStatus.CONFIGURATION).code();
    }
}
