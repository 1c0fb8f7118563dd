package io.rollcall.benchmarks.abuse;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A {@link Served} that this process has started, with little memory. Asked by one thread at a time. */
final class ServerProcess implements AutoCloseable {
    static final List<String> MEMORY = List.of("-Xmx256m", "-XX:MaxDirectMemorySize=128m");

    private final Process process;
    private final BufferedReader out;
    private final int port;
    private final Path log;

    ServerProcess() throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                MEMORY.get(0),
                MEMORY.get(1),
                "-Drollcall.log.format=text",
                "-cp",
                System.getProperty("java.class.path"),
                Served.class.getName());
        File file = File.createTempFile("rollcall-abuse", ".log");
        file.deleteOnExit();
        log = file.toPath();
        process = new ProcessBuilder(command).redirectError(file).start();
        out = process.inputReader(StandardCharsets.UTF_8);
        port = Integer.parseInt(read());
    }

    /**
     * What a server says of itself.
     *
     * @param heap bytes of its heap
     * @param direct bytes of its direct memory
     * @param resident bytes of it that are in memory
     * @param slow connections that ended as slow
     * @param other connections that ended for another reason
     * @param unsound what an audit of its registry finds
     */
    record Figures(long heap, long direct, long resident, long slow, long other, long unsound) {
        Figures max(Figures that) {
            return new Figures(
                    Math.max(heap, that.heap),
                    Math.max(direct, that.direct),
                    Math.max(resident, that.resident),
                    Math.max(slow, that.slow),
                    Math.max(other, that.other),
                    unsound);
        }
    }

    int port() {
        return port;
    }

    /** Asks how it is; {@code gc} to collect its garbage first. */
    synchronized Figures figures(String how) throws IOException {
        process.getOutputStream().write((how + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        String[] words = read().split(" ", -1);
        return new Figures(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Long.parseLong(words[2]),
                Long.parseLong(words[3]),
                Long.parseLong(words[4]),
                Long.parseLong(words[5]));
    }

    /** Returns what it has warned of. */
    List<String> warnings() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains(" WARN ") || line.contains(" ERROR "))
                    .toList();
        }
    }

    private String read() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("the server has ended");
        }
        return line;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
