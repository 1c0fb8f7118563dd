package io.rollcall.benchmarks.cluster;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.Side;

/** The time until a claim of a node that does not lead is confirmed, one after the other. Confined to one thread. */
final class ClaimSide implements Side {
    private static final int QUICK = 1_000;
    private static final int FULL = 5_000;

    private final Systems systems;
    private final Kind kind;

    ClaimSide(Systems systems, Kind kind) {
        this.systems = systems;
        this.kind = kind;
    }

    @Override
    public double measure(Effort effort) throws Exception {
        Nodes nodes = systems.of(kind, effort);
        NodeProcess follower = nodes.node(nodes.follower());
        String median = follower.ask("alone " + nodes.prefix() + " " + (effort == Effort.QUICK ? QUICK : FULL));
        follower.ask("end");
        return Double.parseDouble(median);
    }

    @Override
    public String jvm() {
        return Kind.jvm();
    }
}
