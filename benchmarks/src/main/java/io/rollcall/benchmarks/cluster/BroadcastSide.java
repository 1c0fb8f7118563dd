package io.rollcall.benchmarks.cluster;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.Side;
import java.io.IOException;

/** In how many messages a broadcast reaches the members of two other nodes, counted where they come in. Confined to one thread. */
final class BroadcastSide implements Side {
    private static final int MEMBERS = 1_000;
    private static final int BROADCASTS = 100;

    private final Systems systems;

    BroadcastSide(Systems systems) {
        this.systems = systems;
    }

    @Override
    public double measure(Effort effort) throws Exception {
        Nodes nodes = systems.of(Kind.ROLLCALL, effort);
        for (String id : nodes.ids()) {
            nodes.node(id).ask("members " + (id.equals("n1") ? 0 : MEMBERS));
        }
        nodes.node("n1").ask("counted " + (nodes.ids().size() - 1) * MEMBERS);
        int sent = Integer.parseInt(nodes.node("n1").ask("broadcast " + BROADCASTS));
        int came = 0;
        for (String id :
                nodes.ids().stream().filter(other -> !other.equals("n1")).toList()) {
            came += Integer.parseInt(nodes.node(id).ask("arrived " + (long) MEMBERS * BROADCASTS));
        }
        nodes.all("leave");
        if (sent != came) {
            throw new IOException(sent + " messages were sent, and " + came + " came");
        }
        return (double) came / BROADCASTS;
    }

    @Override
    public String jvm() {
        return Kind.jvm();
    }
}
