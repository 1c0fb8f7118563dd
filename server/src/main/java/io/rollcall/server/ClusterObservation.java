package io.rollcall.server;

import io.rollcall.cluster.ClusterRegistry;
import io.rollcall.cluster.Holding;
import io.rollcall.cluster.Node;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registry;
import io.rollcall.registry.SharedKey;
import io.rollcall.server.observer.ClusterView;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Shows the nodes that a server is one of to its observer. Safe for any thread that may wait. */
final class ClusterObservation implements ClusterView {
    /** How long another node may take to answer. */
    private static final Duration PATIENCE = Duration.ofMillis(800);
    /** How long one who looks waits for all of them. */
    private static final Duration WAIT = Duration.ofSeconds(1);

    private final Nodes nodes;
    private final Registry<Connection> here;
    private final Recent<List<NodeStanding>> standings;

    ClusterObservation(Nodes nodes, Registry<Connection> here) {
        this.nodes = nodes;
        this.here = here;
        this.standings = new Recent<>(this::ask, List.of(), WAIT, System::nanoTime);
    }

    private CompletionStage<List<NodeStanding>> ask() {
        return NodeRow.all(nodes, PATIENCE)
                .thenApply(
                        rows -> rows.stream().map(ClusterObservation::standing).toList());
    }

    @Override
    public Optional<String> suspended() {
        return Optional.ofNullable(nodes.suspended()).map(Text::shown);
    }

    @Override
    public boolean leads() {
        return nodes.status().leader().filter(nodes.id()::equals).isPresent();
    }

    @Override
    public List<NodeStanding> nodes() {
        return standings.get();
    }

    private static NodeStanding standing(NodeRow row) {
        return new NodeStanding(row.id(), row.role(), row.state(), row.here(), figures(row.figures()));
    }

    private static @Nullable NodeFigures figures(NodeRow.@Nullable Figures of) {
        return of == null
                ? null
                : new NodeFigures(Text.shown(of.suspended()), of.term(), of.applied(), of.lag(), of.connections());
    }

    @Override
    public Stream<HoldingRow> names(String prefix) {
        return nodes.cluster().names(prefix, null, Integer.MAX_VALUE).stream().map(ClusterObservation::row);
    }

    private static HoldingRow row(Holding held) {
        String value = held.value();
        return new HoldingRow(
                Text.shown(held.name()),
                held.node().id(),
                Nodes.idOf(held),
                value == null ? "" : Text.shown(value),
                held.token());
    }

    @Override
    public Map<String, Map<String, Integer>> properties() {
        ClusterRegistry<Connection> cluster = nodes.cluster();
        Map<String, Map<String, Integer>> all = new TreeMap<>();
        for (SharedKey key : cluster.sharedKeys()) {
            if (key instanceof Property property && !property.equals(Connection.SOCKET_LISTENER)) {
                Map<String, Integer> members = members(cluster, property);
                if (!members.isEmpty()) {
                    all.put(Text.shown(property), members);
                }
            }
        }
        return all;
    }

    /** Counts a property's members by node; its own at once, as they are published late. */
    private Map<String, Integer> members(ClusterRegistry<Connection> cluster, Property property) {
        Map<String, Integer> members = new TreeMap<>();
        for (Map.Entry<Node, Integer> each : cluster.nodes(property).entrySet()) {
            members.merge(each.getKey().id(), each.getValue(), Integer::sum);
        }
        members.remove(nodes.id());
        int own = here.count(property);
        if (own > 0) {
            members.put(nodes.id(), own);
        }
        return members;
    }
}
