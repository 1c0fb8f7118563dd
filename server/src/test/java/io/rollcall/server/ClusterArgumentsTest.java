package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.cluster.ClusterOptions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a daemon must be told to be one of several nodes, and what it refuses. */
class ClusterArgumentsTest {
    private static final String THREE = "n1=127.0.0.1:7601,n2=127.0.0.1:7602,n3=127.0.0.1:7603";

    @TempDir
    Path folder;

    private Path key;

    @BeforeEach
    void makeKey() throws IOException {
        key = Files.writeString(folder.resolve("key"), "k".repeat(32));
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-------"));
    }

    private ClusterSettings settings(Map<String, String> environment, String... more) {
        ServeArguments arguments = Main.parse(options(more));
        arguments.setEnvironment(environment);
        return arguments.cluster();
    }

    /** Those of the first of three nodes; what is given goes before them. */
    private List<String> options(String... more) {
        List<String> given = new ArrayList<>(List.of(more));
        Map<String, String> presets =
                Map.of("--cluster", "test", "--node-id", "n1", "--cluster-bind", "127.0.0.1:7601", "--voters", THREE);
        presets.forEach((option, value) -> {
            if (given.stream().noneMatch(each -> each.startsWith(option + "="))) {
                given.add(option + "=" + value);
            }
        });
        return given;
    }

    private String refusal(int status, String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        List<String> line = options(more);
        line.add(0, "check-config");
        assertThat(Main.execute(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        Map.of("HOME", folder.toString()),
                        line.toArray(String[]::new)))
                .as("%s", err)
                .isEqualTo(status);
        assertThat(out.toString()).isEmpty();
        return err.toString().strip();
    }

    @Test
    void settings_ofTheLine_areThoseOfTheLibrary() throws UnknownHostException {
        Path data = folder.resolve("data");
        ClusterSettings settings = settings(
                Map.of(),
                "--data=" + data,
                "--cluster-key=" + key,
                "--cluster-discovery=dns:all.example",
                "--cluster-founding");
        ClusterOptions options = ClusterStart.options(settings);
        assertThat(options.cluster()).isEqualTo("test");
        assertThat(options.node()).isEqualTo("n1");
        assertThat(options.bind()).isEqualTo(at(7601));
        assertThat(options.voters()).containsOnlyKeys("n1", "n2", "n3").containsEntry("n3", at(7603));
        assertThat(options.data()).isEqualTo(data);
        assertThat(options.founding()).isTrue();
        assertThat(options.key()).isEqualTo(key);
        assertThat(options.discovery()).isEqualTo("all.example");
        assertThat(data).as("nothing is made").doesNotExist();
    }

    @Test
    void settings_noCluster_areNone() {
        assertThat(new ServeArguments().cluster()).isNull();
    }

    @Test
    void data_notGiven_isWhereTheServiceManagerOrTheUserKeepsThings() {
        String here = folder.toString();
        assertThat(settings(Map.of("HOME", here)).data()).isEqualTo(folder.resolve(".local/state/rollcall/test/n1"));
        assertThat(settings(Map.of("HOME", "/x", "XDG_STATE_HOME", here)).data())
                .isEqualTo(folder.resolve("rollcall/test/n1"));
        assertThat(settings(Map.of("XDG_STATE_HOME", "/x", "STATE_DIRECTORY", here + ":/y"))
                        .data())
                .isEqualTo(folder.resolve("test/n1"));
        assertThatThrownBy(() -> settings(Map.of()))
                .hasMessage("cluster must be given with --data, too: there is no HOME");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            --cluster=a/b                   | --cluster must be 1 to 64 of A-Z, a-z, 0-9, '_', '.' and '-', given was 'a/b'
            --node-id=n.1                   | --node-id must be 1 to 64 of A-Z, a-z, 0-9, '_' and '-', given was 'n.1'
            --cluster-bind=127.0.0.1:7609   | --voters must have n1 on the port of --cluster-bind, 7609, given was 7601
            --cluster-bind=127.0.0.1:65500  | --cluster-bind must have a port from 1 to 65435, given was 65500
            --cluster-bind=192.0.2.1:7601   | --cluster-bind has 192.0.2.1, which other machines can reach: whoever can send there can write names and more, so --cluster-key is required
            --cluster-bind=0.0.0.0:7601     | --cluster-bind must be one address, at which the others reach this node, given was 0.0.0.0
            --voters=n1=127.0.0.1:7601,n2=127.0.0.1:7602 | --voters must not be two: a majority of two is both, so that the loss of either stops the cluster. Name one, three or five
            --voters=n1=127.0.0.1:1,n2=127.0.0.1:2,n3=127.0.0.1:3,n4=127.0.0.1:4 | --voters must be 1, 3, 5 or 7, given were 4; every further node is one that learns
            --voters=n1=127.0.0.1:7601,n2=127.0.0.1:7602,n3=127.0.0.1:7602 | --voters must not have two with the same address
            --voters=n1=127.0.0.1:7601,n2=192.0.2.1:1,n3=127.0.0.1:7603 | --voters has 192.0.2.1, which other machines can reach: whoever can send there can write names and more, so --cluster-key is required
            """)
    void flag_thatCannotBe_isRefusedAsUsage(String option, String message) {
        assertThat(refusal(2, option)).isEqualTo("rollcall: " + message);
    }

    @Test
    void surroundings_thatCannotBe_areRefusedAsConfiguration() throws IOException {
        Path none = folder.resolve("none");
        assertThat(refusal(3, "--cluster-key=" + none)).isEqualTo("rollcall: --cluster-key cannot be read: " + none);
        Files.writeString(key, "short");
        assertThat(refusal(3, "--cluster-key=" + key))
                .isEqualTo("rollcall: --cluster-key must have 32 or more characters, there are 5: " + key);
        assertThat(refusal(3, "--data=" + key + "/data"))
                .isEqualTo("rollcall: --data cannot be written: " + key + "/data");
        assertThat(refusal(3, "--cluster-bind=n1.invalid:7601"))
                .isEqualTo("rollcall: --cluster-bind cannot be found: n1.invalid");
        assertThat(refusal(3, "--voters=" + THREE.replace("n2=127.0.0.1", "n2=n2.invalid")))
                .isEqualTo("rollcall: --voters has n2, which cannot be found: n2.invalid");
    }

    @Test
    void voter_whoseHostHasNoAddress_isFineWithAKey() {
        assertThat(refusal(0, "--cluster-key=" + key, "--voters=" + THREE.replace("n2=127.0.0.1", "n2=n2.invalid")))
                .isEmpty();
    }

    @Test
    void file_withMistakes_isRefusedWithItsLine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "data=" + folder + "\ncluster=a/b\n");
        StringWriter err = new StringWriter();
        PrintWriter out = new PrintWriter(new StringWriter());
        assertThat(Main.execute(
                        out, new PrintWriter(err), Map.of("ROLLCALL_NODE_ID", "n1"), "--config", file.toString()))
                .isEqualTo(3);
        assertThat(err.toString())
                .isEqualTo("rollcall: " + file + ":2: cluster must be 1 to 64 of A-Z, a-z, 0-9, '_', '.' and '-',"
                        + " given was 'a/b'" + System.lineSeparator());
    }

    @Test
    void keyFile_thatEverybodyCanRead_isWarnedOf() throws IOException {
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        assertThat(refusal(0, "--cluster-key=" + key))
                .isEqualTo("rollcall: " + key + ": everybody can read it; chmod 600");
    }

    private static InetSocketAddress at(int port) throws UnknownHostException {
        return new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port);
    }
}
