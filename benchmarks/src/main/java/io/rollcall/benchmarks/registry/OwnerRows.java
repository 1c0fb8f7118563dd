package io.rollcall.benchmarks.registry;

import io.rollcall.benchmarks.report.Comparison;
import io.rollcall.benchmarks.report.Goal;
import io.rollcall.benchmarks.report.JmhSide;
import io.rollcall.benchmarks.report.ProgramSide;
import java.util.stream.Stream;

/** Comparisons of what an owner's end costs, and of who is told of changes. */
final class OwnerRows {
    private OwnerRows() {}

    static Stream<Comparison> all() {
        return Stream.concat(ends(), waits());
    }

    private static Stream<Comparison> ends() {
        return Stream.of(
                end(1, 3),
                end(10, 2),
                end(1_000, 3),
                end(100_000, 2),
                Rows.comparison(
                        "R-end",
                        "end of 10 names, a name, 1,000,000 of others",
                        end("registry", 10, 1_000_000),
                        "1,000 of others",
                        end("registry", 10, 1_000),
                        1.5,
                        0),
                new Comparison(
                        "R-end",
                        "end of 100,000 names, until another thread sees it",
                        "ns",
                        ProgramSide.of(EndSeen.class, "100000"),
                        "end of 1 name",
                        ProgramSide.of(EndSeen.class, "1"),
                        Goal.ratio(2),
                        2));
    }

    private static Comparison end(int entries, int quick) {
        return Rows.comparison(
                "R-end",
                String.format("end of %,d name%s, a name", entries, entries == 1 ? "" : "s"),
                end("registry", entries, 1_000),
                "ConcurrentHashMap.remove",
                end("map", entries, 1_000),
                1,
                quick);
    }

    private static JmhSide end(String method, int entries, int others) {
        return JmhSide.of(End.class, method)
                .with("entries", entries)
                .with("others", others)
                .per(End.total(entries));
    }

    private static Stream<Comparison> waits() {
        JmhSide register = JmhSide.of(Register.class, "registry");
        return Stream.of(
                told("await, from the call to the executor", "await", "putIfAbsent, execute", "put"),
                told("monitor, from the call to the executor", "monitor", "a flag, execute", "flag"),
                Rows.comparison(
                        "R-await",
                        "register, unregister, 1,000 other names awaited",
                        register.with("awaited", 1_000),
                        "none awaited",
                        register.with("awaited", 0),
                        1.1,
                        3));
    }

    private static Comparison told(String row, String candidate, String against, String floor) {
        return new Comparison(
                "R-await",
                row,
                "ns",
                ProgramSide.of(Told.class, candidate),
                against,
                ProgramSide.of(Told.class, floor),
                Goal.value(2_000),
                2);
    }
}
