package io.rollcall.benchmarks.server;

import io.rollcall.benchmarks.report.NotMeasuredException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, listening. Confined to one thread. */
final class RunningServer implements AutoCloseable {
    private static final long START_NANOS = TimeUnit.SECONDS.toNanos(20);
    private static final int TRY_MILLIS = 20;
    private static final int END_SECONDS = 5;

    private final Process process;
    private final int port;

    private RunningServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static RunningServer start(Program program, Cores cores)
            throws NotMeasuredException, IOException, InterruptedException {
        int port = freePort();
        Redirect log = Redirect.appendTo(Files.createDirectories(Program.TARGET)
                .resolve(program.name().toLowerCase(Locale.ROOT) + ".log")
                .toFile());
        Process process = new ProcessBuilder(cores.server(program.command(port)))
                .redirectOutput(log)
                .redirectError(log)
                .start();
        RunningServer server = new RunningServer(process, port);
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        server.awaitListening(program);
        return server;
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private void awaitListening(Program program) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + START_NANOS;
        while (true) {
            try {
                new Socket(InetAddress.getLoopbackAddress(), port).close();
                return;
            } catch (IOException e) {
                if (System.nanoTime() > deadline || process.waitFor(TRY_MILLIS, TimeUnit.MILLISECONDS)) {
                    close();
                    throw new IOException(program + " does not listen: see its log in " + Program.TARGET, e);
                }
            }
        }
    }

    int port() {
        return port;
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.onExit().orTimeout(END_SECONDS, TimeUnit.SECONDS).join();
        } catch (CompletionException e) { // it does not end
            process.destroyForcibly();
        }
    }
}
