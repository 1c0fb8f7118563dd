package io.rollcall.benchmarks.cluster;

import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.Side;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * How many names a second three nodes are granted that all claim at once, each names of its own; or the processor time of
 * all three for each name. Confined to one thread.
 */
final class ClaimsSide implements Side {
    /** What many claims took. */
    private record Claims(int count, double seconds, double cpuMicros) {}

    private final Systems systems;
    private final Kind kind;
    private final int window;
    private final Last<Claims> last;
    private final boolean cpu;

    private ClaimsSide(Systems systems, Kind kind, int window, Last<Claims> last, boolean cpu) {
        this.systems = systems;
        this.kind = kind;
        this.window = window;
        this.last = last;
        this.cpu = cpu;
    }

    ClaimsSide(Systems systems, Kind kind, int window) {
        this(systems, kind, window, new Last<>(), false);
    }

    /** Returns the side that shows the processor time of the same claims. */
    ClaimsSide cpu() {
        return new ClaimsSide(systems, kind, window, last, true);
    }

    @Override
    public double measure(Effort effort) throws Exception {
        Claims claims = last.of(cpu, () -> claims(systems.of(kind, effort), effort == Effort.QUICK ? 1 : 5));
        return cpu ? claims.cpuMicros / claims.count : claims.count / claims.seconds;
    }

    private Claims claims(Nodes nodes, int times) throws IOException, InterruptedException {
        int each = times * (window > 100 ? 6_000 : 3_000);
        double before = nodes.cpuMicros();
        double seconds = seconds(nodes, nodes.prefix(), each, window);
        Claims claims = new Claims(each * nodes.ids().size(), seconds, nodes.cpuMicros() - before);
        nodes.all("end");
        return claims;
    }

    /** Has each node claim so many names; returns how long that took them all. */
    static double seconds(Nodes nodes, String prefix, int each, int window) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        for (String id : nodes.ids()) {
            nodes.node(id).say("claims " + prefix + id + "- " + each + " " + window);
        }
        List<String> answers = new ArrayList<>();
        for (String id : nodes.ids()) {
            answers.add(nodes.node(id).answer());
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        if (!answers.stream().allMatch(answer -> answer.equals(each + " 0 0"))) {
            throw new IOException("granted, refused and unknown on each node were: " + answers);
        }
        return seconds;
    }

    @Override
    public String jvm() {
        return Kind.jvm();
    }
}
