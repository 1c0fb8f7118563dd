package io.rollcall.benchmarks.cluster;

import io.rollcall.benchmarks.report.Comparison;
import io.rollcall.benchmarks.report.Estimate;
import io.rollcall.benchmarks.report.Goal;
import io.rollcall.benchmarks.report.JmhSide;
import java.util.List;

/** All comparisons, in the order of the table. */
final class ClusterRows {
    private static final String ZOOKEEPER = "ZooKeeper, Curator";
    private static final double LEAST_CLAIMS = 12;
    private static final double LEAST_SENDS = 0.6;
    private static final int NODES_WITH_MEMBERS = 2;

    private final Systems systems;

    ClusterRows(Systems systems) {
        this.systems = systems;
    }

    List<Comparison> all() {
        ClaimsSide claims = new ClaimsSide(systems, Kind.ROLLCALL, Systems.WINDOW);
        ClaimsSide zooKeeperClaims = new ClaimsSide(systems, Kind.ZOOKEEPER, Systems.WINDOW);
        SendSide send = new SendSide(systems, Kind.ROLLCALL);
        SendSide bareSend = new SendSide(systems, Kind.CHANNEL);
        CrashSide crash = new CrashSide(systems);
        return List.of(
                claims(64, new ClaimsSide(systems, Kind.ROLLCALL, 64), new ClaimsSide(systems, Kind.ZOOKEEPER, 64)),
                claims(Systems.WINDOW, claims, zooKeeperClaims),
                new Comparison(
                        "C-claims",
                        "the same, processor time of all three nodes, least",
                        "us/claim",
                        claims.cpu(),
                        ZOOKEEPER,
                        zooKeeperClaims.cpu(),
                        Goal.ratio(Math.round(1000 / LEAST_CLAIMS) / 1000.0),
                        3,
                        Estimate.LEAST),
                new Comparison(
                        "C-claim",
                        "one claim at a time by a follower, confirmed and visible there",
                        "ms",
                        new ClaimSide(systems, Kind.ROLLCALL),
                        ZOOKEEPER,
                        new ClaimSide(systems, Kind.ZOOKEEPER),
                        Goal.value(1),
                        3),
                find("here"),
                find("elsewhere"),
                new Comparison(
                        "C-send",
                        "100 bytes to a worker of another node",
                        "1/s",
                        send,
                        "JGroups",
                        bareSend,
                        Goal.atLeast(LEAST_SENDS),
                        3),
                new Comparison(
                        "C-send",
                        "the same, processor time of all nodes, least",
                        "us/message",
                        send.cpu(),
                        "JGroups",
                        bareSend.cpu(),
                        Goal.ratio(Math.round(1000 / LEAST_SENDS) / 1000.0),
                        3,
                        Estimate.LEAST),
                new Comparison(
                        "C-broadcast",
                        "messages of a broadcast to 1,000 members on each of two other nodes",
                        "messages",
                        new BroadcastSide(systems),
                        "nodes with members",
                        effort -> NODES_WITH_MEMBERS,
                        Goal.ratio(1),
                        1),
                new Comparison(
                        "C-crash",
                        "crash of a node with 100,000 names, until two others have claimed them all",
                        "s",
                        crash,
                        "until they are free",
                        crash.free(),
                        Goal.value(3.5),
                        2),
                new Comparison(
                        "C-leader",
                        "end of the leader, until each other node was granted a claim",
                        "s",
                        new LeaderSide(systems, Kind.ROLLCALL),
                        ZOOKEEPER,
                        new LeaderSide(systems, Kind.ZOOKEEPER),
                        Goal.value(2),
                        2));
    }

    private static Comparison claims(int window, ClaimsSide ours, ClaimsSide theirs) {
        return new Comparison(
                "C-claims",
                String.format("names claimed by three nodes at once, %,d under way on each", window),
                "1/s",
                ours,
                ZOOKEEPER,
                theirs,
                Goal.atLeast(LEAST_CLAIMS),
                3);
    }

    private static Comparison find(String held) {
        return new Comparison(
                "C-find",
                "find of names that are held " + held,
                "ns",
                JmhSide.of(Find.class, "cluster").with("held", held),
                "Registry.find",
                JmhSide.of(Find.class, "local"),
                Goal.ratio(1.1),
                2,
                Estimate.LEAST);
    }
}
