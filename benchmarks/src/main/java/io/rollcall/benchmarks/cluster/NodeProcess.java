package io.rollcall.benchmarks.cluster;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link NodeProgram} that this process has started. Asked by one thread. */
final class NodeProcess implements AutoCloseable {
    private static final int ANSWER_SECONDS = 180;

    private final String id;
    private final Process process;
    private final BufferedWriter in;
    private final BlockingQueue<String> out = new LinkedBlockingQueue<>();

    NodeProcess(Kind kind, Place place) throws IOException {
        id = kind + " " + place.id();
        Path log = Files.createDirectories(place.folder()).resolve("stderr.log");
        process = new ProcessBuilder(command(kind, place))
                .redirectError(Redirect.appendTo(log.toFile()))
                .start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
        in = process.outputWriter(StandardCharsets.UTF_8);
        Thread reader = new Thread(this::read, "reader-" + id);
        reader.setDaemon(true);
        reader.start();
    }

    private static List<String> command(Kind kind, Place place) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(Kind.FLAGS);
        if (Runtime.version().feature() >= 24) {
            command.add("--enable-native-access=ALL-UNNAMED");
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.add("-Djava.net.preferIPv4Stack=true");
        command.add("-Djute.maxbuffer=67108864"); // what ends with a session is one packet of ZooKeeper's
        command.addAll(List.of(System.getProperty("rollcall.node.flags", "").split(" ", 0)));
        command.removeIf(String::isEmpty);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), NodeProgram.class.getName()));
        command.add(kind.name());
        command.addAll(place.words());
        return command;
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            lines.lines().forEach(out::add);
        } catch (IOException | UncheckedIOException gone) {
            // it was killed
        }
    }

    /** Says something, without waiting for the answer. */
    void say(String line) throws IOException {
        in.write(line + "\n");
        in.flush();
    }

    /**
     * Returns the next answer.
     *
     * @throws IOException if there is none, or it says that something failed
     */
    String answer() throws IOException, InterruptedException {
        String answer = out.poll(ANSWER_SECONDS, TimeUnit.SECONDS);
        if (answer == null || answer.startsWith(NodeProgram.FAILED)) {
            throw new IOException(id + (answer == null ? " does not answer" : " " + answer));
        }
        return answer;
    }

    String ask(String line) throws IOException, InterruptedException {
        say(line);
        return answer();
    }

    long pid() {
        return process.pid();
    }

    /** Ends it at once, as a crash would. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
