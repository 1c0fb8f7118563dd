package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Daemons that are one cluster, each started with one and the same command line, the first time and ever after. */
@Timeout(400)
class ClusterDaemonTest {
    @TempDir
    Path folder;

    private final Map<String, InetSocketAddress> voters = new LinkedHashMap<>();
    private final Map<String, Child> daemons = new LinkedHashMap<>();

    @BeforeEach
    void findPorts() throws IOException {
        for (String id : new String[] {"n1", "n2", "n3"}) {
            voters.put(id, ClusterServers.free());
        }
    }

    @AfterEach
    void end() {
        daemons.values().forEach(Child::close);
    }

    private Child start(String id) throws IOException {
        String list = voters.entrySet().stream()
                .map(voter -> voter.getKey() + "=127.0.0.1:" + voter.getValue().getPort())
                .collect(Collectors.joining(","));
        Child daemon = DaemonTest.start(
                "--port=0",
                "--no-observer",
                "--control=none",
                "--log-level=warn",
                "--cluster=test",
                "--node-id=" + id,
                "--cluster-bind=127.0.0.1:" + voters.get(id).getPort(),
                "--voters=" + list,
                "--data=" + folder.resolve(id));
        daemons.put(id, daemon);
        return daemon;
    }

    /** Claims a name until that is agreed upon, each time a round trip to the daemon, and stays connected. */
    private static Socket claim(Child daemon, String name) throws Exception {
        Socket socket = DaemonTest.connect(daemon);
        BufferedReader in = DaemonTest.reader(socket);
        long deadline = System.nanoTime() + Child.PATIENCE.toNanos();
        String answer;
        do {
            say(socket, "/name " + name);
            answer = in.readLine();
        } while (answer.startsWith("-SUSPENDED") && System.nanoTime() < deadline);
        assertThat(answer).isEqualTo("+OK");
        return socket;
    }

    private static String ask(Child daemon, String line) throws Exception {
        try (Socket socket = DaemonTest.connect(daemon)) {
            say(socket, line);
            return DaemonTest.reader(socket).readLine();
        }
    }

    private static void say(Socket socket, String line) throws IOException {
        socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private void kill(String id) throws Exception {
        Child daemon = daemons.get(id);
        daemon.signal("KILL");
        daemon.awaitExit();
    }

    private void delete(String id) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve(id))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void node_stopped_endsWithoutAWarning() throws Exception {
        voters.keySet().retainAll(Set.of("n1"));
        Child alone = start("n1");
        DaemonTest.awaitReady(alone);
        claim(alone, "alice").close();
        alone.signal("TERM");
        assertThat(alone.awaitExit()).isEqualTo(ExitStatus.CLEAN.code());
        assertThat(alone.err()).isEmpty();
    }

    @Test
    void voters_startedOneAfterAnother_agree_andOneThatLostItsFolderIsNeverLetIn() throws Exception {
        Child first = start("n1");
        DaemonTest.awaitReady(first);
        assertThat(ask(first, "/name early")).startsWith("-SUSPENDED");
        DaemonTest.awaitReady(start("n2"));
        Child third = start("n3");
        DaemonTest.awaitReady(third);
        try (Socket alice = claim(first, "alice");
                Socket ofThird = claim(third, "bob")) {
            BufferedReader heard = DaemonTest.reader(alice);
            say(alice, "/await bob 60");
            String answer = heard.readLine();
            assertThat(answer.equals("+WAIT") ? heard.readLine() : answer).matches("(\\+|>up bob )n3\\.c\\d+");
            say(alice, "/watch bob");
            assertThat(heard.readLine()).startsWith("+n3.c");
            kill("n3");
            assertThat(heard.readLine()).isEqualTo(">down bob reset");
            assertThat(ofThird.isClosed()).isFalse();
            delete("n3");
            Child again = start("n3");
            assertThat(again.awaitExit()).isEqualTo(ExitStatus.FAILURE.code());
            assertThat(again.err()).contains("knows another folder of this node");
            assertThat(ask(first, "/where alice")).startsWith("+n1.c");
            say(alice, "/drop alice");
            assertThat(heard.readLine()).isEqualTo("+OK");
        }

        // And where nobody is there to know it, it waits, and is found out as soon as somebody is.
        kill("n1");
        kill("n2");
        Child alone = start("n3");
        DaemonTest.awaitReady(alone);
        assertThat(ask(alone, "/name alice")).startsWith("-SUSPENDED");
        start("n1");
        assertThat(alone.awaitExit()).isEqualTo(ExitStatus.FAILURE.code());
        assertThat(alone.err()).contains("node-refused").contains("knows another folder of this node");
    }
}
