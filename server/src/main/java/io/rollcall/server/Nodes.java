package io.rollcall.server;

import io.rollcall.cluster.ClusterRegistry;
import io.rollcall.cluster.ClusterStatus;
import io.rollcall.cluster.Holding;
import io.rollcall.cluster.Node;
import io.rollcall.cluster.NodesListener;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The servers that are one cluster, as this one sees them. What its connections hold here is agreed upon by all of them and
 * noted in its own registry, too, which so shows this node's part; properties and counters are counted from there.
 *
 * <p>Safe for use by any thread, from its start on.
 */
final class Nodes implements NodesListener {
    /** How long another node may take to answer. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final ClusterSettings settings;
    private final WorkerSupervisor supervisor;
    private final NodeAnswers answers;
    private final FarWatches watches = new FarWatches(this);
    /** The runs that are taken in, by id. */
    private final Map<String, Node> joined = new ConcurrentHashMap<>();

    private volatile @Nullable ClusterRegistry<Connection> cluster;
    private volatile boolean closing;

    Nodes(ClusterSettings settings, WorkerSupervisor supervisor) {
        this.settings = settings;
        this.supervisor = supervisor;
        this.answers = new NodeAnswers(this, supervisor);
    }

    /** Enters the cluster, and returns before a majority is there; a node that is refused later on has the server stop. */
    void start() throws IOException {
        ClusterRegistry<Connection> entered = ClusterRegistry.<Connection>builder(
                        supervisor.registry(), (connection, message) -> false)
                .sharing()
                .answering((from, question) ->
                        answers.answer(from, lines(question)).thenApply(Nodes::bytes))
                .hearing((from, note) -> hear(from, lines(note)))
                .nodes(this)
                .start(ClusterStart.options(settings));
        cluster = entered;
        stopIfOver();
    }

    /** Has the server stop where the node is over by itself: refused, faced with what it does not know, or without a log. */
    private void stopIfOver() {
        cluster().ready().whenComplete((node, failure) -> {
            if (failure != null && !closing) {
                supervisor.events().nodeRefused(String.valueOf(failure.getMessage()));
                supervisor.nodeRefused();
            }
        });
    }

    void close() {
        closing = true;
        cluster().close();
    }

    private void hear(Node from, List<String> note) {
        switch (note.get(0)) {
            case FarWatches.CHANGE, FarWatches.AGAIN -> watches.hear(from, note);
            default -> answers.hear(from, note);
        }
    }

    /** This node's id. */
    String id() {
        return settings.nodeId();
    }

    ClusterSettings settings() {
        return settings;
    }

    ClusterRegistry<Connection> cluster() {
        return Objects.requireNonNull(cluster, "the cluster is entered first of all");
    }

    ClusterStatus status() {
        return cluster().status();
    }

    NodeAnswers answers() {
        return answers;
    }

    FarWatches watches() {
        return watches;
    }

    /** Why this node may claim nothing, and its look-ups may be out of date; null if it may. */
    @Nullable String suspended() {
        return cluster().suspended();
    }

    /** Gives a connection its side that all nodes see. */
    NodeOwner join(Session session, Owner<Connection> owner) {
        return new NodeOwner(this, session, owner);
    }

    @Nullable Holding find(Name name) {
        return cluster().find(name);
    }

    /** Returns the id of a holder. */
    static String idOf(Holding holding) {
        return new ConnectionId(holding.node().id(), holding.worker()).toString();
    }

    /** Finds the run of a node that is taken in; this one is found by itself at any time. */
    Optional<Node> node(String id) {
        Node run = joined.get(id);
        return Optional.ofNullable(run == null && id.equals(id()) ? new Node(id, 0) : run);
    }

    /** Lists the nodes that are taken in but this one, in the order of their ids. */
    List<Node> others() {
        return joined.values().stream()
                .filter(node -> !isHere(node))
                .sorted(Comparator.comparing(Node::id))
                .toList();
    }

    /** Lists the nodes but this one on which a property has members. */
    List<Node> others(Property property) {
        List<Node> others = new ArrayList<>(cluster().nodes(property).keySet());
        others.removeIf(this::isHere);
        return others;
    }

    boolean isHere(Node node) {
        return node.id().equals(id());
    }

    /** Finds one of this node's connections by its number. */
    @Nullable Session session(long number) {
        Name name = Name.of(new ConnectionId(id(), number).toString());
        return (Session) supervisor.registry().find(name);
    }

    /** Asks another node; fails if it does not answer in time. */
    CompletionStage<List<String>> ask(Node node, Object... question) {
        return ask(node, PATIENCE, question);
    }

    CompletionStage<List<String>> ask(Node node, Duration patience, Object... question) {
        List<String> asked = texts(question);
        return isHere(node)
                ? answers.answer(node, asked)
                : cluster().ask(node, bytes(asked), patience).thenApply(Nodes::lines);
    }

    /** Tells another node something that it does not answer. */
    void tell(Node node, Object... note) {
        if (isHere(node)) {
            hear(node, texts(note));
        } else {
            cluster().tell(node, bytes(texts(note)));
        }
    }

    /** Casts events to those who share a property on other nodes, one message to each node that has some. */
    void cast(Property property, List<Line> events) {
        List<Node> others = others(property);
        if (!others.isEmpty()) {
            List<String> lines = events.stream().map(Line::text).toList();
            others.forEach(node -> tell(node, NodeAnswers.CAST, property, lines));
        }
    }

    private static List<String> texts(Object... parts) {
        List<String> texts = new ArrayList<>();
        for (Object part : parts) {
            if (part instanceof List<?> lines) {
                lines.forEach(line -> texts.add(String.valueOf(line)));
            } else {
                texts.add(String.valueOf(part));
            }
        }
        return texts;
    }

    /** What nodes say to each other is lines, too: nothing in them has a line end. */
    private static byte[] bytes(List<String> lines) {
        return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> lines(byte[] bytes) {
        List<String> lines = new ArrayList<>();
        String text = new String(bytes, StandardCharsets.UTF_8);
        int from = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
            lines.add(text.substring(from, end));
            from = end + 1;
        }
        lines.add(text.substring(from));
        return lines;
    }

    @Override
    public void joined(Node node) {
        joined.put(node.id(), node);
        supervisor.events().nodeJoined(node.toString());
        if (isHere(node)) { // the others have forgotten what the run before it watched
            others().forEach(watches::joined);
        } else {
            watches.joined(node);
        }
    }

    @Override
    public void gone(Node node) {
        joined.remove(node.id(), node);
        supervisor.events().nodeGone(node.toString());
        watches.gone(node);
        answers.gone(node);
    }

    @Override
    public void suspended(String why) {
        if (closing) {
            return;
        }
        supervisor.events().nodeSuspended(why);
        if (cluster != null) {
            stopIfOver();
        }
    }

    @Override
    public void resumed() {
        supervisor.events().nodeResumed();
    }
}
