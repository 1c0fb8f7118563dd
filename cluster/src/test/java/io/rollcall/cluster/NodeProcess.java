package io.rollcall.cluster;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A {@link NodeMain} that runs, to be asked, stopped and killed. */
final class NodeProcess implements AutoCloseable {
    final String id;
    private final Process process;
    private final BufferedWriter in;
    private final BlockingQueue<String> out = new LinkedBlockingQueue<>();

    NodeProcess(String id, Map<String, Integer> voters, int port, Path folder, boolean founding) throws IOException {
        this.id = id;
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=4",
                "-cp",
                System.getProperty("java.class.path"),
                NodeMain.class.getName(),
                id,
                "" + port,
                folder.resolve(id).toString(),
                "" + founding));
        voters.forEach((voter, at) -> command.add(voter + "=" + at));
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        Thread reader = new Thread(this::read, "reader-" + id);
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            lines.lines().forEach(out::add);
        } catch (IOException | java.io.UncheckedIOException gone) {
            // it was killed
        }
    }

    /** Says something, without waiting for the answer. */
    NodeProcess say(String command) throws IOException {
        in.write(command + "\n");
        in.flush();
        return this;
    }

    String answer() throws InterruptedException {
        String answer = out.poll(120, TimeUnit.SECONDS);
        if (answer == null) {
            throw new AssertionError(id + " does not answer");
        }
        return answer;
    }

    String ask(String command) throws IOException, InterruptedException {
        return say(command).answer();
    }

    /** Sends a signal to this very process: {@code STOP}, {@code CONT}. */
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
