package io.rollcall.benchmarks.registry;

import io.rollcall.benchmarks.report.Comparison;
import io.rollcall.benchmarks.report.Goal;
import io.rollcall.benchmarks.report.JmhSide;
import io.rollcall.benchmarks.report.ProgramSide;
import java.util.List;
import java.util.stream.Stream;

/** Comparisons of what names cost. */
final class NameRows {
    private static final int QUICK = 3;

    private NameRows() {}

    static Stream<Comparison> all() {
        return Stream.of(lookUps(), changes(), bytes(), collisions()).flatMap(List::stream);
    }

    private static List<Comparison> lookUps() {
        return List.of(
                lookUp("R-where-hit", "RECORD", 1_000, 1, 1.05, QUICK),
                lookUp("R-where-hit", "STRING", 1_000, 1, 1.15, QUICK),
                lookUp("R-where-hit", "RECORD", 1_000_000, 1, 1.05, 2),
                lookUp("R-where-hit", "STRING", 1_000_000, 1, 1.15, 0),
                lookUp("R-where-hit", "RECORD", 1_000, 2, 1.05, 0),
                lookUp("R-where-miss", "RECORD", 1_000, 1, 1.0, QUICK),
                lookUp("R-where-miss", "STRING", 1_000, 1, 1.0, 0),
                lookUp("R-where-miss", "RECORD", 1_000_000, 1, 1.5, 0),
                lookUp("R-where-miss", "STRING", 1_000_000, 1, 1.5, 0));
    }

    private static Comparison lookUp(String id, String shape, int names, int threads, double goal, int quick) {
        String row = String.format(
                "whereIs, %s keys, %,d names%s", Rows.words(shape), names, threads == 1 ? "" : ", 2 threads");
        String asked = id.endsWith("hit") ? "held" : "other";
        return new Comparison(
                id,
                row,
                "ns",
                lookUp("registry", shape, names, asked).threads(threads),
                "ConcurrentHashMap.get",
                lookUp("map", shape, names, asked).threads(threads),
                Goal.ratio(goal),
                quick);
    }

    private static JmhSide lookUp(String method, String shape, int names, String asked) {
        return JmhSide.of(WhereIs.class, method)
                .with("shape", shape)
                .with("names", names)
                .with("asked", asked);
    }

    private static List<Comparison> changes() {
        String floor = "ConcurrentHashMap + HashSet";
        return List.of(
                register("R-register", "RECORD", 1_000, 1, 0.9, QUICK),
                register("R-register", "STRING", 1_000, 1, 0.9, 0),
                register("R-register", "RECORD", 1_000_000, 1, 0.9, 0),
                Rows.comparison("R-life", "life, 1 name", life("registry", 1), floor, life("map", 1), 0.9, QUICK),
                Rows.comparison("R-life", "life, 10 names", life("registry", 10), floor, life("map", 10), 0.9, 2),
                Rows.comparison(
                        "R-life", "life, 1,000 names", life("registry", 1000), floor, life("map", 1000), 0.9, 2),
                register("R-contention", "RECORD", 1_000, 2, 1.2, QUICK));
    }

    private static Comparison register(String id, String shape, int names, int threads, double goal, int quick) {
        String row = String.format(
                "register, unregister, %s keys, %,d names%s",
                Rows.words(shape), names, threads == 1 ? "" : ", 2 threads");
        return Rows.comparison(
                id,
                row,
                register("registry", shape, names).threads(threads),
                "ConcurrentHashMap + HashSet",
                register("map", shape, names).threads(threads),
                goal,
                quick);
    }

    private static JmhSide register(String method, String shape, int names) {
        return JmhSide.of(Register.class, method).with("shape", shape).with("names", names);
    }

    private static JmhSide life(String method, int names) {
        return JmhSide.of(Life.class, method).with("names", names);
    }

    private static List<Comparison> bytes() {
        return List.of(
                bytes("R-bytes-name", "name, 1,000 owners", "names", "ConcurrentHashMap", "map", 1_000, 52),
                bytes("R-bytes-name", "name, 1,000,000 owners", "names", "ConcurrentHashMap", "map", 1_000_000, 52),
                bytes("R-bytes-member", "membership, 10 an owner", "members", "concurrent sets", "sets", 100_000, 56));
    }

    private static Comparison bytes(
            String id, String what, String candidate, String against, String floor, int owners, double goal) {
        return new Comparison(
                id,
                "heap of a " + what,
                "B",
                heap(candidate, owners),
                against,
                heap(floor, owners),
                Goal.value(goal),
                1); // as it hardly varies
    }

    /** A collector that leaves no gaps, so that what is used is what is needed. */
    private static ProgramSide heap(String what, int owners) {
        return ProgramSide.of(HeapBytes.class, what, Integer.toString(owners)).withFlag("-XX:+UseSerialGC");
    }

    private static List<Comparison> collisions() {
        return List.of(
                collision("whereIs", "COLLIDING_STRING", "LONG_STRING", QUICK),
                collision("register", "COLLIDING_STRING", "LONG_STRING", QUICK),
                collision("whereIs", "COLLIDING_RECORD", "RECORD", 0),
                collision("register", "COLLIDING_RECORD", "RECORD", 0));
    }

    private static Comparison collision(String method, String shape, String floor, int quick) {
        return Rows.comparison(
                "R-collide",
                method + ", 16,384 " + Rows.words(floor) + " keys, one hash code",
                JmhSide.of(Collide.class, method).with("shape", shape),
                "hash codes that differ",
                JmhSide.of(Collide.class, method).with("shape", floor),
                3,
                quick);
    }
}
