package io.rollcall.server;

import java.time.Duration;
import java.util.Objects;

/**
 * Says how a server is to run. Immutable; start from {@link #defaults()}.
 *
 * @param host address or host name to bind
 * @param port 0 to 65535; 0 for any free one
 * @param workerThreads where workers run
 * @param transport how sockets are served
 * @param ioThreads event loops that serve connections, 1 to 1024; one more accepts them
 * @param maxLine longest line in bytes, its end not counted, 16 to 1 MiB
 * @param mailbox lines that may wait for one worker before its connection is read no further, 1 to 1 Mi; beside it
 *     always holds {@value #MAILBOX_BYTES} bytes
 * @param idle after how long without input a connection that holds nothing is closed, at most 365 days; zero
 *     for never
 * @param drain how long a stop waits for accepted lines and their replies, at most 365 days; zero for not
 *     at all
 * @param commands whether lines that begin with a slash are commands; if not, every line is a message as it is
 * @since 0.1
 */
public record ServerOptions(
        String host,
        int port,
        WorkerThreads workerThreads,
        Transport transport,
        int ioThreads,
        int maxLine,
        int mailbox,
        Duration idle,
        Duration drain,
        boolean commands) {
    /** The default host: this machine only. */
    public static final String HOST = "127.0.0.1";
    /** The default port. */
    public static final int PORT = 9999;
    /** The default length of a line, in bytes. */
    public static final int MAX_LINE = 8192;
    /** The default of lines in a mailbox. */
    public static final int MAILBOX = 1024;
    /** How many bytes may wait in a mailbox, whatever the number of lines. */
    public static final int MAILBOX_BYTES = 64 * 1024;
    /** The default time without input, for a connection that holds nothing. */
    public static final Duration IDLE = Duration.ofMinutes(15);
    /** The default time for a stop. */
    public static final Duration DRAIN = Duration.ofSeconds(10);

    private static final int MAX_PORT = 65_535;
    private static final int MAX_IO_THREADS = 1024;
    private static final int MAX_MAILBOX = 1024 * 1024;
    private static final Duration MAX_TIME = Duration.ofDays(365);

    /**
     * Checks every value.
     *
     * @param host as {@link #host()}
     * @param port as {@link #port()}
     * @param workerThreads as {@link #workerThreads()}
     * @param transport as {@link #transport()}
     * @param ioThreads as {@link #ioThreads()}
     * @param maxLine as {@link #maxLine()}
     * @param mailbox as {@link #mailbox()}
     * @param idle as {@link #idle()}
     * @param drain as {@link #drain()}
     * @param commands as {@link #commands()}
     * @throws NullPointerException if one is null
     * @throws IllegalArgumentException if one is out of range; the message names it, its range and what was given
     */
    public ServerOptions {
        Objects.requireNonNull(host, "host");
        Objects.requireNonNull(workerThreads, "workerThreads");
        Objects.requireNonNull(transport, "transport");
        check("port", port, 0, MAX_PORT);
        check("ioThreads", ioThreads, 1, MAX_IO_THREADS);
        check("maxLine", maxLine, LineDecoder.MIN_LINE_BYTES, LineDecoder.MAX_LINE_BYTES);
        check("mailbox", mailbox, 1, MAX_MAILBOX);
        check("idle", idle);
        check("drain", drain);
    }

    private static void check(String what, long given, long least, long most) {
        if (given < least || given > most) {
            throw new IllegalArgumentException(what + " must be " + least + " to " + most + ", given was " + given);
        }
    }

    private static void check(String what, Duration given) {
        if (given.isNegative() || given.compareTo(MAX_TIME) > 0) {
            throw new IllegalArgumentException(
                    what + " must be 0 to " + MAX_TIME.toDays() + " days, given was " + given);
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
                WorkerThreads.LOOP,
                Transport.AUTO,
                Math.min(Runtime.getRuntime().availableProcessors(), MAX_IO_THREADS),
                MAX_LINE,
                MAILBOX,
                IDLE,
                DRAIN,
                true);
    }

    /**
     * Returns these options with another address or host name to bind.
     *
     * @param host as {@link #host()}
     * @return a copy
     */
    public ServerOptions withHost(String host) {
        return new ServerOptions(
                host, port, workerThreads, transport, ioThreads, maxLine, mailbox, idle, drain, commands);
    }

    /**
     * Returns these options with another port.
     *
     * @param port as {@link #port()}
     * @return a copy
     */
    public ServerOptions withPort(int port) {
        return new ServerOptions(
                host, port, workerThreads, transport, ioThreads, maxLine, mailbox, idle, drain, commands);
    }

    /**
     * Returns these options with another place for workers.
     *
     * @param workerThreads as {@link #workerThreads()}
     * @return a copy
     */
    public ServerOptions withWorkerThreads(WorkerThreads workerThreads) {
        return new ServerOptions(
                host, port, workerThreads, transport, ioThreads, maxLine, mailbox, idle, drain, commands);
    }

    /**
     * Returns these options with another transport.
     *
     * @param transport as {@link #transport()}
     * @return a copy
     */
    public ServerOptions withTransport(Transport transport) {
        return new ServerOptions(
                host, port, workerThreads, transport, ioThreads, maxLine, mailbox, idle, drain, commands);
    }

    /**
     * Returns these options with another number of event loops.
     *
     * @param ioThreads as {@link #ioThreads()}
     * @return a copy
     */
    public ServerOptions withIoThreads(int ioThreads) {
        return new ServerOptions(
                host, port, workerThreads, transport, ioThreads, maxLine, mailbox, idle, drain, commands);
    }

    /**
     * Returns these options with another longest line.
     *
     * @param maxLine as {@link #maxLine()}
     * @return a copy
     */
    public ServerOptions withMaxLine(int maxLine) {
        return new ServerOptions(
                host, port, workerThreads, transport, ioThreads, maxLine, mailbox, idle, drain, commands);
    }

    /**
     * Returns these options with another number of lines in a mailbox.
     *
     * @param mailbox as {@link #mailbox()}
     * @return a copy
     */
    public ServerOptions withMailbox(int mailbox) {
        return new ServerOptions(
                host, port, workerThreads, transport, ioThreads, maxLine, mailbox, idle, drain, commands);
    }

    /**
     * Returns these options with another time without input.
     *
     * @param idle as {@link #idle()}
     * @return a copy
     */
    public ServerOptions withIdle(Duration idle) {
        return new ServerOptions(
                host, port, workerThreads, transport, ioThreads, maxLine, mailbox, idle, drain, commands);
    }

    /**
     * Returns these options with another time for a stop.
     *
     * @param drain as {@link #drain()}
     * @return a copy
     */
    public ServerOptions withDrain(Duration drain) {
        return new ServerOptions(
                host, port, workerThreads, transport, ioThreads, maxLine, mailbox, idle, drain, commands);
    }

    /**
     * Returns these options with commands on or off.
     *
     * @param commands as {@link #commands()}
     * @return a copy
     */
    public ServerOptions withCommands(boolean commands) {
        return new ServerOptions(
                host, port, workerThreads, transport, ioThreads, maxLine, mailbox, idle, drain, commands);
    }
}
