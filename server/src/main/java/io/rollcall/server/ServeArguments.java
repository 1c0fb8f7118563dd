package io.rollcall.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command line's options; what is not given keeps the library's default. */
final class ServeArguments {
    @Option(names = "--host", paramLabel = "HOST", description = "Address to bind (default: ${DEFAULT-VALUE}).")
    private String host = ServerOptions.HOST;

    @Option(names = "--port", paramLabel = "N", description = "Port, 0 for any (default: ${DEFAULT-VALUE}).")
    private int port = ServerOptions.PORT;

    @Option(names = "--worker", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private BundledWorker worker = BundledWorker.ECHO;

    @Option(
            names = "--worker-threads",
            paramLabel = "WHERE",
            description = "${COMPLETION-CANDIDATES}: on the event loop, or on threads that may block "
                    + "(default: ${DEFAULT-VALUE}).")
    private WorkerThreads workerThreads = WorkerThreads.LOOP;

    @Option(names = "--transport", description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Transport transport = Transport.AUTO;

    @Option(names = "--io-threads", paramLabel = "N", description = "Event loops (default: one a processor).")
    private int ioThreads = ServerOptions.defaults().ioThreads();

    @Option(names = "--max-line", paramLabel = "BYTES", description = "Longest line (default: ${DEFAULT-VALUE}).")
    private int maxLine = ServerOptions.MAX_LINE;

    @Option(
            names = "--mailbox",
            paramLabel = "LINES",
            description = "Lines that may wait for one worker (default: ${DEFAULT-VALUE}).")
    private int mailbox = ServerOptions.MAILBOX;

    @Option(
            names = "--idle",
            paramLabel = "TIME",
            converter = Time.class,
            description = "Close a silent connection that holds nothing after this time, such as 90s, 15m or 1h; "
                    + "0 for never (default: 15m).")
    private Duration idle = ServerOptions.IDLE;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            converter = Time.class,
            description = "Time for accepted lines when told to stop (default: 10s).")
    private Duration drain = ServerOptions.DRAIN;

    @Option(names = "--no-commands", description = "Every line is a message, also one that begins with a slash.")
    private boolean noCommands;

    @Option(
            names = "--ports-file",
            paramLabel = "FILE",
            description = "Write the bound addresses there, one \"what address\" a line, before READY.")
    private @Nullable Path portsFile;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private LogLevel logLevel = LogLevel.INFO;

    @SuppressWarnings("UnusedVariable") // there is no observer page yet: what is accepted is true
    @Option(names = "--no-observer", description = "Serve no observer page.")
    private boolean noObserver;

    enum LogLevel {
        TRACE,
        DEBUG,
        INFO,
        WARN,
        ERROR,
        OFF
    }

    /** Checks what was given, as the library does. */
    ServerOptions options() {
        return new ServerOptions(
                host, port, workerThreads, transport, ioThreads, maxLine, mailbox, idle, drain, !noCommands);
    }

    BundledWorker worker() {
        return worker;
    }

    @Nullable Path portsFile() {
        return portsFile;
    }

    LogLevel logLevel() {
        return logLevel;
    }

    /** Reads a time: a whole number with ms, s, m or h; without a unit, seconds. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            String given = text.strip().toLowerCase(Locale.ROOT);
            int digits = 0;
            while (digits < given.length() && Character.isDigit(given.charAt(digits))) {
                digits++;
            }
            try {
                long number = Long.parseLong(given.substring(0, digits));
                return switch (given.substring(digits).strip()) {
                    case "ms" -> Duration.ofMillis(number);
                    case "", "s" -> Duration.ofSeconds(number);
                    case "m" -> Duration.ofMinutes(number);
                    case "h" -> Duration.ofHours(number);
                    default -> throw wrong(text);
                };
            } catch (NumberFormatException | ArithmeticException e) {
                throw wrong(text);
            }
        }

        private static TypeConversionException wrong(String text) {
            return new TypeConversionException("a time such as 90s, 15m or 1h was expected, given was '" + text + "'");
        }
    }
}
