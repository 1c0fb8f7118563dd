package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/** A program of its own, and what a person does with one: types, reads, waits, interrupts. Ended at the latest by close. */
final class Child implements AutoCloseable {
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final Captured out;
    private final Captured err;

    private Child(Process process) {
        this.process = process;
        this.out = new Captured(process.getInputStream());
        this.err = new Captured(process.getErrorStream());
    }

    static Child start(List<String> command) throws IOException {
        return new Child(new ProcessBuilder(command).start());
    }

    Child type(String text) throws IOException {
        process.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
        return this;
    }

    /** Closes what it reads from. */
    Child endInput() throws IOException {
        process.getOutputStream().close();
        return this;
    }

    /** Waits until its output is as wanted, and returns it. */
    String awaitOutput(Predicate<String> wanted) throws InterruptedException {
        return out.await(wanted);
    }

    /** Waits until its standard error is as wanted, and returns it. */
    String awaitErrors(Predicate<String> wanted) throws InterruptedException {
        return err.await(wanted);
    }

    /** Sends a signal such as TERM. */
    void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }

    int awaitExit() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
                .as("ended; it said %s %s", out, err)
                .isTrue();
        return process.exitValue();
    }

    /** Returns all that it wrote to standard output in its life. */
    String out() throws InterruptedException {
        return out.all();
    }

    /** Returns all that it wrote to standard error in its life. */
    String err() throws InterruptedException {
        return err.all();
    }

    @Override
    public void close() {
        // what it has started first: a telnet without its terminal would never end, and keep a processor busy
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }

    /** What a stream has said so far. */
    private static final class Captured {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // guarded by this
        private boolean ended; // guarded by this

        Captured(InputStream stream) {
            Thread reader = new Thread(() -> read(stream), "child-output");
            reader.setDaemon(true);
            reader.start();
        }

        private void read(InputStream stream) {
            byte[] buffer = new byte[8192];
            try {
                for (int n = stream.read(buffer); n >= 0; n = stream.read(buffer)) {
                    add(buffer, n);
                }
            } catch (IOException closed) {
                // as good as its end
            } finally {
                end();
            }
        }

        private synchronized void add(byte[] buffer, int length) {
            bytes.write(buffer, 0, length);
            notifyAll();
        }

        private synchronized void end() {
            ended = true;
            notifyAll();
        }

        synchronized String await(Predicate<String> wanted) throws InterruptedException {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (!wanted.test(toString())) {
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (ended || left <= 0) {
                    throw new AssertionError((ended ? "it ended and said: " : "it has only said: ") + this);
                }
                wait(left);
            }
            return toString();
        }

        synchronized String all() throws InterruptedException {
            return await(text -> ended);
        }

        @Override
        public synchronized String toString() {
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }
}
