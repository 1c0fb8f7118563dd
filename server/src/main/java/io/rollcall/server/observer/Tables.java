package io.rollcall.server.observer;

import io.rollcall.server.observer.ClusterView.HoldingRow;
import io.rollcall.server.observer.Observed.NameRow;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Sorted lists of all there is, of which a page shows a part. A list is made anew when it is a second old, however many
 * ask for parts of it, and a few are kept. Confined to the looking thread.
 */
final class Tables {
    private static final int KEPT = 4;
    private static final long FRESH_NANOS = TimeUnit.MILLISECONDS.toNanos(900);

    private static final Map<String, Comparator<ConnectionRow>> CONNECTIONS = Map.of(
            "id", Comparator.comparingLong(ConnectionRow::number),
            "age", Comparator.comparingLong(ConnectionRow::ageMillis).thenComparingLong(ConnectionRow::number),
            "mailbox", Comparator.comparingInt(ConnectionRow::mailbox).thenComparingLong(ConnectionRow::number),
            "pending", Comparator.comparingLong(ConnectionRow::pending).thenComparingLong(ConnectionRow::number),
            "rate", Comparator.comparingInt(ConnectionRow::rate).thenComparingLong(ConnectionRow::number),
            "out", Comparator.comparingLong(ConnectionRow::out).thenComparingLong(ConnectionRow::number),
            "lines", Comparator.comparingLong(ConnectionRow::lines).thenComparingLong(ConnectionRow::number),
            "holds", Comparator.comparingInt(ConnectionRow::holds).thenComparingLong(ConnectionRow::number),
            "crashes", Comparator.comparingInt(ConnectionRow::crashes).thenComparingLong(ConnectionRow::number));
    private static final Map<String, Comparator<NameRow>> NAMES = Map.of(
            "name", Comparator.comparing(NameRow::name),
            "holder", Comparator.comparingLong(row -> ConnectionRow.numberIn(row.holder())),
            "since", Comparator.comparingLong(NameRow::sinceMillis));
    private static final Map<String, Comparator<PropertyRow>> PROPERTIES = Map.of(
            "name",
            Comparator.comparing(PropertyRow::name),
            "members",
            Comparator.comparingInt(PropertyRow::members).thenComparing(PropertyRow::name));

    private static final Map<String, Comparator<HoldingRow>> HOLDINGS = Map.of(
            "name", Comparator.comparing(HoldingRow::name),
            "holder",
                    Comparator.comparing(HoldingRow::node)
                            .thenComparingLong(row -> ConnectionRow.numberIn(row.holder()))
                            .thenComparing(HoldingRow::name),
            "token", Comparator.comparingLong(HoldingRow::token));
    private static final Map<String, Comparator<SharedRow>> SHARED = Map.of(
            "name",
            Comparator.comparing(SharedRow::name),
            "members",
            Comparator.comparingInt(SharedRow::members).thenComparing(SharedRow::name));

    /**
     * A property.
     *
     * @param name its name
     * @param members how many share it
     */
    record PropertyRow(String name, int members) {}

    /**
     * A property across nodes.
     *
     * @param name its name
     * @param members how many share it on all nodes
     * @param byNode how many on each that has some, by id
     */
    record SharedRow(String name, int members, Map<String, Integer> byNode) {
        static SharedRow of(String name, Map<String, Integer> byNode) {
            int members = byNode.values().stream().mapToInt(Integer::intValue).sum();
            return new SharedRow(name, members, byNode);
        }
    }

    /**
     * Which list is asked for.
     *
     * @param table {@code connections}, {@code names} or {@code properties}; across nodes {@code held} or {@code shared}
     * @param sort by what
     * @param down whether the greatest comes first
     * @param filter what its rows contain, or how the names begin that are held; empty for all
     * @param of the property whose members are meant, the loop as {@code @0}, or the holders' node; empty for all
     */
    record View(String table, String sort, boolean down, String filter, String of) {}

    private record Listed(List<Object> rows, long nanos) {}

    private final Observed observed;
    private final Map<View, Listed> kept = new LinkedHashMap<>(KEPT * 2, 0.75f, true);

    Tables(Observed observed) {
        this.observed = observed;
    }

    /** Returns the whole list. */
    List<Object> rows(View view) {
        long now = System.nanoTime();
        Listed listed = kept.get(view);
        if (listed == null || now - listed.nanos() > FRESH_NANOS) {
            listed = new Listed(Arrays.asList(list(view)), now);
            kept.put(view, listed);
            if (kept.size() > KEPT) {
                kept.remove(kept.keySet().iterator().next());
            }
        }
        return listed.rows();
    }

    /** Forgets what nobody has asked for lately. */
    void forget() {
        long now = System.nanoTime();
        kept.values().removeIf(listed -> now - listed.nanos() > TimeUnit.SECONDS.toNanos(5));
    }

    private Object[] list(View view) {
        String wanted = view.filter().toLowerCase(Locale.ROOT);
        return switch (view.table()) {
            case "connections" -> sorted(connections(view, wanted), CONNECTIONS, view);
            case "names" ->
                sorted(
                        observed.names().filter(row -> wanted.isEmpty() || has(wanted, row.name(), row.holder())),
                        NAMES,
                        view);
            case "held" ->
                sorted(
                        cluster()
                                .names(view.filter())
                                .filter(row -> view.of().isEmpty() || row.node().equals(view.of())),
                        HOLDINGS,
                        view);
            case "shared" ->
                sorted(
                        cluster().properties().entrySet().stream()
                                .map(each -> SharedRow.of(each.getKey(), each.getValue()))
                                .filter(row -> wanted.isEmpty() || has(wanted, row.name())),
                        SHARED,
                        view);
            default ->
                sorted(
                        observed.properties().entrySet().stream()
                                .map(each -> new PropertyRow(each.getKey(), each.getValue()))
                                .filter(row -> wanted.isEmpty() || has(wanted, row.name())),
                        PROPERTIES,
                        view);
        };
    }

    private ClusterView cluster() {
        return observed.cluster().orElseThrow();
    }

    private Stream<? extends ConnectionRow> connections(View view, String wanted) {
        boolean ofLoop = view.of().startsWith("@");
        Stream<? extends ConnectionRow> all = ofLoop || view.of().isEmpty()
                ? observed.connections()
                : observed.members(view.of().substring(1));
        Predicate<ConnectionRow> onLoop = row -> !ofLoop || view.of().equals("@" + row.loop());
        return all.filter(onLoop).filter(row -> wanted.isEmpty() || has(wanted, row.id(), row.as(), row.peer()));
    }

    private static boolean has(String wanted, String... texts) {
        return Stream.of(texts).anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(wanted));
    }

    private static <R> Object[] sorted(Stream<? extends R> rows, Map<String, Comparator<R>> orders, View view) {
        Comparator<R> order = orders.get(view.sort());
        if (order == null) {
            throw new IllegalArgumentException(
                    "sort must be one of " + orders.keySet().stream().sorted().toList());
        }
        return rows.sorted(view.down() ? order.reversed() : order).toArray();
    }
}
