package io.rollcall.benchmarks.registry;

import io.rollcall.benchmarks.report.Comparison;
import io.rollcall.benchmarks.report.Goal;
import io.rollcall.benchmarks.report.JmhSide;
import java.util.stream.Stream;

/** Comparisons of what memberships, visits and sending cost. */
final class MemberRows {
    private MemberRows() {}

    static Stream<Comparison> all() {
        return Stream.of(joinAndLeave(), visits(), sending()).flatMap(rows -> rows);
    }

    private static Stream<Comparison> joinAndLeave() {
        return Stream.of(joinAndLeave(1_000, 2), joinAndLeave(100_000, 3));
    }

    private static Comparison joinAndLeave(int members, int quick) {
        return Rows.comparison(
                "R-join-leave",
                String.format("join, leave a property of %,d", members),
                member("joinAndLeave", members),
                "a property of 10",
                member("joinAndLeave", 10),
                1.3,
                quick);
    }

    private static Stream<Comparison> visits() {
        return Stream.of(
                visit(1_000, 3),
                visit(10, 0),
                visit(100_000, 0),
                new Comparison(
                        "R-visit",
                        "allocated by a visit of 1,000",
                        "B",
                        member("visit", 1_000).allocated(),
                        "an array",
                        member("array", 1_000).allocated(),
                        Goal.value(0),
                        1));
    }

    private static Comparison visit(int members, int quick) {
        return new Comparison(
                "R-visit",
                String.format("visit of %,d, a member", members),
                "ns",
                member("visit", members).per(members),
                "an array",
                member("array", members).per(members),
                new Goal(4, 3),
                quick);
    }

    private static JmhSide member(String method, int members) {
        return JmhSide.of(Membership.class, method).with("members", members);
    }

    private static Stream<Comparison> sending() {
        return Stream.of(
                Rows.comparison(
                        "R-send",
                        "dispatch to a plain call",
                        JmhSide.of(Send.class, "call"),
                        "ConcurrentHashMap.get, call",
                        JmhSide.of(Send.class, "mapCall"),
                        1.8,
                        3),
                Rows.comparison(
                        "R-broadcast",
                        "broadcast to 1,000 mailboxes, a member, received",
                        JmhSide.of(Send.class, "all").per(Send.BATCH),
                        "the mailboxes alone",
                        JmhSide.of(Send.class, "allMailboxes").per(Send.BATCH),
                        1.3,
                        3));
    }
}
