package io.rollcall.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command line's options; what is not given keeps the library's default. */
final class ServeArguments {
    static final String TIMES = "A TIME is such as 500ms, 90s, 15m or 1h; a number alone means seconds.";

    @Option(names = "--host", paramLabel = "HOST", description = "Where to listen (default: ${DEFAULT-VALUE}).")
    private String host = ServerOptions.HOST;

    @Option(names = "--port", paramLabel = "N", description = "0 for any free port (default: ${DEFAULT-VALUE}).")
    private int port = ServerOptions.PORT;

    @Option(names = "--worker", paramLabel = "WHICH", description = "echo or broadcast (default: ${DEFAULT-VALUE}).")
    private BundledWorker worker = BundledWorker.ECHO;

    @Option(
            names = "--worker-threads",
            paramLabel = "WHERE",
            description = "loop, or pool if they block (default: ${DEFAULT-VALUE}).")
    private WorkerThreads workerThreads = WorkerThreads.LOOP;

    @Option(
            names = "--transport",
            paramLabel = "WHICH",
            description = "epoll, nio or auto (default: ${DEFAULT-VALUE}).")
    private Transport transport = Transport.AUTO;

    @Option(names = "--io-threads", paramLabel = "N", description = "Event loops (default: cores).")
    private int ioThreads = ServerOptions.defaults().ioThreads();

    @Option(names = "--max-line", paramLabel = "BYTES", description = "Longest line (default: ${DEFAULT-VALUE}).")
    private int maxLine = ServerOptions.MAX_LINE;

    @Option(
            names = "--mailbox",
            paramLabel = "LINES",
            description = "How many may wait for a worker (default: ${DEFAULT-VALUE}).")
    private int mailbox = ServerOptions.MAILBOX;

    @Option(
            names = "--idle",
            paramLabel = "TIME",
            converter = Time.class,
            description = "Ends a silent connection that holds nothing;%n0 for never (default: 15m).")
    private Duration idle = ServerOptions.IDLE;

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            converter = Time.class,
            description = "How long a stop waits for lines (default: 10s).")
    private Duration drain = ServerOptions.DRAIN;

    @Option(names = "--no-commands", description = "Lines that begin with a slash are messages, too.")
    private boolean noCommands;

    @Option(names = "--ports-file", paramLabel = "FILE", description = "Written before READY, an address a line.")
    private @Nullable Path portsFile;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "off, error, warn, info, debug or trace%n(default: ${DEFAULT-VALUE}), on stderr.")
    private LogLevel logLevel = LogLevel.INFO;

    @SuppressWarnings("UnusedVariable") // there is no observer page yet: what is accepted is true
    @Option(names = "--no-observer", description = "Accepted; there is no observer page yet.")
    private boolean noObserver;

    enum LogLevel {
        OFF,
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
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

    /** Reads a number; picocli's own message speaks of an int. */
    static int wholeNumber(String text) {
        try {
            return Integer.parseInt(text.strip());
        } catch (NumberFormatException e) {
            throw new TypeConversionException("a whole number was expected, given was '" + text + "'");
        }
    }

    /** Reads one of a few words, in any case; picocli's own message shouts them. */
    static <E extends Enum<E>> ITypeConverter<E> oneOf(Class<E> words) {
        String all = Stream.of(words.getEnumConstants()).map(Enum::toString).collect(Collectors.joining(", "));
        return text -> Stream.of(words.getEnumConstants())
                .filter(word -> word.toString().equalsIgnoreCase(text.strip()))
                .findFirst()
                .orElseThrow(
                        () -> new TypeConversionException("one of " + all + " was expected, given was '" + text + "'"));
    }

    /** Turns the library's message into one about what was typed: maxLine is --max-line here. */
    static String asTyped(String message) {
        String option = message.split(" ", 2)[0];
        String typed = "--" + option.replaceAll("[A-Z]", "-$0").toLowerCase(Locale.ROOT);
        return typed + message.substring(option.length());
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
