package io.rollcall.server;

import io.rollcall.cluster.ClusterStatus;
import io.rollcall.registry.Census;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What {@code /info} and {@code /limits} show: rows of a key and a value, by section. Safe for use by any thread. */
final class Info {
    private final long startNanos = System.nanoTime();
    private final WorkerSupervisor supervisor;
    private final Map<String, Supplier<Map<String, Object>>> sections = new LinkedHashMap<>();

    Info(WorkerSupervisor supervisor) {
        this.supervisor = supervisor;
        sections.put("server", this::server);
        sections.put("registry", this::registry);
    }

    /** Has it show how this server stands among others, too. */
    void setNodes(Nodes nodes) {
        sections.put("cluster", () -> cluster(nodes));
    }

    private static Map<String, Object> cluster(Nodes nodes) {
        ClusterStatus status = nodes.status();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("node", nodes.id());
        figures.put("role", NodeRow.role(nodes, status, nodes.id()));
        figures.put("suspended", status.suspended().orElse("no"));
        figures.put("leader", status.leader().orElse("unknown"));
        figures.put("nodes", status.joined().size());
        figures.put("term", status.term());
        figures.put("committed", status.committed());
        figures.put("applied", status.applied());
        figures.put("names_everywhere", status.names());
        figures.put("dropped", status.dropped());
        return figures;
    }

    Set<String> sections() {
        return sections.keySet();
    }

    /** Lists one section, or all where none is named. */
    List<String> rows(@Nullable String section) {
        List<String> rows = new ArrayList<>();
        sections.forEach((name, figures) -> {
            if (section == null || section.equals(name)) {
                figures.get().forEach((key, value) -> rows.add(key + " " + value));
            }
        });
        return rows;
    }

    /** Returns all figures, by section. */
    Map<String, Map<String, Object>> figures() {
        Map<String, Map<String, Object>> all = new LinkedHashMap<>();
        sections.forEach((name, figures) -> all.put(name, figures.get()));
        return all;
    }

    /** Lists what is bounded, each with its number, and how often that was met. */
    List<String> limits() {
        List<String> rows = new ArrayList<>();
        supervisor.limits().asMap().forEach((limit, value) -> {
            rows.add(limit.word() + " " + value);
            rows.add(limit.word() + ".met " + supervisor.limitCounts().met(limit));
        });
        return rows;
    }

    private Map<String, Object> server() {
        String version = Info.class.getPackage().getImplementationVersion();
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("version", version == null ? "unknown" : version);
        figures.put("uptime_s", (System.nanoTime() - startNanos) / 1_000_000_000);
        figures.put("connections", supervisor.connections());
        return figures;
    }

    private Map<String, Object> registry() {
        Census census = supervisor.registry().census();
        int ids = supervisor.registry().count(Connection.SOCKET_LISTENER);
        Map<String, Object> figures = new LinkedHashMap<>();
        figures.put("owners", census.owners());
        figures.put("names", census.names() - ids);
        figures.put("properties", census.properties() - Math.min(ids, 1));
        figures.put("counters", census.counters());
        figures.put("memberships", census.memberships() - ids);
        figures.put("waiting", census.waiting());
        figures.put("watches", census.watches() - supervisor.ownWatches());
        return figures;
    }
}
