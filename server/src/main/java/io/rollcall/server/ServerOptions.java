package io.rollcall.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says how a server is to run. Immutable; start from {@link #defaults()}.
 *
 * @param host address or host name to bind
 * @param port 0 to 65535; 0 for any free one
 * @param unix path of a unix-domain socket to listen on as well, absolute and of at most 107 bytes; null for none. Its
 *     file has mode 0600; a dead socket there is replaced, and it is removed by a stop. It needs epoll
 * @param workerThreads where workers run
 * @param transport how sockets are served
 * @param ioThreads event loops that serve connections, 1 to 1024; one more accepts them
 * @param limits what peers are allowed
 * @param drain how long a stop waits for accepted lines and their replies, at most 365 days; zero for not
 *     at all
 * @param commands whether lines that begin with a slash are commands; if not, every line is a message as it is
 * @param openTakeover whether anybody may take over a name that another connection holds
 * @since 0.1
 */
public record ServerOptions(
        String host,
        int port,
        @Nullable Path unix,
        WorkerThreads workerThreads,
        Transport transport,
        int ioThreads,
        Limits limits,
        Duration drain,
        boolean commands,
        boolean openTakeover) {
    /** The default host: this machine only. */
    public static final String HOST = "127.0.0.1";
    /** The default port. */
    public static final int PORT = 9999;
    /** How many bytes may wait in a mailbox, whatever the number of lines. */
    public static final int MAILBOX_BYTES = 64 * 1024;
    /** The default time for a stop. */
    public static final Duration DRAIN = Duration.ofSeconds(10);

    private static final int MAX_PORT = 65_535;
    private static final int MAX_IO_THREADS = 1024;
    private static final Duration MAX_TIME = Duration.ofDays(365);

    /**
     * Checks every value.
     *
     * @param host as {@link #host()}
     * @param port as {@link #port()}
     * @param unix as {@link #unix()}
     * @param workerThreads as {@link #workerThreads()}
     * @param transport as {@link #transport()}
     * @param ioThreads as {@link #ioThreads()}
     * @param limits as {@link #limits()}
     * @param drain as {@link #drain()}
     * @param commands as {@link #commands()}
     * @param openTakeover as {@link #openTakeover()}
     * @throws NullPointerException if one is null that may not be
     * @throws IllegalArgumentException if one is out of range; the message names it, its range and what was given
     */
    public ServerOptions {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(workerThreads, "workerThreads");
        Objects.requireNonNull(transport, "transport");
        Objects.requireNonNull(limits, "limits");
        if (unix != null) {
            SocketFile.check("unix", unix);
        }
        check("port", port, 0, MAX_PORT);
        check("ioThreads", ioThreads, 1, MAX_IO_THREADS);
        if (limits.get(Limit.OUTPUT_HARD) < limits.get(Limit.OUTPUT_SOFT)) {
            throw new IllegalArgumentException(Limit.OUTPUT_HARD + " must be at least " + Limit.OUTPUT_SOFT + ", "
                    + Limit.Unit.BYTES.show(limits.get(Limit.OUTPUT_SOFT)) + ", given was "
                    + Limit.Unit.BYTES.show(limits.get(Limit.OUTPUT_HARD)));
        }
        if (drain.isNegative() || drain.compareTo(MAX_TIME) > 0) {
            throw new IllegalArgumentException("drain must be 0s to " + Limit.Unit.MILLIS.show(MAX_TIME.toMillis())
                    + ", given was " + Limit.Unit.MILLIS.show(drain.toMillis()));
        }
    }

    private static void check(String what, long given, long least, long most) {
        if (given < least || given > most) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ", given was " + given);
        }
    }

    /**
     * Returns the defaults: echo speed first, this machine only, as many event loops as processors.
     *
     * @return the options of a server that is told nothing else
     */
    public static ServerOptions defaults() {
        return new ServerOptions(
                HOST,
                PORT,
                null,
                WorkerThreads.LOOP,
                Transport.AUTO,
                presetIoThreads(),
                Limits.defaults(),
                DRAIN,
                true,
                false);
    }

    static int presetIoThreads() {
        return Math.min(Runtime.getRuntime().availableProcessors(), MAX_IO_THREADS);
    }

    /**
     * Returns these options with another address or host name to bind.
     *
     * @param host as {@link #host()}
     * @return a copy
     */
    public ServerOptions withHost(String host) {
        return new ServerOptions(
                host, port, unix, workerThreads, transport, ioThreads, limits, drain, commands, openTakeover);
    }

    /**
     * Returns these options with another port.
     *
     * @param port as {@link #port()}
     * @return a copy
     * @throws IllegalArgumentException if it is out of range
     */
    public ServerOptions withPort(int port) {
        return new ServerOptions(
                host, port, unix, workerThreads, transport, ioThreads, limits, drain, commands, openTakeover);
    }

    /**
     * Returns these options with a unix-domain socket as well, or without.
     *
     * @param unix as {@link #unix()}
     * @return a copy
     */
    public ServerOptions withUnix(@Nullable Path unix) {
        return new ServerOptions(
                host, port, unix, workerThreads, transport, ioThreads, limits, drain, commands, openTakeover);
    }

    /**
     * Returns these options with workers that run elsewhere.
     *
     * @param workerThreads as {@link #workerThreads()}
     * @return a copy
     */
    public ServerOptions withWorkerThreads(WorkerThreads workerThreads) {
        return new ServerOptions(
                host, port, unix, workerThreads, transport, ioThreads, limits, drain, commands, openTakeover);
    }

    /**
     * Returns these options with another transport.
     *
     * @param transport as {@link #transport()}
     * @return a copy
     */
    public ServerOptions withTransport(Transport transport) {
        return new ServerOptions(
                host, port, unix, workerThreads, transport, ioThreads, limits, drain, commands, openTakeover);
    }

    /**
     * Returns these options with another number of event loops.
     *
     * @param ioThreads as {@link #ioThreads()}
     * @return a copy
     * @throws IllegalArgumentException if it is out of range
     */
    public ServerOptions withIoThreads(int ioThreads) {
        return new ServerOptions(
                host, port, unix, workerThreads, transport, ioThreads, limits, drain, commands, openTakeover);
    }

    /**
     * Returns these options with other limits.
     *
     * @param limits as {@link #limits()}
     * @return a copy
     */
    public ServerOptions withLimits(Limits limits) {
        return new ServerOptions(
                host, port, unix, workerThreads, transport, ioThreads, limits, drain, commands, openTakeover);
    }

    /**
     * Returns these options with another time for a stop.
     *
     * @param drain as {@link #drain()}
     * @return a copy
     * @throws IllegalArgumentException if it is out of range
     */
    public ServerOptions withDrain(Duration drain) {
        return new ServerOptions(
                host, port, unix, workerThreads, transport, ioThreads, limits, drain, commands, openTakeover);
    }

    /**
     * Returns these options with commands on or off.
     *
     * @param commands as {@link #commands()}
     * @return a copy
     */
    public ServerOptions withCommands(boolean commands) {
        return new ServerOptions(
                host, port, unix, workerThreads, transport, ioThreads, limits, drain, commands, openTakeover);
    }

    /**
     * Returns these options with take-overs by anybody or by nobody.
     *
     * @param openTakeover as {@link #openTakeover()}
     * @return a copy
     */
    public ServerOptions withOpenTakeover(boolean openTakeover) {
        return new ServerOptions(
                host, port, unix, workerThreads, transport, ioThreads, limits, drain, commands, openTakeover);
    }

    /**
     * Returns these options with another number for one limit.
     *
     * @param limit the limit
     * @param value in the limit's unit
     * @return a copy
     * @throws IllegalArgumentException if it is out of range
     */
    public ServerOptions with(Limit limit, long value) {
        return withLimits(limits.with(limit, value));
    }

    /**
     * Returns these options with another time for one limit.
     *
     * @param limit a limit that is a time
     * @param time in whole milliseconds
     * @return a copy
     * @throws IllegalArgumentException if it is out of range, or the limit is no time
     */
    public ServerOptions with(Limit limit, Duration time) {
        return withLimits(limits.with(limit, time));
    }
}
