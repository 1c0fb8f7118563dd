package io.rollcall.benchmarks.cluster;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.Side;
import java.io.IOException;

/**
 * The time from the end of the node that leads until each of the others was granted a claim that it made after that, in
 * seconds. Where it can be asked, both others claim all the while, and each claim must be answered. Confined to one thread.
 */
final class LeaderSide implements Side {
    private static final int LOAD = 64;

    private final Systems systems;
    private final Kind kind;

    LeaderSide(Systems systems, Kind kind) {
        this.systems = systems;
        this.kind = kind;
    }

    @Override
    public double measure(Effort effort) throws Exception {
        Nodes nodes = systems.of(kind, effort);
        String leader = nodes.leader();
        boolean loaded = kind == Kind.ROLLCALL;
        for (String id : nodes.ids()) {
            if (loaded && !id.equals(leader)) {
                nodes.node(id).ask("load " + nodes.prefix() + " " + LOAD);
            }
        }
        long begun = System.nanoTime();
        nodes.kill(leader);
        for (String id : nodes.ids()) {
            nodes.node(id).say("next " + nodes.prefix());
        }
        for (String id : nodes.ids()) {
            nodes.node(id).answer();
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (loaded) {
            for (String answer : nodes.all("unload")) {
                if (!answer.startsWith("0 ")) {
                    throw new IOException("claims without an answer, and granted: " + answer);
                }
            }
        }
        nodes.all("end");
        nodes.restart(leader);
        return seconds;
    }

    @Override
    public String jvm() {
        return Kind.jvm();
    }
}
