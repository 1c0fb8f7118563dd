package io.rollcall.benchmarks.registry;

import io.rollcall.benchmarks.report.Comparison;
import io.rollcall.benchmarks.report.JmhSide;
import java.util.stream.Stream;

/** Comparisons with what else a user would take; the goal is to be no slower. */
final class PeerRows {
    private PeerRows() {}

    static Stream<Comparison> all() {
        return Stream.of(names(), sending(), broadcasts()).flatMap(rows -> rows);
    }

    private static Stream<Comparison> names() {
        JmhSide register = JmhSide.of(Register.class, "registry");
        return Stream.of(
                peer(
                        "R-where-hit",
                        "whereIs, record keys, 1,000 names",
                        JmhSide.of(WhereIs.class, "registry"),
                        "Pekko receptionist, find",
                        JmhSide.of(PekkoPeer.class, "find")),
                peer(
                        "R-register",
                        "register, unregister",
                        register,
                        "Guava EventBus",
                        JmhSide.of(GuavaPeer.class, "register")),
                peer(
                        "R-register",
                        "register, unregister",
                        register,
                        "Vert.x local consumer",
                        JmhSide.of(VertxPeer.class, "register")),
                peer(
                        "R-register",
                        "register, unregister",
                        register,
                        "Pekko receptionist",
                        JmhSide.of(PekkoPeer.class, "register")),
                peer(
                        "R-life",
                        "life, a name and a property of 1,000",
                        JmhSide.of(ChannelGroupPeer.class, "registryLife"),
                        "map + ChannelGroup",
                        JmhSide.of(ChannelGroupPeer.class, "groupLife")));
    }

    private static Stream<Comparison> sending() {
        JmhSide one = JmhSide.of(Send.class, "one").per(Send.BATCH);
        String row = "dispatch to a mailbox, received";
        return Stream.of(
                Rows.comparison("R-send", row, one, "the mailbox alone", oneOf(Send.class, "oneMailbox"), 1.3, 1),
                peer("R-send", row, one, "Vert.x send", oneOf(VertxPeer.class, "one")),
                peer("R-send", row, one, "Pekko tell by reference", oneOf(PekkoPeer.class, "one")),
                peer(
                        "R-send",
                        "dispatch to a plain call",
                        JmhSide.of(Send.class, "call"),
                        "Guava EventBus",
                        JmhSide.of(GuavaPeer.class, "post")));
    }

    private static Stream<Comparison> broadcasts() {
        JmhSide mailboxes = oneOf(Send.class, "all");
        String row = "broadcast to 1,000 mailboxes, a member, received";
        return Stream.of(
                peer("R-broadcast", row, mailboxes, "Vert.x publish", oneOf(VertxPeer.class, "all")),
                peer("R-broadcast", row, mailboxes, "Pekko topic", oneOf(PekkoPeer.class, "all")),
                peer(
                        "R-broadcast",
                        "broadcast to 1,000 plain calls, a member",
                        oneOf(Membership.class, "broadcast"),
                        "Guava EventBus",
                        oneOf(GuavaPeer.class, "post").with("subscribers", Send.BATCH)),
                peer(
                        "R-broadcast",
                        "broadcast to 1,000 channels, a member",
                        oneOf(ChannelGroupPeer.class, "registryBroadcast"),
                        "ChannelGroup",
                        oneOf(ChannelGroupPeer.class, "groupBroadcast")));
    }

    /** A method whose one call is a thousand messages. */
    private static JmhSide oneOf(Class<?> type, String method) {
        return JmhSide.of(type, method).per(Send.BATCH);
    }

    private static Comparison peer(String id, String row, JmhSide candidate, String against, JmhSide floor) {
        return Rows.comparison(id, row, candidate, against, floor, 1, 1);
    }
}
