package io.rollcall.server;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** The server as a process: it says where it listens, serves until it is told to stop, and says how it ended. */
final class Daemon {
    private final LineServer server;
    private final @Nullable Path portsFile;
    private final PrintWriter out;
    private final PrintWriter err;
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch told = new CountDownLatch(1);

    Daemon(ServerOptions options, WorkerFactory worker, @Nullable Path portsFile, PrintWriter out, PrintWriter err) {
        this.server = LineServer.create(options, worker);
        this.portsFile = portsFile;
        this.out = out;
        this.err = err;
    }

    /** Serves until {@link #stop}; returns at once if it cannot start. */
    ExitStatus run() {
        try {
            server.start();
        } catch (IOException e) {
            ServerOptions options = server.options();
            complain("cannot bind " + options.host() + ":" + options.port() + ": " + e.getMessage());
            return ExitStatus.CANNOT_BIND;
        } catch (IllegalStateException e) {
            complain(e.getMessage());
            return ExitStatus.FAILURE;
        }
        try {
            announce();
        } catch (IOException e) {
            server.close();
            complain("cannot write the ports file: " + e);
            return ExitStatus.FAILURE;
        }
        started.countDown();
        try {
            told.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return stopServer();
    }

    private void announce() throws IOException {
        String line = "line " + format(server.address());
        if (portsFile != null) {
            Path written = Files.writeString(
                    portsFile.resolveSibling(portsFile.getFileName() + ".new"), line + "\n", StandardCharsets.UTF_8);
            Files.move(written, portsFile, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
        out.println(line);
        out.println("READY");
        out.flush();
    }

    static String format(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }

    /** Has {@link #run} stop the server and return; any thread may call it. */
    void stop() {
        told.countDown();
    }

    /** Stops the server here and now, as a shutdown hook must; says how that went. */
    ExitStatus stopServer() {
        return server.stop() ? ExitStatus.CLEAN : ExitStatus.DRAIN_TIMED_OUT;
    }

    /** Waits until it serves. */
    void awaitStarted() throws InterruptedException {
        started.await();
    }

    private void complain(@Nullable String what) {
        err.println("rollcall: " + what);
        err.flush();
    }
}
