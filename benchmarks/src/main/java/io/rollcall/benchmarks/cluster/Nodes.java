package io.rollcall.benchmarks.cluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** Nodes of one kind that know one another, each a process. Confined to one thread. */
final class Nodes implements AutoCloseable {
    private static final int TRIES = 1000;

    private final Kind kind;
    private final Path folder;
    private final Map<String, Integer> ports = new LinkedHashMap<>();
    private final Map<String, NodeProcess> nodes = new LinkedHashMap<>();
    private boolean cold;
    private int prefixes;

    private Nodes(Kind kind, Path folder) {
        this.kind = kind;
        this.folder = folder;
    }

    /** Starts so many nodes, and waits until all are ready. */
    static Nodes start(Kind kind, Path folder, int count) throws IOException, InterruptedException {
        Nodes started = new Nodes(kind, folder);
        try {
            for (int i = 1; i <= count; i++) {
                started.ports.put("n" + i, Place.freePort());
            }
            for (String id : started.ports.keySet()) {
                started.open(id, true);
            }
            for (NodeProcess node : started.nodes.values()) {
                started.expect(node, NodeProgram.STARTED);
            }
            started.all("ready");
            return started;
        } catch (IOException | InterruptedException failed) {
            started.close();
            throw failed;
        }
    }

    private void open(String id, boolean founding) throws IOException {
        nodes.put(id, new NodeProcess(kind, new Place(id, folder.resolve(id), founding, ports)));
        cold = true;
    }

    private void expect(NodeProcess node, String answer) throws IOException, InterruptedException {
        String is = node.answer();
        if (!is.equals(answer)) {
            throw new IOException(kind + " says " + is + ", expected was " + answer);
        }
    }

    /** Tells whether a node was started since this was last called. */
    boolean takeCold() {
        boolean was = cold;
        cold = false;
        return was;
    }

    NodeProcess node(String id) {
        return Objects.requireNonNull(nodes.get(id), id);
    }

    /** Lists those that run. */
    List<String> ids() {
        return List.copyOf(nodes.keySet());
    }

    /** Returns what no claim has begun with before. */
    String prefix() {
        return "p" + ++prefixes + "-";
    }

    /** Says the same to all at once, and waits for all answers. */
    List<String> all(String line) throws IOException, InterruptedException {
        for (NodeProcess node : nodes.values()) {
            node.say(line);
        }
        List<String> answers = new ArrayList<>();
        for (NodeProcess node : nodes.values()) {
            answers.add(node.answer());
        }
        return answers;
    }

    /** Tells how much processor time all have had, in microseconds. */
    double cpuMicros() throws IOException, InterruptedException {
        return all("cpu").stream().mapToDouble(Double::parseDouble).sum();
    }

    /** Finds the one that leads. */
    String leader() throws IOException, InterruptedException {
        for (int i = 0; i < TRIES; i++) {
            List<String> found =
                    all("leader").stream().filter(nodes::containsKey).toList();
            if (!found.isEmpty()) {
                return found.get(0);
            }
            Thread.sleep(10);
        }
        throw new IOException("nobody of " + kind + " leads");
    }

    /** Finds one that does not lead. */
    String follower() throws IOException, InterruptedException {
        String leader = leader();
        Iterator<String> ids = nodes.keySet().iterator();
        String first = ids.next();
        return first.equals(leader) && ids.hasNext() ? ids.next() : first;
    }

    /** Ends a node as a crash would. */
    void kill(String id) throws InterruptedException {
        Objects.requireNonNull(nodes.remove(id), id).kill();
    }

    /** Starts a node again that was killed, and waits until it is ready. */
    void restart(String id) throws IOException, InterruptedException {
        open(id, false);
        expect(node(id), NodeProgram.STARTED);
        node(id).ask("ready");
    }

    @Override
    public void close() {
        nodes.values().forEach(NodeProcess::close);
    }
}
