package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Processes of one cluster of three voters, on loopback or on a {@link Lan}: to be asked, stopped, killed, started anew and
 * compared. Confined to the thread of the test, but for what processes say unasked.
 */
final class Processes implements AutoCloseable {
    static final List<String> VOTERS = List.of("n1", "n2", "n3");
    static final boolean LONG = "long".equals(System.getProperty("rollcall.stress"));

    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(90);

    final Recorder recorder = new Recorder();
    /** What messages came: to whom, for whom, to which token, from whom, and which. */
    final List<String> delivered = Collections.synchronizedList(new ArrayList<>());

    private final Path folder;
    private final @Nullable Lan lan;
    private final Map<String, InetSocketAddress> addresses;
    private final Map<String, NodeProcess> up = new LinkedHashMap<>();
    private final List<NodeProcess> launched = new ArrayList<>();
    /** How many names each was granted in the last {@link #race}. */
    private final Map<String, Integer> won = new HashMap<>();

    private final CountDownLatch trouble = new CountDownLatch(1);
    private volatile String troubled = "";

    private Processes(Path folder, @Nullable Lan lan) throws IOException {
        this.folder = folder;
        this.lan = lan;
        if (lan == null) {
            addresses =
                    Ports.free(Stream.concat(VOTERS.stream(), Stream.of("n4")).toList());
        } else {
            addresses = new HashMap<>();
            VOTERS.forEach(id -> addresses.put(id, lan.address(id)));
            Files.writeString(folder.resolve("key"), "a key of these tests, of no use elsewhere");
        }
    }

    /** Starts three voters, and waits until they may claim. */
    static Processes start(Path folder, @Nullable Lan lan) throws Exception {
        Processes nodes = new Processes(folder, lan);
        try {
            for (String id : VOTERS) {
                nodes.launch(id, true, Wire.VERSION);
            }
            nodes.await();
            return nodes;
        } catch (Exception | AssertionError failed) {
            nodes.close();
            throw failed;
        }
    }

    static void report(String what, Object figure) {
        System.out.println("cluster-faults " + what + " " + figure);
    }

    /** Starts a process, and does not wait for what it answers first: that it is started. */
    NodeProcess launch(String id, boolean founding, int version) throws IOException {
        NodeProcess node = process(id, founding, version, false);
        up.put(id, node);
        return node;
    }

    /** Starts a process that must not, or must stop once it hears the others, and returns what it says of that. */
    String refusal(String id, int version) throws IOException, InterruptedException {
        try (NodeProcess node = process(id, false, version, true)) {
            String answer = node.answer();
            return answer.equals("started") ? node.ask("ready") : answer;
        }
    }

    private NodeProcess process(String id, boolean founding, int version, boolean refused) throws IOException {
        InetSocketAddress own = Objects.requireNonNull(addresses.get(id), id);
        List<String> arguments = new ArrayList<>(List.of(
                id,
                own.getAddress().getHostAddress(),
                "" + own.getPort(),
                folder.resolve(id).toString(),
                "" + founding,
                lan == null ? "-" : folder.resolve("key").toString(),
                "" + version));
        for (String voter : VOTERS) {
            InetSocketAddress at = Objects.requireNonNull(addresses.get(voter));
            arguments.add(voter + "=" + at.getAddress().getHostAddress() + "=" + at.getPort());
        }
        NodeProcess node =
                new NodeProcess(id, lan == null ? List.of() : lan.on(id), arguments, folder, refused, this::heard);
        launched.add(node);
        return node;
    }

    private void heard(String line) {
        try {
            if (line.startsWith("trouble ")) {
                throw new AssertionError(line);
            } else if (line.startsWith("delivered ")) {
                delivered.add(line.substring("delivered ".length()));
            } else if (!recorder.heard(line)) {
                throw new AssertionError("nobody understands " + line);
            }
        } catch (RuntimeException | AssertionError failed) {
            troubled = failed.toString();
            trouble.countDown();
        }
    }

    /** Waits for all that were launched to be started, and to be ready. */
    private void await() throws Exception {
        for (NodeProcess node : up.values()) {
            assertThat(node.answer()).as(node.id).isEqualTo("started");
        }
        ready();
    }

    void ready() throws Exception {
        for (NodeProcess node : up.values()) {
            assertThat(node.ask("ready")).startsWith(node.id + "/");
        }
    }

    /** Lets time pass; fails at once if something goes wrong that nobody asks for. */
    void pass(long millis) throws InterruptedException {
        if (trouble.await(millis, TimeUnit.MILLISECONDS)) {
            throw new AssertionError(troubled);
        }
    }

    NodeProcess node(String id) {
        return Objects.requireNonNull(up.get(id), id);
    }

    Collection<NodeProcess> up() {
        return List.copyOf(up.values());
    }

    List<String> ids() {
        return List.copyOf(up.keySet());
    }

    /** The id of one that leads, by the word of all that are up. */
    String leader() throws Exception {
        long begun = System.nanoTime();
        while (true) {
            List<String> leaders = new ArrayList<>();
            for (NodeProcess node : up.values()) {
                leaders.add(node.ask("leader"));
            }
            if (leaders.stream().distinct().count() == 1 && up.containsKey(leaders.get(0))) {
                return leaders.get(0);
            }
            assertThat(System.nanoTime() - begun)
                    .as("all know who leads " + leaders)
                    .isLessThan(PATIENCE);
        }
    }

    String follower() throws Exception {
        return other(leader());
    }

    /** The id of the first that is up and none of these. */
    String other(String... than) {
        return up.keySet().stream()
                .filter(id -> !List.of(than).contains(id))
                .findFirst()
                .orElseThrow();
    }

    void kill(String id) throws InterruptedException {
        NodeProcess killed = node(id);
        up.remove(id);
        killed.kill();
    }

    /** Starts one anew that was killed. */
    NodeProcess restart(String id) throws Exception {
        return restart(id, Wire.VERSION);
    }

    NodeProcess restart(String id, int version) throws Exception {
        NodeProcess node = launch(id, false, version);
        assertThat(node.answer()).isEqualTo("started");
        assertThat(node.ask("ready")).startsWith(id + "/");
        return node;
    }

    void restartAll() throws Exception {
        for (String id : VOTERS) {
            launch(id, false, Wire.VERSION);
        }
        await();
    }

    /** Takes one out that is stopped, so that nobody waits for its answers. */
    NodeProcess pause(String id) throws Exception {
        NodeProcess paused = node(id);
        paused.signal("STOP");
        up.remove(id);
        return paused;
    }

    void resume(NodeProcess paused) throws Exception {
        paused.signal("CONT");
        up.put(paused.id, paused);
    }

    /** Asks until an answer comes; each is a round trip to another process. Returns how many milliseconds that took. */
    long until(NodeProcess node, String question, String answer) throws Exception {
        long begun = System.nanoTime();
        String last = node.ask(question);
        while (!last.matches(answer)) {
            assertThat(System.nanoTime() - begun)
                    .as(node.id + " answers " + answer + " and not " + last + " to " + question)
                    .isLessThan(PATIENCE);
            pass(0);
            last = node.ask(question);
        }
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
    }

    /** Claims a name until that is settled: one may be suspended for a while, and an unknown outcome is asked for again. */
    String claim(NodeProcess node, String name) throws Exception {
        long begun = System.nanoTime();
        while (true) {
            String answer = node.ask("claim " + name);
            if (answer.startsWith("granted ") || answer.startsWith("taken ")) {
                return answer;
            }
            assertThat(answer).isIn("unknown", "suspended");
            assertThat(System.nanoTime() - begun)
                    .as(node.id + " claims " + name)
                    .isLessThan(PATIENCE);
            node.ask("ready");
        }
    }

    /** Claims many names until each is settled. */
    Claims claims(NodeProcess node, String prefix, int count) throws Exception {
        return settled(node, prefix, count, Claims.of(node.ask("claims " + prefix + " " + count)));
    }

    private Claims settled(NodeProcess node, String prefix, int count, Claims first) throws Exception {
        Claims claims = first;
        for (int left = 10; !claims.areSettled(); left--) {
            assertThat(left).as(claims + " of " + node.id).isPositive();
            node.ask("ready");
            claims = Claims.of(node.ask("claims " + prefix + " " + count));
        }
        assertThat(claims.granted() + claims.taken()).isEqualTo(count);
        return claims;
    }

    /** What became of many claims. */
    record Claims(int granted, int taken, int unknown, int refused, int millis, int lost) {
        static Claims of(String answer) {
            int[] numbers =
                    Stream.of(answer.split(" ", -1)).mapToInt(Integer::parseInt).toArray();
            return new Claims(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], numbers[5]);
        }

        boolean areSettled() {
            return unknown + refused == 0;
        }

        int all() {
            return granted + taken + unknown + refused;
        }
    }

    /** All claim the same names at once; returns how many were granted in all. */
    int race(String prefix, int count) throws Exception {
        for (NodeProcess node : up.values()) {
            node.say("claims " + prefix + " " + count);
        }
        int granted = 0;
        for (NodeProcess node : up.values()) {
            Claims claims = settled(node, prefix, count, Claims.of(node.answer()));
            granted += claims.granted();
            won.put(node.id, claims.granted());
        }
        return granted;
    }

    int won(String id) {
        return Objects.requireNonNull(won.get(id));
    }

    /**
     * A read through the log on each node first, so that each has applied what was agreed before it. The last of these reads
     * is an entry, too: one who leads has applied it before the others hear of that.
     */
    void checkEqual() throws Exception {
        for (NodeProcess node : up.values()) {
            until(node, "read x", "n\\d|nobody");
        }
        long begun = System.nanoTime();
        while (true) {
            List<String> tables = new ArrayList<>();
            for (NodeProcess node : up.values()) {
                tables.add(node.ask("table"));
            }
            if (tables.stream().distinct().count() == 1) {
                return;
            }
            assertThat(System.nanoTime() - begun)
                    .as("the nodes have equal tables " + tables)
                    .isLessThan(PATIENCE);
        }
    }

    /** How many bytes the nodes' folders take. */
    long bytesOnDisk() {
        return bytes(folder.toFile());
    }

    /** What goes meanwhile counts nothing. */
    private static long bytes(File file) {
        File[] inside = file.listFiles();
        return inside == null
                ? file.length()
                : Stream.of(inside).mapToLong(Processes::bytes).sum();
    }

    @Override
    public void close() {
        launched.forEach(NodeProcess::close); // those that are stopped, too
        up.clear();
    }
}
