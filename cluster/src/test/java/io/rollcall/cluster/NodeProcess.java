package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** A {@link NodeMain} that runs, to be asked, stopped and killed. What it says unasked goes to who listens. */
final class NodeProcess implements AutoCloseable {
    /** What a line begins with that answers nothing. */
    static final String UNASKED = "* ";

    private static final String GONE = "\0gone";
    private static final int LAST_WORDS = 2_000;

    final String id;
    private final Process process;
    private final Path errors;
    private final BufferedWriter in;
    private final BlockingQueue<String> out = new LinkedBlockingQueue<>();
    private final Thread reader;
    private volatile boolean ended;

    /**
     * Starts a program; its errors are kept beside the folders of the nodes. The listener is called by one thread, and told of
     * an end that nobody asked for, but for one that is to be refused.
     */
    NodeProcess(
            String id,
            List<String> before,
            List<String> arguments,
            Path folder,
            boolean refused,
            Consumer<String> unasked)
            throws IOException {
        this.id = id;
        this.ended = refused;
        this.errors = folder.resolve(id + ".errors");
        List<String> java = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                NodeMain.class.getName());
        List<String> command =
                Stream.of(before, java, arguments).flatMap(List::stream).toList();
        process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(errors.toFile()))
                .start();
        in = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        reader = new Thread(() -> read(unasked), "reader-" + id);
        reader.setDaemon(true);
        reader.start();
    }

    private void read(Consumer<String> unasked) {
        try (BufferedReader lines =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            String line;
            while ((line = lines.readLine()) != null) {
                if (line.startsWith(UNASKED)) {
                    unasked.accept(line.substring(UNASKED.length()));
                } else {
                    out.add(line);
                }
            }
        } catch (IOException gone) {
            // it was killed
        }
        out.add(GONE);
        if (!ended) {
            unasked.accept("trouble " + id + " has ended by itself: " + lastWords());
        }
    }

    private String lastWords() {
        try {
            String all = Files.readString(errors);
            return all.substring(Math.max(0, all.length() - LAST_WORDS));
        } catch (IOException unreadable) {
            return "";
        }
    }

    long pid() {
        return process.pid();
    }

    /** Says something, without waiting for the answer. */
    NodeProcess say(String command) throws IOException {
        in.write(command + "\n");
        in.flush();
        return this;
    }

    String answer() throws InterruptedException {
        String answer = out.poll(300, TimeUnit.SECONDS);
        if (answer == null || answer.equals(GONE)) {
            throw new AssertionError(id + (answer == null ? " does not answer" : " has ended") + "\n" + lastWords());
        }
        return answer;
    }

    String ask(String command) throws IOException, InterruptedException {
        return say(command).answer();
    }

    /** Has no file that it writes grow beyond so many bytes from now on. */
    void limitFiles(long bytes) throws IOException, InterruptedException {
        Process limiting = new ProcessBuilder("prlimit", "--pid", "" + pid(), "--fsize=" + bytes)
                .inheritIO()
                .start();
        assertThat(limiting.waitFor()).isZero();
    }

    /** Sends a signal to this very process: {@code STOP}, {@code CONT}. */
    void signal(String signal) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + signal, "" + process.pid()).start().waitFor();
    }

    /** Kills it, and returns once it is gone and everything it said was heard: so its pipes are left open. */
    void kill() throws InterruptedException {
        ended = true;
        process.toHandle().destroyForcibly();
        process.waitFor();
        reader.join();
    }

    @Override
    public void close() {
        try {
            kill();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
