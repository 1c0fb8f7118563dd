package io.rollcall.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demonstration of several nodes, with real daemons and nc. */
@Timeout(300)
class DemoClusterTest {
    private static final Path SCRIPT = Path.of(System.getProperty("basedir", ""), "src/main/sh/demo-cluster.sh");
    private static final int PATIENCE_SECONDS = 240;

    @TempDir
    private Path directory;

    private Process run(String... program) throws Exception {
        ProcessBuilder builder = new ProcessBuilder("sh", SCRIPT.toString())
                .redirectErrorStream(true)
                .redirectOutput(directory.resolve("said").toFile());
        builder.command().addAll(List.of(program));
        builder.environment().put("TMPDIR", directory.toString());
        Process demo = builder.start();
        try {
            assertThat(demo.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
        } finally {
            demo.descendants().forEach(ProcessHandle::destroyForcibly);
            demo.destroyForcibly();
        }
        return demo;
    }

    private String said() throws Exception {
        return Files.readString(directory.resolve("said"));
    }

    @Test
    void demo_threeDaemons_lineGoesAcrossAndNothingIsLeft() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/nc.openbsd")));
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        Process demo = run(java, "-cp", System.getProperty("java.class.path"), "io.rollcall.server.Main");
        assertThat(demo.exitValue()).as(said()).isZero();
        assertThat(said())
                .contains(
                        "alice hears:              >msg n3.c1 hello from n3", "n1 is stopped; bob hears: >down alice ");
        try (var left = Files.list(directory)) {
            assertThat(left.map(Path::getFileName)).containsExactly(Path.of("said"));
        }
    }

    @Test
    void demo_daemonThatDoesNotStart_failsAndSaysWhy() throws Exception {
        assumeTrue(Files.isExecutable(Path.of("/bin/nc.openbsd")));
        assertThat(run("sh", "-c", "echo no such option >&2; exit 2").exitValue())
                .isOne();
        assertThat(said()).contains("no such option", "demo-cluster: n1 did not start");
    }
}
