package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One command over the control socket, as a shell sees it. */
class CtlCommandTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    private int run(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Map<String, String> environment = Map.of("XDG_RUNTIME_DIR", directory.toString());
        return Main.execute(new PrintWriter(out, true), new PrintWriter(err, true), environment, arguments);
    }

    private LineServer start() throws IOException {
        Wiring wiring = new Wiring(
                new ControlSocket(null, Map.of("XDG_RUNTIME_DIR", directory.toString())), ProxyPeers.NONE, Map.of());
        return LineServer.create(Servers.options(), BundledWorker.ECHO, new ServerEvents(), wiring)
                .start();
    }

    @Test
    void ctl_eachKindOfReply_isPrintedAndSetsTheStatus() throws Exception {
        try (LineServer server = start();
                LineClient client = new LineClient(server)) {
            String port = "--port=" + server.port();
            assertThat(client.ask("/name bob -x --y")).isEqualTo("+OK");
            assertThat(run("ctl", port, "ping", "a", "--b")).isZero();
            assertThat(out.toString()).isEqualTo("+PONG a --b\n");
            assertThat(run("ctl", port, "/where", "bob")).isZero();
            assertThat(out.toString()).isEqualTo("+c1 -x --y\n");
            assertThat(run("ctl", port, "clients")).isZero();
            assertThat(out.toString())
                    .startsWith("*2\nc1 127.0.0.1:")
                    .matches("(?s).* control age_s=\\d+ holds=0 as=c\\d+\n");
            assertThat(run("ctl", port, "kick", "nobody")).isEqualTo(1);
            assertThat(out.toString()).isEqualTo("-NONE nobody holds nobody\n");
            assertThat(run("ctl", "--control=" + server.control(), "kick bob away"))
                    .isZero();
            assertThat(out.toString()).isEqualTo("+OK\n");
            assertThat(client.hear()).isEqualTo(">bye kicked away");
            assertThat(run("ctl", port, "audit")).isZero();
            assertThat(out.toString()).isEqualTo("*0\n");
            assertThat(err.toString()).isEmpty();
        }
    }

    @Test
    void ctl_noServer_saysWhereItLooked() {
        assertThat(run("ctl", "--port=7", "ping")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("rollcall: no server answers at " + directory.resolve("rollcall-7.sock")
                        + ": there is no such socket; --port or --control says where one is\n");
        assertThat(run("ctl", "--control=/" + "x".repeat(200), "ping")).isEqualTo(1);
        assertThat(err.toString())
                .startsWith("rollcall: no server answers at /xxx")
                .hasLineCount(1);
    }

    @Test
    void ctl_wrongArguments_areUsage() {
        assertThat(run("ctl")).isEqualTo(2);
        assertThat(err.toString())
                .startsWith("rollcall: missing required parameter")
                .hasLineCount(1);
        assertThat(run("ctl", "ping\n/drain")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("rollcall: a command is one line without control characters\n");
        assertThat(run("ctl", "--port=0", "ping")).isEqualTo(2);
        assertThat(err.toString()).isEqualTo("rollcall: port must be 1 to 65535, given was 0\n");
        assertThat(run("ctl", "--prot=1", "ping")).isEqualTo(2);
        assertThat(err.toString()).contains("did you mean --port?");
    }
}
