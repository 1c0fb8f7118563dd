package io.rollcall.server;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The command line's options; what is not given keeps the library's default. */
final class ServeArguments {
    static final String TIMES = "A TIME is such as 500ms, 15m, 1h, 7d or 90, in seconds; BYTES 64KiB or 1MiB.";

    @Option(names = "--config", paramLabel = "FILE", description = "Options, a line each: port=7000.")
    private @Nullable Path config;

    @Option(names = "--print-config", description = "Print the options and their sources only.")
    private boolean printConfig;

    @Option(names = "--check-config", description = "Check the options only, as check-config does.")
    private boolean checkConfig;

    private Map<String, String> environment = Map.of();

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
    private int ioThreads = ServerOptions.presetIoThreads();

    @Option(
            names = "--drain",
            paramLabel = "TIME",
            converter = LimitArguments.Time.class,
            description = "How long a stop waits for lines (default: 10s).")
    private Duration drain = ServerOptions.DRAIN;

    @Option(names = "--unix", paramLabel = "PATH", description = "Listen on this unix-domain socket, too.")
    private @Nullable Path unix;

    @Mixin
    private WireArguments wire = new WireArguments();

    @Mixin
    private ClusterArguments cluster = new ClusterArguments();

    @Option(names = "--tls-cert", paramLabel = "FILE", description = "Speak TLS, with these certificates in PEM.")
    private @Nullable Path tlsCert;

    @Option(names = "--tls-key", paramLabel = "FILE", description = "Their key, in PEM.")
    private @Nullable Path tlsKey;

    @Option(names = "--tls-client-ca", paramLabel = "FILE", description = "Clients must have a certificate of these.")
    private @Nullable Path tlsClientCa;

    @Option(
            names = "--auth-file",
            paramLabel = "FILE",
            description = "Who may come in; see hash-secret (default: all).")
    private @Nullable Path authFile;

    @Option(names = "--open-takeover", description = "Anybody may /take a name from its holder.")
    private boolean openTakeover;

    private final Map<Limit, Long> limits = new EnumMap<>(Limit.class);

    @Option(names = "--no-commands", description = "Lines that begin with a slash are messages, too.")
    private boolean noCommands;

    @Option(names = "--ports-file", paramLabel = "FILE", description = "Written before READY, an address a line.")
    private @Nullable Path portsFile;

    @Option(
            names = "--log-level",
            paramLabel = "LEVEL",
            description = "off to trace, on stderr (default: ${DEFAULT-VALUE}).")
    private LogLevel logLevel = LogLevel.INFO;

    @Option(names = "--log-format", paramLabel = "FORMAT", description = "text or json (default: ${DEFAULT-VALUE}).")
    private LogFormat logFormat = LogFormat.TEXT;

    @Option(names = "--pid-file", paramLabel = "FILE", description = "Has the process id while it runs.")
    private @Nullable Path pidFile;

    @Option(names = "--debug", description = "Show stack traces of failures.")
    private boolean debug;

    enum LogLevel {
        OFF,
        ERROR,
        WARN,
        INFO,
        DEBUG,
        TRACE;

        /** Has it hold from now on. */
        void set() {
            if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof ch.qos.logback.classic.Logger root) {
                root.setLevel(Level.toLevel(toString()));
            }
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    enum LogFormat {
        TEXT,
        JSON;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Checks what was given, as the library does. */
    ServerOptions options() {
        Limits given = Limits.defaults();
        for (Map.Entry<Limit, Long> limit : limits.entrySet()) {
            given = given.with(limit.getKey(), limit.getValue());
        }
        return new ServerOptions(
                host, port, unix, workerThreads, transport, ioThreads, given, drain, !noCommands, openTakeover);
    }

    /** Checks what was given for what is around the line sockets. */
    Wiring wiring() {
        return wire.wiring(environment);
    }

    /** Checks what was given for a node of a cluster; null if it is none. */
    @Nullable ClusterSettings cluster() {
        return cluster.settings(environment);
    }

    /**
     * Reads the certificates and their key; null if there are none. What is wrong is said as {@link #options} does.
     *
     * @throws WrongFileException if a file cannot be read or used
     */
    @Nullable Tls tls() {
        if (tlsCert == null && tlsKey == null && tlsClientCa == null) {
            return null;
        }
        if (tlsCert == null) {
            throw new IllegalArgumentException("tlsCert must be given with --tls-key and --tls-client-ca");
        }
        if (tlsKey == null) {
            throw new IllegalArgumentException("tlsKey must be given with --tls-cert");
        }
        try {
            return Tls.open(tlsCert, tlsKey, tlsClientCa);
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            throw new WrongFileException(
                    message.startsWith("--") ? message.substring(2) : "tlsCert cannot be used, " + message, e);
        }
    }

    void set(Limit limit, long value) {
        limits.put(limit, value);
    }

    /** Sets where options are looked for that are not on the command line. */
    void setEnvironment(Map<String, String> variables) {
        environment = Map.copyOf(variables);
    }

    Map<String, String> environment() {
        return environment;
    }

    /** The configuration file; null for none. */
    @Nullable Path config() {
        return config;
    }

    boolean printConfig() {
        return printConfig;
    }

    boolean checkConfig() {
        return checkConfig;
    }

    /** The file that says who may come in; null for all. */
    @Nullable Path authFile() {
        return authFile;
    }

    /** The files that this user alone should read. */
    List<Path> secretFiles() {
        return Stream.of(authFile, tlsKey, wire.observerToken(), cluster.key())
                .filter(Objects::nonNull)
                .toList();
    }

    BundledWorker worker() {
        return worker;
    }

    @Nullable Path portsFile() {
        return portsFile;
    }

    LogFormat logFormat() {
        return logFormat;
    }

    @Nullable Path pidFile() {
        return pidFile;
    }

    boolean debug() {
        return debug;
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

    /** Reads a number that may have a fraction; picocli's own message speaks of a double. */
    static double number(String text) {
        try {
            return Double.parseDouble(text.strip());
        } catch (NumberFormatException e) {
            throw new TypeConversionException("a number was expected, given was '" + text + "'");
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
}
