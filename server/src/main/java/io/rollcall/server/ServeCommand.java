package io.rollcall.server;

import io.rollcall.server.log.StderrLog;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code rollcall serve}, which is also what {@code rollcall} alone does. */
@Command(
        name = "serve",
        description = "Serves the line protocol until TERM or INT.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = ServeArguments.TIMES,
        versionProvider = Version.class)
final class ServeCommand implements Callable<Integer> {
    @Mixin
    private ServeArguments arguments = new ServeArguments();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ServeArguments arguments() {
        return arguments;
    }

    @Override
    public Integer call() {
        return serve(arguments, spec.commandLine());
    }

    /** Serves with the options of all sources, or prints them. */
    static int serve(ServeArguments given, CommandLine line) {
        Configuration configuration = Configuration.of(line, given);
        ServeArguments arguments = configuration.arguments();
        StderrLog.choose(arguments.logLevel().toString(), arguments.logFormat().toString());
        configuration.check(arguments, line);
        if (given.checkConfig()) {
            return CheckConfigCommand.report(configuration, line);
        }
        configuration.warnings().forEach(warning -> line.getErr().println("rollcall: " + warning));
        if (!configuration.problems().isEmpty()) {
            line.getErr().println("rollcall: " + configuration.problems().get(0));
            return ExitStatus.CONFIGURATION.code();
        }
        if (given.printConfig()) {
            configuration.print(line.getOut());
            return ExitStatus.CLEAN.code();
        }
        return run(arguments, configuration, given, line);
    }

    /** Serves until a signal; then this process ends with the status of the drain. */
    private static int run(ServeArguments arguments, Configuration started, ServeArguments given, CommandLine line) {
        ClusterSettings cluster = arguments.cluster();
        Daemon daemon = new Daemon(
                arguments.options(),
                cluster == null ? arguments.wiring() : arguments.wiring().with(cluster),
                arguments.worker(),
                started.tls(),
                started.credentials(),
                arguments.portsFile(),
                line.getOut(),
                line.getErr());
        daemon.pidFile(arguments.pidFile());
        daemon.setDebug(arguments.debug());
        Signals.handle("HUP", () -> reload(daemon, started, line, given));
        // The JVM ends as soon as the hooks have run, with the signal's own status, unless a hook says another.
        Thread hook =
                new Thread(() -> Runtime.getRuntime().halt(daemon.stopServer().code()), "line-shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        ExitStatus status = daemon.run();
        Runtime.getRuntime().removeShutdownHook(hook);
        return status.code();
    }

    private static void reload(Daemon daemon, Configuration started, CommandLine line, ServeArguments given) {
        Configuration now = Configuration.of(line, given);
        try {
            ServeArguments arguments = now.arguments();
            now.check(arguments, line);
            daemon.reload(started, now, arguments);
        } catch (ParameterException wrong) { // what a file has that the command line names
            daemon.reloadFailed(String.valueOf(wrong.getMessage()));
        }
    }
}
