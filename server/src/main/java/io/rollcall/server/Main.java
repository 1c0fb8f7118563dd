package io.rollcall.server;

import io.rollcall.server.bench.BenchCommand;
import io.rollcall.server.bench.Mode;
import io.rollcall.server.log.StderrLog;
import io.rollcall.server.top.Column;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The command line: arguments in, exit status out. */
@Command(
        name = "rollcall",
        description = "A line server whose workers are found by name. Without a command it serves.",
        mixinStandardHelpOptions = true,
        abbreviateSynopsis = true,
        sortOptions = false,
        footer = ServeArguments.TIMES,
        versionProvider = Version.class,
        subcommands = {
            ServeCommand.class,
            CtlCommand.class,
            TopCommand.class,
            BenchCommand.class,
            CheckConfigCommand.class,
            HashSecretCommand.class
        })
public final class Main {
    /** Beyond so many mistakes a suggestion would be a guess. */
    private static final int MOST_MISTAKES = 2;

    private static final String LEAK_DETECTION = "io.netty.leakDetection.level";

    /** Wide enough for the longest option, so that each has a line of its own in the help. */
    private static final int OPTION_COLUMNS = 24;

    private static final String SERVE = "serve";

    @Mixin
    private ServeArguments arguments = new ServeArguments();

    private Main() {}

    /**
     * Runs a command and ends the process with its exit status.
     *
     * @param arguments the command line
     */
    public static void main(String[] arguments) {
        System.setProperty(StderrLog.FORMAT, ServeArguments.LogFormat.TEXT.toString());
        if (System.getProperty(LEAK_DETECTION) == null) {
            System.setProperty(
                    LEAK_DETECTION,
                    "disabled"); // what the tests have on for every buffer costs a line 4 % even as a sample
        }
        Thread.setDefaultUncaughtExceptionHandler(Main::threadEnded);
        System.exit(execute(writer(System.out), writer(System.err), arguments));
    }

    /** Ends the process with a thread or a loop that ended for want of memory: what is left would only seem to serve. */
    private static void threadEnded(Thread thread, Throwable cause) {
        try {
            System.err.print("rollcall: the thread " + thread.getName() + " ended: ");
            cause.printStackTrace(System.err);
        } finally {
            if (cause instanceof OutOfMemoryError || cause instanceof LoopThreads.LoopEndedException) {
                Runtime.getRuntime().halt(ExitStatus.FAILURE.code()); // an orderly end needs memory, too
            }
        }
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, StandardCharsets.UTF_8);
    }

    /** Runs a command and returns its exit status. */
    static int execute(PrintWriter out, PrintWriter err, String... arguments) {
        return execute(out, err, System.getenv(), arguments);
    }

    /** Runs a command in an environment and returns its exit status. */
    static int execute(PrintWriter out, PrintWriter err, Map<String, String> environment, String... arguments) {
        if (arguments.length == 0 || arguments[0].startsWith("-") || arguments[0].equals(SERVE)) {
            boolean isNamed = arguments.length > 0 && arguments[0].equals(SERVE);
            String[] options = isNamed ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
            CommandLine serving = serving(out, err, environment);
            if (isServe(serving, options)) {
                return serving.execute(options);
            }
        }
        return line(out, err, environment).execute(arguments);
    }

    /** Tells whether there are options of a server, all of them right, and nothing else. */
    private static boolean isServe(CommandLine serving, String[] options) {
        try {
            ParseResult given = serving.parseArgs(options);
            return !given.isUsageHelpRequested() && !given.isVersionHelpRequested();
        } catch (ParameterException wrong) { // which the parser of all commands says better
            return false;
        }
    }

    /**
     * Parses the options of a server, and runs nothing.
     *
     * @throws ParameterException if one is wrong
     */
    static ServeArguments parse(List<String> options) {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        CommandLine line = serving(nowhere, nowhere, Map.of());
        line.parseArgs(options.toArray(String[]::new));
        return line.<ServeCommand>getCommand().arguments();
    }

    /** Makes the parser of serving alone, as all that there is takes a start longer than all the rest of it. */
    private static CommandLine serving(PrintWriter out, PrintWriter err, Map<String, String> environment) {
        ServeCommand serve = new ServeCommand();
        CommandLine line = new CommandLine(serve);
        addTo(line, serve.arguments(), environment);
        return set(line, out, err);
    }

    /** Makes the parser of all commands, with all their options. */
    static CommandLine line(PrintWriter out, PrintWriter err, Map<String, String> environment) {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        CommandLine serve = Objects.requireNonNull(line.getSubcommands().get(SERVE));
        CommandLine check = Objects.requireNonNull(line.getSubcommands().get("check-config"));
        CommandLine ctl = Objects.requireNonNull(line.getSubcommands().get("ctl"));
        ctl.<CtlCommand>getCommand().setEnvironment(environment);
        Objects.requireNonNull(line.getSubcommands().get("top"))
                .<TopCommand>getCommand()
                .setEnvironment(environment);
        ctl.setStopAtPositional(true); // what follows the command is its own, whatever it looks like
        addTo(line, main.arguments, environment);
        addTo(serve, serve.<ServeCommand>getCommand().arguments(), environment);
        addTo(check, check.<CheckConfigCommand>getCommand().arguments(), environment);
        return set(line, out, err)
                .setHelpSectionMap(OptionList.in(line.getHelpSectionMap()))
                .registerConverter(Column.class, ServeArguments.oneOf(Column.class))
                .registerConverter(Mode.class, ServeArguments.oneOf(Mode.class))
                .registerConverter(HashSecretCommand.Role.class, ServeArguments.oneOf(HashSecretCommand.Role.class));
    }

    private static CommandLine set(CommandLine line, PrintWriter out, PrintWriter err) {
        return line.setOut(out)
                .setErr(err)
                .setAllowSubcommandsAsOptionParameters(true)
                .setExpandAtFiles(false)
                .setUsageHelpLongOptionsMaxWidth(OPTION_COLUMNS)
                .registerConverter(int.class, ServeArguments::wholeNumber)
                .registerConverter(double.class, ServeArguments::number)
                .registerConverter(BundledWorker.class, ServeArguments.oneOf(BundledWorker.class))
                .registerConverter(WorkerThreads.class, ServeArguments.oneOf(WorkerThreads.class))
                .registerConverter(Transport.class, ServeArguments.oneOf(Transport.class))
                .registerConverter(ServeArguments.LogLevel.class, ServeArguments.oneOf(ServeArguments.LogLevel.class))
                .registerConverter(ServeArguments.LogFormat.class, ServeArguments.oneOf(ServeArguments.LogFormat.class))
                .setParameterExceptionHandler(Main::complain)
                .setExecutionExceptionHandler(Main::failed)
                .setExecutionStrategy(Main::run);
    }

    private static void addTo(CommandLine line, ServeArguments arguments, Map<String, String> environment) {
        LimitArguments.addTo(line.getCommandSpec(), arguments);
        arguments.setEnvironment(environment);
    }

    /** Runs the last command that was given; the options of a command stand behind it. */
    private static int run(ParseResult given) {
        boolean helps = given.isUsageHelpRequested() || given.isVersionHelpRequested();
        if (given.hasSubcommand() && !helps && !given.matchedOptions().isEmpty()) {
            CommandSpec command = given.subcommand().commandSpec();
            throw new ParameterException(
                    command.commandLine(),
                    given.matchedOptions().get(0).longestName() + " must come after " + command.name()
                            + ", not before it");
        }
        return new CommandLine.RunLast().execute(given);
    }

    /** One line that says what is wrong, and what may have been meant. */
    private static int complain(ParameterException wrong, String[] arguments) {
        CommandLine command = wrong.getCommandLine();
        String message = wrong instanceof UnmatchedArgumentException unmatched
                ? unknown(unmatched.getUnmatched().get(0), command.getCommandSpec())
                : String.valueOf(wrong.getMessage());
        String first = message.lines().findFirst().orElse("the command line is wrong");
        boolean isVariable = first.matches("[A-Z]+_.*");
        command.getErr()
                .println("rollcall: "
                        + (isVariable
                                ? first.substring(0, 1)
                                : first.substring(0, 1).toLowerCase(Locale.ROOT)) + first.substring(1));
        return ExitStatus.USAGE.code();
    }

    /** One line about what nobody expected; where it came from is for those who ask. */
    private static int failed(Exception failure, CommandLine command, ParseResult given) {
        command.getErr().println("rollcall: failed: " + String.valueOf(failure).replaceAll("\\p{Cntrl}+", " "));
        ParseResult last = given.hasSubcommand() ? given.subcommand() : given;
        if (last.hasMatchedOption("--debug")) {
            failure.printStackTrace(command.getErr());
        }
        return ExitStatus.FAILURE.code();
    }

    private static String unknown(String given, CommandSpec spec) {
        if (!given.startsWith("-")) {
            return spec.subcommands().isEmpty()
                    ? "unexpected argument '" + given + "'"
                    : "unknown command '" + given + "'"
                            + suggestion(given, List.copyOf(spec.subcommands().keySet()));
        }
        List<String> longOptions = spec.optionsMap().keySet().stream()
                .filter(option -> option.startsWith("--"))
                .toList();
        return "unknown option '" + given + "'" + suggestion(given.replaceFirst("=.*", ""), longOptions);
    }

    private static String suggestion(String given, List<String> known) {
        return Spelling.nearest(given, known, MOST_MISTAKES)
                .map(near -> "; did you mean " + near + "?")
                .orElse("");
    }
}
