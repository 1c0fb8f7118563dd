package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * Three processes on one machine that are killed and stopped. One test runs always, with small numbers; the others with
 * {@code -Drollcall.stress=long}. How long things took is printed, and fails nothing.
 */
@Tag("stress")
class FaultsTest {
    private static final boolean LONG = "long".equals(System.getProperty("rollcall.stress"));
    private static final int NAMES = LONG ? 100_000 : 2_000;

    @TempDir
    Path folder;

    private final Map<String, Integer> voters = new LinkedHashMap<>();
    private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();

    @BeforeEach
    void start(TestInfo test) throws Exception {
        assumeTrue(LONG || test.getTags().contains("short"));
        for (String id : List.of("n1", "n2", "n3")) {
            voters.put(id, freePort());
        }
        for (String id : voters.keySet()) {
            nodes.put(id, new NodeProcess(id, voters, voters.get(id), folder, true));
        }
        for (NodeProcess node : nodes.values()) {
            assertThat(node.answer()).isEqualTo("started");
            assertThat(node.ask("ready")).startsWith(node.id + "/");
        }
    }

    @AfterEach
    void close() {
        nodes.values().forEach(NodeProcess::close);
    }

    private static int freePort() throws IOException {
        while (true) {
            try (ServerSocket first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                int second = first.getLocalPort() + ClusterOptions.SECOND_PORT;
                if (second < 65_536) {
                    new ServerSocket(second, 1, InetAddress.getLoopbackAddress()).close();
                    return first.getLocalPort();
                }
            } catch (IOException taken) {
                // another one then
            }
        }
    }

    private NodeProcess node(String id) {
        return nodes.get(id);
    }

    private String leader() throws Exception {
        for (NodeProcess node : nodes.values()) {
            String leader = node.ask("leader");
            if (nodes.containsKey(leader)) {
                return leader;
            }
        }
        return leader();
    }

    private String follower() throws Exception {
        String leader = leader();
        return nodes.keySet().stream()
                .filter(id -> !id.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    private NodeProcess kill(String id) throws Exception {
        NodeProcess killed = nodes.remove(id);
        killed.kill();
        return killed;
    }

    private NodeProcess restart(String id) throws Exception {
        NodeProcess node = new NodeProcess(id, voters, voters.get(id), folder, false);
        nodes.put(id, node);
        assertThat(node.answer()).isEqualTo("started");
        assertThat(node.ask("ready")).startsWith(id + "/");
        return node;
    }

    /** Asks until an answer comes; each is a round trip to another process. Returns how many milliseconds that took. */
    private static long until(NodeProcess node, String question, String answer) throws Exception {
        long begun = System.nanoTime();
        while (!node.ask(question).equals(answer)) {
            assertThat(System.nanoTime() - begun)
                    .as(node.id + " answers " + answer + " to " + question)
                    .isLessThan(TimeUnit.SECONDS.toNanos(90));
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    /** How many names each node was granted in the last race. */
    private final Map<String, Integer> won = new HashMap<>();

    /** All claim the same names at once; returns how many were granted in all. */
    private int race(String prefix, int count) throws Exception {
        for (NodeProcess node : nodes.values()) {
            node.say("claims " + prefix + " " + count);
        }
        int granted = 0;
        for (NodeProcess node : nodes.values()) {
            int[] outcomes = numbers(node.answer());
            assertThat(outcomes[2] + outcomes[3])
                    .as("claims without an answer on " + node.id)
                    .isZero();
            granted += outcomes[0];
            won.put(node.id, outcomes[0]);
        }
        return granted;
    }

    private static int[] numbers(String answer) {
        return Stream.of(answer.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
    }

    /**
     * A read through the log on each node first, so that each has applied what was agreed before it. The last of these reads
     * is an entry, too: one who leads has applied it before the others hear of that.
     */
    private void checkEqual() throws Exception {
        for (NodeProcess node : nodes.values()) {
            node.ask("read x");
        }
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
        while (true) {
            List<String> tables = new ArrayList<>();
            for (NodeProcess node : nodes.values()) {
                tables.add(node.ask("table"));
            }
            if (tables.stream().distinct().count() == 1) {
                return;
            }
            assertThat(System.nanoTime())
                    .as("the nodes have equal tables " + tables)
                    .isLessThan(deadline);
        }
    }

    private static void report(String what, Object figure) {
        System.out.println("cluster-faults " + what + " " + figure);
    }

    @Test
    @Tag("short")
    void nodes_racedKilledAndStartedAnew_keepTheirPromises() throws Exception {
        long begun = System.nanoTime();
        assertThat(race("race", NAMES)).as("F1: winners").isEqualTo(NAMES);
        report("F1 race of " + NAMES + " names, ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        checkEqual();

        String first = follower();
        int[] own = numbers(node(first).ask("claims own " + NAMES));
        assertThat(own[0]).isEqualTo(NAMES);
        report("one follower claims " + NAMES + " names, ms", own[4]);
        for (NodeProcess node : nodes.values()) {
            until(node, "size", "" + 2 * NAMES);
        }
        int others = NAMES - won.get(first);
        kill(first);
        NodeProcess survivor = node(follower());
        report("F2 names of a killed follower are free, ms", until(survivor, "size", "" + others));
        begun = System.nanoTime();
        assertThat(race("own", NAMES)).as("F4: winners").isEqualTo(NAMES);
        report("F4 two survivors claim them, ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));

        long token = Long.parseLong(survivor.ask("claim kept").split(" ", -1)[1]);
        restart(first);
        String leader = leader();
        String other = nodes.keySet().stream()
                .filter(id -> !id.equals(leader))
                .findFirst()
                .orElseThrow();
        node(other).say("claims load " + NAMES);
        kill(leader);
        int[] load = numbers(node(other).answer());
        assertThat(load[0] + load[1] + load[2] + load[3])
                .as("F3: each claim is answered")
                .isEqualTo(NAMES);
        begun = System.nanoTime();
        String claimed = node(other).ask("claim after");
        assertThat(claimed).as("F3: a survivor claims").matches("granted \\d+|unknown");
        report(
                "F3 first claim after the leader was killed, ms",
                TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        restart(leader);
        checkEqual();

        for (String id : List.copyOf(nodes.keySet())) {
            kill(id);
        }
        for (String id : voters.keySet()) {
            nodes.put(id, new NodeProcess(id, voters, voters.get(id), folder, false));
        }
        for (NodeProcess node : nodes.values()) {
            assertThat(node.answer()).isEqualTo("started");
            node.ask("ready");
            until(node, "size", "0");
        }
        String again = node("n1").ask("claim kept");
        assertThat(Long.parseLong(again.split(" ", -1)[1]))
                .as("F10: tokens never go back")
                .isGreaterThan(token);
        checkEqual();
    }

    @Test
    void follower_stoppedAndContinued_knowsThatItLost() throws Exception {
        stopped(follower());
    }

    @Test
    void leader_stoppedAndContinued_knowsThatItLost() throws Exception {
        stopped(leader());
    }

    private void stopped(String id) throws Exception {
        NodeProcess paused = node(id);
        assertThat(paused.ask("claim x")).startsWith("granted");
        NodeProcess other = nodes.values().stream()
                .filter(node -> node != paused)
                .findFirst()
                .orElseThrow();
        until(other, "where x", id);
        paused.signal("STOP");
        nodes.remove(id);
        report("F5, F6 names of a stopped node are free, ms", until(other, "where x", "nobody"));
        assertThat(other.ask("claim x")).startsWith("granted");
        paused.say("held x");
        paused.signal("CONT");
        assertThat(paused.answer()).as("the first answer after it was stopped").isEqualTo("false");
        nodes.put(id, paused);
        long begun = System.nanoTime();
        assertThat(paused.ask("ready")).startsWith(id + "/");
        report("F5, F6 it may claim again, ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun));
        assertThat(paused.ask("claim x")).isEqualTo("taken " + other.id);
        assertThat(paused.ask("held x")).isEqualTo("false");
        checkEqual();
    }

    @Test
    void node_startedAnewAgainAndAgain_keepsItsNewNames() throws Exception {
        String id = follower();
        for (int i = 0; i < 50; i++) {
            kill(id);
            NodeProcess node = restart(id);
            assertThat(node.ask("claim mine" + i)).startsWith("granted");
            assertThat(node.ask("ready")).isEqualTo(node.ask("ready"));
            assertThat(node.ask("held mine" + i)).as("F11: start " + i).isEqualTo("true");
        }
        checkEqual();
        try (Stream<Path> files = Files.walk(folder)) {
            long bytes = files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
            assertThat(bytes).as("F11: bytes on disk").isLessThan(400L << 20);
        }
    }

    @Test
    void learner_comesDiesAndComesBack_isAsAFollower() throws Exception {
        int port = freePort();
        NodeProcess learner = new NodeProcess("n4", voters, port, folder, true);
        nodes.put("n4", learner);
        assertThat(learner.answer()).isEqualTo("started");
        learner.ask("ready");
        assertThat(numbers(learner.ask("claims own 10000"))[0]).isEqualTo(10_000);
        kill("n4");
        report("F14 names of a killed learner are free, ms", until(node("n1"), "size", "0"));
        NodeProcess back = new NodeProcess("n4", voters, port, folder, false);
        nodes.put("n4", back);
        assertThat(back.answer()).isEqualTo("started");
        back.ask("ready");
        checkEqual();
    }
}
