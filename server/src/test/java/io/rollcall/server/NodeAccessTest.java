package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who may do what to connections of another server of the cluster. */
class NodeAccessTest {
    @TempDir
    static Path folder;

    private static ClusterServers cluster;

    private final List<LineClient> open = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        List<String> problems = new ArrayList<>();
        Credentials credentials = Credentials.parse(
                List.of(
                        "alice " + SecretHash.of("a", SecretHash.LEAST_ITERATIONS),
                        "bob " + SecretHash.of("b", SecretHash.LEAST_ITERATIONS),
                        "root " + SecretHash.of("r", SecretHash.LEAST_ITERATIONS) + " operator"),
                "who",
                problems::add,
                SecretHash::derive);
        assertThat(problems).isEmpty();
        cluster = ClusterServers.start(folder, Servers.options(), Wiring.NONE, credentials);
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @AfterEach
    void disconnect() throws IOException {
        for (LineClient client : open) {
            client.close();
        }
    }

    private LineClient client(String node) throws IOException {
        LineClient client = cluster.client(node);
        open.add(client);
        return client;
    }

    private LineClient client(String node, String identity) throws IOException {
        LineClient client = client(node);
        assertThat(client.ask("/auth " + identity + " " + identity.charAt(0))).isEqualTo("+OK");
        return client;
    }

    private static String id(LineClient client) throws IOException {
        client.say("/me");
        int rows = Integer.parseInt(client.hear().substring(1));
        String id = client.hear().substring("id ".length());
        for (int i = 1; i < rows; i++) {
            client.hear();
        }
        return id;
    }

    @Test
    void take_bySomebodyElse_isDeniedAndByOneselfDone() throws IOException {
        LineClient holder = client("n1", "alice");
        assertThat(holder.ask("/name alice")).isEqualTo("+OK");
        String first = id(holder);
        LineClient other = client("n2", "bob");
        assertThat(other.ask("/take alice")).isEqualTo("-DENIED alice is another's");
        LineClient again = client("n3", "alice");
        assertThat(again.ask("/take alice")).isEqualTo("+OK " + first);
        assertThat(holder.hear()).isEqualTo(">taken alice " + id(again));
        assertThat(holder.hear()).isNull();
    }

    @Test
    void send_toWhoHasNotShownWhoItIs_isNotHeard() throws IOException {
        LineClient stranger = client("n1");
        LineClient bob = client("n2", "bob");
        assertThat(stranger.ask("/ping")).isEqualTo("+PONG");
        String unknown = cluster.server("n1").registry().members(Connection.SOCKET_LISTENER).stream()
                .map(Connection::id)
                .max(Comparator.comparingLong(
                        id -> ConnectionId.of(id).orElseThrow().number()))
                .orElseThrow();
        assertThat(bob.ask("/name given")).isEqualTo("+OK");
        assertThat(bob.ask("/give given " + unknown)).startsWith("-NONE ");
        assertThat(bob.ask("/send " + unknown + " hi")).startsWith("-SLOW ");
        assertThat(stranger.ask("/ping")).isEqualTo("+PONG");
    }

    @Test
    void kick_byAnOperatorOfAnotherServer_endsTheConnection() throws IOException {
        LineClient bob = client("n1", "bob");
        LineClient root = client("n3", "root");
        String id = id(bob);
        assertThat(client("n2", "alice").ask("/kick " + id)).startsWith("-DENIED");
        assertThat(root.ask("/kick " + id + " enough")).isEqualTo("+OK");
        assertThat(bob.hear()).isEqualTo(">bye kicked enough");
        assertThat(bob.hear()).isNull();
        assertThat(root.ask("/kick " + id)).isEqualTo("-NONE nobody holds " + id);
    }
}
