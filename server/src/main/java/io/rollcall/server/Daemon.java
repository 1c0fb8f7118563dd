package io.rollcall.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The server as a process: it says where it listens, serves until it is told to stop, and says how it ended. */
final class Daemon {
    private final LineServer server;
    private final ServerEvents events;
    private final @Nullable Tls tls;
    private final @Nullable PortsFile portsFile;
    private final Map<String, String> environment;
    private @Nullable PidFile pidFile;
    private boolean debug;
    private volatile boolean refused;
    private final PrintWriter out;
    private final PrintWriter err;
    /** Set before it is ready. */
    private volatile @Nullable ServiceNotice notice;

    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);

    Daemon(
            ServerOptions options,
            Wiring wiring,
            WorkerFactory worker,
            @Nullable Path portsFile,
            PrintWriter out,
            PrintWriter err) {
        this(options, wiring, worker, null, null, portsFile, out, err);
    }

    /** Makes a daemon whose port speaks TLS and which lets in only whom credentials name, unless either is null. */
    Daemon(
            ServerOptions options,
            Wiring wiring,
            WorkerFactory worker,
            @Nullable Tls tls,
            @Nullable Credentials credentials,
            @Nullable Path portsFile,
            PrintWriter out,
            PrintWriter err) {
        this.events = wiring.observing() == null ? new ServerEvents() : new ObservedEvents();
        this.tls = tls;
        this.server = LineServer.create(options, worker, events, wiring, tls, credentials);
        this.environment = wiring.environment();
        server.onDrainAsked(this::stop);
        server.onNodeRefused(() -> {
            refused = true;
            stop();
        });
        this.portsFile = portsFile == null ? null : new PortsFile(portsFile);
        this.out = out;
        this.err = err;
    }

    /** Has it keep its process id in a file while it runs; null for none. */
    void pidFile(@Nullable Path file) {
        pidFile = file == null ? null : new PidFile(file);
    }

    /** Has it show where failures come from. */
    void setDebug(boolean shown) {
        debug = shown;
    }

    /**
     * Has other limits, credentials, certificates and another level of the log hold, and says which options have another value
     * now that needs a restart. Whatever is wrong is logged, and then all stays as it was.
     */
    synchronized void reload(Configuration before, Configuration now, ServeArguments arguments) {
        if (!now.problems().isEmpty()) {
            now.problems().forEach(events::reloadFailed);
            return;
        }
        Tls certificates = now.tls();
        if (tls != null && certificates != null) {
            tls.use(certificates);
        }
        server.change(arguments.options().limits(), server.hasCredentials() ? now.credentials() : null);
        arguments.logLevel().set();
        now.warnings().forEach(events::unwise);
        now.changedSince(before).stream().filter(option -> !isLive(option, now)).forEach(events::changedWithoutEffect);
        events.reloaded(tls != null && certificates != null);
    }

    private boolean isLive(String option, Configuration now) {
        return switch (option) {
            case "log-level" -> true;
            case "auth-file" -> server.hasCredentials() && now.credentials() != null;
            case "tls-cert", "tls-key", "tls-client-ca" -> tls != null && now.tls() != null;
            default -> Limit.isLive(option);
        };
    }

    /** Says why nothing is read again. */
    void reloadFailed(String why) {
        events.reloadFailed(why);
    }

    /** Serves until {@link #stop}; returns at once if it cannot start. */
    ExitStatus run() {
        ExitStatus status = start();
        if (status != ExitStatus.CLEAN) {
            return status;
        }
        started.countDown();
        try {
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        ExitStatus stopped = stopServer();
        return refused ? ExitStatus.FAILURE : stopped;
    }

    private ExitStatus start() {
        try {
            if (portsFile != null) {
                portsFile.check();
            }
            if (pidFile != null) {
                pidFile.check();
            }
            server.start();
            announce();
            return ExitStatus.CLEAN;
        } catch (FileSystemException e) {
            if (server.status() == ServerStatus.STARTED) {
                server.close();
            }
            complain(
                    "cannot write the " + (PidFile.failed(e) ? "pid" : "ports") + " file " + e.getFile() + ": "
                            + e.getReason(),
                    e);
            return ExitStatus.FAILURE;
        } catch (SocketFileException e) {
            complain("cannot bind " + e.path() + ": " + reason(e), e);
            return ExitStatus.CANNOT_BIND;
        } catch (ObserverBindException e) {
            complain("cannot bind " + e.address() + ": " + reason(e), e);
            return ExitStatus.CANNOT_BIND;
        } catch (ClusterEntryException e) {
            complain(e.getMessage(), e);
            return ExitStatus.FAILURE;
        } catch (IOException e) {
            ServerOptions options = server.options();
            complain("cannot bind " + format(options.host(), options.port()) + ": " + reason(e), e);
            return ExitStatus.CANNOT_BIND;
        } catch (IllegalStateException e) {
            complain(e.getMessage(), e);
            return ExitStatus.FAILURE;
        }
    }

    private void announce() throws FileSystemException {
        String line = "line " + format(server.address().getAddress().getHostAddress(), server.port());
        if (server.options().unix() != null) {
            line += "\nunix " + server.options().unix();
        }
        InetSocketAddress observer = server.observer();
        if (observer != null) {
            line += "\nobserver " + format(observer.getAddress().getHostAddress(), observer.getPort());
        }
        if (server.control() != null) {
            line += "\ncontrol " + server.control();
        }
        if (portsFile != null) {
            portsFile.write(line + "\n");
        }
        if (pidFile != null) {
            pidFile.write();
        }
        out.println(line.replace('\n', ' '));
        out.println("READY");
        out.flush();
        notifyReady(line.lines().findFirst().orElseThrow());
    }

    /** Tells the service manager, if there is one; nothing depends on its hearing it. */
    private void notifyReady(String address) {
        try {
            ServiceNotice connected = ServiceNotice.of(environment);
            if (connected != null) {
                notice = connected; // whoever hears that it is ready may end it at once
                connected.ready(() -> address + ", " + server.connections() + " connections");
            }
        } catch (IOException e) {
            complain("cannot tell NOTIFY_SOCKET: " + reason(e), e);
        }
    }

    private static String format(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }

    /** Says what went wrong in the system's words alone: Netty puts the name of its call before them. */
    private static String reason(IOException e) {
        return String.valueOf(e.getMessage()).replaceFirst("^.* failed with error\\(-?\\d+\\): ", "");
    }

    /** Has {@link #run} stop the server and return; any thread may call it. */
    void stop() {
        told.countDown();
    }

    /** Stops the server here and now, as a shutdown hook must; says how that went. */
    ExitStatus stopServer() {
        ServiceNotice manager = notice;
        notice = null;
        if (manager != null) {
            manager.stopping("draining " + server.connections() + " connections");
        }
        boolean drained = server.stop();
        if (manager != null) {
            manager.close();
        }
        if (pidFile != null) {
            pidFile.remove();
        }
        return drained ? ExitStatus.CLEAN : ExitStatus.DRAIN_TIMED_OUT;
    }

    /** Waits until it serves. */
    void awaitStarted() throws InterruptedException {
        started.await();
    }

    private void complain(@Nullable String what, Exception cause) {
        err.println("rollcall: " + what);
        if (debug) {
            cause.printStackTrace(err);
        }
        err.flush();
    }
}
