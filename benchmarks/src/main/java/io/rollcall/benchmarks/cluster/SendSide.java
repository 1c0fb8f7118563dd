package io.rollcall.benchmarks.cluster;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.Side;
import java.io.IOException;

/**
 * How many messages of 100 bytes a second one node sends to another, or the processor time of all nodes for each. Confined to
 * one thread.
 */
final class SendSide implements Side {
    private static final int QUICK = 200 * Traffic.ACK;
    private static final int FULL = 600 * Traffic.ACK;
    private static final int BYTES = 100;

    /** What was found, of each message. */
    private record Sent(double perSecond, double cpuMicros) {}

    private final Systems systems;
    private final Kind kind;
    private final Last<Sent> last;
    private final boolean cpu;

    private SendSide(Systems systems, Kind kind, Last<Sent> last, boolean cpu) {
        this.systems = systems;
        this.kind = kind;
        this.last = last;
        this.cpu = cpu;
    }

    SendSide(Systems systems, Kind kind) {
        this(systems, kind, new Last<>(), false);
    }

    /** Returns the side that shows the processor time of the same messages. */
    SendSide cpu() {
        return new SendSide(systems, kind, last, true);
    }

    @Override
    public double measure(Effort effort) throws Exception {
        Sent sent = last.of(cpu, () -> sent(systems.of(kind, effort), effort == Effort.QUICK ? QUICK : FULL));
        return cpu ? sent.cpuMicros : sent.perSecond;
    }

    private static Sent sent(Nodes nodes, int count) throws IOException, InterruptedException {
        NodeProcess from = nodes.node("n1");
        NodeProcess to = nodes.node("n2");
        from.ask("open");
        to.ask("open");
        from.ask("meet n2");
        to.ask("meet n1");
        String send = "send " + count + " " + BYTES;
        from.ask(send); // for the compiler
        double before = nodes.cpuMicros();
        double perSecond = Double.parseDouble(from.ask(send));
        Sent sent = new Sent(perSecond, (nodes.cpuMicros() - before) / count);
        from.ask("shut");
        to.ask("shut");
        return sent;
    }

    @Override
    public String jvm() {
        return Kind.jvm();
    }
}
