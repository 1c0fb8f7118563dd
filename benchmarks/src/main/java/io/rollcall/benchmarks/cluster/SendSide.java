package io.rollcall.benchmarks.cluster;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.Side;

/** How many messages of 100 bytes a second one node sends to another. Confined to one thread. */
final class SendSide implements Side {
    private static final int QUICK = 200 * Traffic.ACK;
    private static final int FULL = 600 * Traffic.ACK;
    private static final int BYTES = 100;

    private final Systems systems;
    private final Kind kind;

    SendSide(Systems systems, Kind kind) {
        this.systems = systems;
        this.kind = kind;
    }

    @Override
    public double measure(Effort effort) throws Exception {
        Nodes nodes = systems.of(kind, effort);
        NodeProcess from = nodes.node("n1");
        NodeProcess to = nodes.node("n2");
        from.say("open n1 n2");
        to.say("open n2 n1");
        from.answer();
        to.answer();
        String send = "send " + (effort == Effort.QUICK ? QUICK : FULL) + " " + BYTES;
        from.ask(send); // for the compiler
        double found = Double.parseDouble(from.ask(send));
        from.ask("shut");
        to.ask("shut");
        return found;
    }

    @Override
    public String jvm() {
        return Kind.jvm();
    }
}
