package io.rollcall.server.bench;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/** What a load is made of: the options of {@code rollcall bench}. */
public final class BenchArguments {
    private static final int MOST_CONNECTIONS = 100_000;
    private static final int MOST_DEPTH = 1 << 16;
    private static final int MOST_LINE_BYTES = 1 << 20;
    private static final int MOST_SECONDS = 86_400;
    private static final int MOST_LINES = 2_000_000_000;
    private static final int MOST_SETUP_LINES = 1000;

    @Option(names = "--host", paramLabel = "HOST", description = "Where the server is (default: ${DEFAULT-VALUE}).")
    String host = "127.0.0.1";

    @Option(names = "--port", paramLabel = "N", description = "Its port (default: ${DEFAULT-VALUE}).")
    int port = 9999;

    @Option(names = "--mode", paramLabel = "WHICH", description = "echo, fanout or storm (default: ${DEFAULT-VALUE}).")
    Mode mode = Mode.ECHO;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description = "In fanout, the members (default: ${DEFAULT-VALUE}).")
    int connections = 1;

    @Option(
            names = "--depth",
            paramLabel = "N",
            description = "Lines that a connection has under way (default: ${DEFAULT-VALUE}).")
    int depth = 1;

    @Option(
            names = "--line-bytes",
            paramLabel = "N",
            description = "Of each line, without its end (default: ${DEFAULT-VALUE}).")
    int lineBytes = 32;

    @Option(names = "--seconds", paramLabel = "S", description = "How long it counts (default: ${DEFAULT-VALUE}).")
    double seconds = 5;

    @Option(
            names = "--warmup",
            paramLabel = "S",
            description = "How long it runs before it counts (default: ${DEFAULT-VALUE}).")
    double warmup = 1;

    @Option(names = "--lines", paramLabel = "N", description = "So many lines in all, instead of a time.")
    int lines;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Lines a second in all, whatever the server does; delays count from when a line was due.")
    int rate;

    @Option(
            names = "--request",
            paramLabel = "TEXT",
            description = "What is sent: {} is the line, {n} the members, {run} a word for this run.")
    @Nullable String request;

    @Option(names = "--reply", paramLabel = "TEXT", description = "What must come back, or to each member.")
    @Nullable String reply;

    @Option(names = "--receipt", paramLabel = "TEXT", description = "What the publisher must hear; '' for nothing.")
    @Nullable String receipt;

    @Option(names = "--setup", paramLabel = "TEXT", description = "What each connection sends first.")
    @Nullable String setup;

    @Option(
            names = "--setup-lines",
            paramLabel = "N",
            description = "Lines that come before and in answer to it, unchecked.")
    int setupLines;

    @Option(names = "--publisher-setup", paramLabel = "TEXT", description = "The same, of the publisher.")
    @Nullable String publisherSetup;

    @Option(names = "--publisher-setup-lines", paramLabel = "N", description = "The same, of the publisher.")
    int publisherSetupLines;

    @Option(
            names = "--ignore",
            paramLabel = "TEXT",
            description = "May come between replies; begins otherwise than they.")
    @Nullable String ignore;

    @Option(names = "--ignore-reply", paramLabel = "TEXT", description = "What is answered to that.")
    @Nullable String ignoreReply;

    @Option(names = "--to-all", description = "In fanout: the server sends each line to all, the author included.")
    boolean toAll;

    @Option(names = "--slow", paramLabel = "N", description = "In fanout: so many more members, who never read.")
    int slow;

    @Option(
            names = "--hold",
            paramLabel = "S",
            description = "In storm: how long all stay before their last line (default: ${DEFAULT-VALUE}).")
    double hold = 1;

    @Option(
            names = "--timeout",
            paramLabel = "S",
            description = "Without any progress, it gives up (default: ${DEFAULT-VALUE}).")
    double timeout = 10;

    @Option(names = "--pid", paramLabel = "PID", description = "The server's process: tells its processor time, too.")
    long pid;

    BenchArguments() {}

    /**
     * Reads options, as a program would give them.
     *
     * @param options such as {@code --port=7000}
     * @return the same, checked
     * @throws CommandLine.ParameterException if one is wrong
     */
    public static BenchArguments parse(String... options) {
        BenchArguments arguments = new BenchArguments();
        CommandLine line = new CommandLine(arguments).setCaseInsensitiveEnumValuesAllowed(true);
        line.parseArgs(options);
        arguments.check(line);
        return arguments;
    }

    void check(CommandLine line) {
        between(line, "--port", port, 1, 65_535);
        between(line, "--connections", connections, 1, MOST_CONNECTIONS);
        between(line, "--depth", depth, 1, MOST_DEPTH);
        between(line, "--line-bytes", lineBytes, Numbered.LEAST_BYTES, MOST_LINE_BYTES);
        between(line, "--seconds", seconds, 0.01, MOST_SECONDS);
        between(line, "--warmup", warmup, 0, MOST_SECONDS);
        between(line, "--hold", hold, 0, MOST_SECONDS);
        between(line, "--timeout", timeout, 0.01, MOST_SECONDS);
        between(line, "--lines", lines, 0, MOST_LINES);
        between(line, "--rate", rate, 0, MOST_LINES);
        between(line, "--slow", slow, 0, MOST_CONNECTIONS);
        between(line, "--setup-lines", setupLines, 0, MOST_SETUP_LINES);
        between(line, "--publisher-setup-lines", publisherSetupLines, 0, MOST_SETUP_LINES);
    }

    private static void between(CommandLine line, String option, double given, double least, double most) {
        if (!(given >= least && given <= most)) {
            throw new CommandLine.ParameterException(
                    line, option + " must be " + plain(least) + " to " + plain(most) + ", given was " + plain(given));
        }
    }

    private static String plain(double number) {
        return number == Math.rint(number) ? String.valueOf((long) number) : String.valueOf(number);
    }
}
