package io.rollcall.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.server.Connection;
import io.rollcall.server.LineServer;
import io.rollcall.server.ServerOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real shells with the script and nc, against a real server. */
@Timeout(120)
class LockOverTelnetTest {
    private static final Path SCRIPT = Path.of(System.getProperty("basedir", ""), "src/main/sh/lock-over-telnet.sh");
    private static final Name LOCK = Name.of("deploy");
    private static final int PATIENCE_SECONDS = 60;

    @TempDir
    private Path directory;

    private final List<Process> shells = new ArrayList<>();
    private LineServer server;

    @BeforeEach
    void start() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/nc.openbsd")) && Files.isExecutable(Path.of("/bin/bash")));
        server = LineServer.create(
                        ServerOptions.defaults().withPort(0), connection -> (message, reply) -> reply.line(message))
                .start();
    }

    @AfterEach
    void stop() {
        for (Process shell : shells) {
            shell.descendants().forEach(ProcessHandle::destroyForcibly);
            shell.destroyForcibly();
        }
        if (server != null) {
            server.close();
        }
    }

    private Process lock(String command) throws IOException {
        return run("-p", String.valueOf(server.port()), "-w", "60", "deploy", "bash", "-c", command);
    }

    private Process run(String... arguments) throws IOException {
        List<String> line = new ArrayList<>(List.of("bash", SCRIPT.toString()));
        line.addAll(List.of(arguments));
        Process shell = new ProcessBuilder(line)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("out" + shells.size()).toFile())
                .start();
        shells.add(shell);
        return shell;
    }

    private int exit(Process shell) throws Exception {
        assertThat(shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        return shell.exitValue();
    }

    private String said(Process shell) throws IOException {
        return Files.readString(directory.resolve("out" + shells.indexOf(shell)));
    }

    /** Waits until so many stand in line. */
    private void awaitConnections(int number) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (server.registry().census().waiting() < number) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private Owner<Connection> holder() throws Exception {
        return server.registry()
                .await(LOCK)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .owner();
    }

    @Test
    void threeShells_countInOneFile_loseNothing() throws Exception {
        Files.writeString(directory.resolve("counter"), "0\n");
        String count = "n=$(<counter); mkdir inside || echo not alone >> races; sleep 0.02;"
                + " echo $((n + 1)) > counter; rmdir inside";
        String script = "for i in 1 2 3 4 5; do bash '" + SCRIPT.toAbsolutePath() + "' -p " + server.port()
                + " deploy bash -c '" + count + "' || exit; done";
        List<Process> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Process shell = new ProcessBuilder("bash", "-c", script)
                    .directory(directory.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("out" + i).toFile())
                    .start();
            shells.add(shell);
            all.add(shell);
        }
        for (Process shell : all) {
            assertThat(exit(shell)).as(said(shell)).isZero();
        }
        assertThat(directory.resolve("counter")).hasContent("15");
        assertThat(directory.resolve("races")).doesNotExist();
    }

    @Test
    void holder_isKilled_nextInLineGoesOnInOrder() throws Exception {
        Process first = lock("exec sleep 1000");
        Owner<Connection> holder = holder();
        Process second = lock("echo second >> order");
        awaitConnections(1);
        Process third = lock("echo third >> order");
        awaitConnections(2);

        CountDownLatch ended = new CountDownLatch(1);
        server.registry().monitor(holder, down -> ended.countDown());
        first.destroyForcibly(); // SIGKILL, to the shell alone: its command is found and ended
        assertThat(ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(exit(second)).as(said(second)).isZero();
        assertThat(exit(third)).as(said(third)).isZero();
        assertThat(Files.readAllLines(directory.resolve("order"))).containsExactly("second", "third");
        assertThat(server.registry().audit()).isEmpty();
    }

    @Test
    void server_stopsWhileHeld_commandIsEndedAndStatusSaysSo() throws Exception {
        Process shell = lock("exec sleep 1000");
        holder();
        server.close();
        assertThat(exit(shell)).as(said(shell)).isEqualTo(123);
        assertThat(said(shell)).contains("was lost");
    }

    @Test
    void wrongUse_noServerNotGranted_eachHaveTheirStatus() throws Exception {
        String port = String.valueOf(server.port());
        assertThat(exit(run())).isEqualTo(2);
        assertThat(exit(run("-p", port, "a b", "true"))).isEqualTo(2);
        assertThat(exit(run("-p", port, "#x", "true"))).isEqualTo(125);
        assertThat(exit(lock("exit 7"))).isEqualTo(7);
        Process held = lock("exec sleep 1000");
        holder();
        assertThat(exit(run("-p", port, "-w", "1", "deploy", "true"))).isEqualTo(124);
        held.destroy();
        assertThat(exit(held)).isEqualTo(143);
        server.close();
        assertThat(exit(run("-p", port, "deploy", "true"))).isEqualTo(125);
    }
}
