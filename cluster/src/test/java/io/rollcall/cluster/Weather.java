package io.rollcall.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Random faults on three processes, one after the other: each lasts for a while, is mended, and waited for to be over. */
final class Weather {
    /** What can happen. */
    enum Fault {
        /** A process is killed, and started anew at once. */
        KILL,
        /** A process stands still for less time than the others wait for it. */
        SHORT_PAUSE,
        /** A process stands still until the others take it for dead. */
        PAUSE,
        /** A node hears nobody. */
        CUT,
        /** Two nodes do not hear each other. */
        PART
    }

    private static final long OVER = 12_000;
    private static final List<Fault> WITHOUT_CUTS = List.of(Fault.KILL, Fault.SHORT_PAUSE, Fault.PAUSE);

    private final Processes nodes;
    private final @Nullable Lan lan;
    private final Random random;
    private final List<String> happened = new ArrayList<>();

    Weather(Processes nodes, @Nullable Lan lan, long seed) {
        this.nodes = nodes;
        this.lan = lan;
        this.random = new Random(seed);
        Processes.report("seed of the faults", seed);
    }

    /** One of the faults that can be had here. */
    Fault next() {
        List<Fault> faults = lan == null ? WITHOUT_CUTS : List.of(Fault.values());
        return faults.get(random.nextInt(faults.size()));
    }

    /** Has a fault happen to a random node; returns once all are ready again. The action begins what a new process does. */
    void strike(Fault fault, ThrowingConsumer begins) throws Exception {
        String id = Processes.VOTERS.get(random.nextInt(Processes.VOTERS.size()));
        long begun = System.nanoTime();
        switch (fault) {
            case KILL -> {
                nodes.kill(id);
                begins.accept(nodes.restart(id));
            }
            case SHORT_PAUSE -> paused(id, 500 + random.nextInt(4_000));
            case PAUSE -> paused(id, OVER);
            case CUT -> {
                lan().cutOff(id);
                nodes.pass(OVER);
                lan().heal();
            }
            case PART -> {
                lan().part(id, nodes.other(id));
                nodes.pass(OVER);
                lan().heal();
            }
        }
        nodes.ready();
        happened.add(fault + " of " + id + " over after " + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun)
                + " ms");
    }

    private Lan lan() {
        return java.util.Objects.requireNonNull(lan);
    }

    private void paused(String id, long millis) throws Exception {
        NodeProcess paused = nodes.pause(id);
        nodes.pass(millis);
        nodes.resume(paused);
    }

    /** What happened since it was last asked for. */
    String happened() {
        String all = String.join(", ", happened);
        happened.clear();
        return all;
    }

    /** Has a process begin something. */
    @FunctionalInterface
    interface ThrowingConsumer {
        void accept(NodeProcess node) throws Exception;
    }
}
