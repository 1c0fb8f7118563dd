package io.rollcall.benchmarks.cluster;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.Side;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * The time from the crash of a node that has many names until both others see them free, or until these two, claiming them
 * all at once, have them; in seconds. Confined to one thread.
 */
final class CrashSide implements Side {
    private static final int NAMES = 100_000;

    /** What a crash took, in seconds. */
    private record Crash(double free, double claimed) {}

    private final Systems systems;
    private final Last<Crash> last;
    private final boolean whole;

    private CrashSide(Systems systems, Last<Crash> last, boolean whole) {
        this.systems = systems;
        this.last = last;
        this.whole = whole;
    }

    /** The time until the names are claimed again. */
    CrashSide(Systems systems) {
        this(systems, new Last<>(), true);
    }

    /** Returns the side that shows the time of the same crash until the names are free. */
    CrashSide free() {
        return new CrashSide(systems, last, false);
    }

    @Override
    public double measure(Effort effort) throws Exception {
        Crash crash = last.of(whole, () -> crash(systems.of(Kind.ROLLCALL, effort)));
        return whole ? crash.free + crash.claimed : crash.free;
    }

    private Crash crash(Nodes nodes) throws IOException, InterruptedException {
        String crashing = nodes.follower();
        String prefix = nodes.prefix();
        String claims = "claims " + prefix + " " + NAMES + " " + Systems.WINDOW;
        String granted = nodes.node(crashing).ask(claims);
        if (!granted.equals(NAMES + " 0 0")) {
            throw new IOException(crashing + " has not claimed all: " + granted);
        }
        for (String id : nodes.ids()) {
            await(nodes.node(id), NAMES);
        }
        long begun = System.nanoTime();
        nodes.kill(crashing);
        for (String id : nodes.ids()) {
            await(nodes.node(id), 0);
        }
        long free = System.nanoTime();
        int winners = 0;
        for (String answer : nodes.all(claims)) {
            String[] outcomes = answer.split(" ", -1);
            winners += Integer.parseInt(outcomes[0]);
        }
        long claimed = System.nanoTime();
        if (winners != NAMES) {
            throw new IOException(winners + " claims were granted, of " + NAMES + " names");
        }
        nodes.all("end");
        nodes.restart(crashing);
        return new Crash((free - begun) / 1e9, (claimed - free) / 1e9);
    }

    /** Asks, again and again, until a node shows so many names. */
    private static void await(NodeProcess node, int names) throws IOException, InterruptedException {
        @Nullable String found = null;
        long deadline = System.nanoTime() + 60_000_000_000L;
        while (!String.valueOf(names).equals(found)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("there are " + found + " names, not " + names);
            }
            found = node.ask("size");
        }
    }

    @Override
    public String jvm() {
        return Kind.jvm();
    }
}
