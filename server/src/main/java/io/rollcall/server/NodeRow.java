package io.rollcall.server;

import io.rollcall.cluster.ClusterStatus;
import io.rollcall.cluster.Node;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * How one node stands, as another sees it.
 *
 * @param id its id
 * @param role {@code leader}, {@code voter} or {@code learner}
 * @param state {@code up}; {@code suspended}, by its own word; {@code silent}, if it did not answer within a second; or
 *     {@code gone}
 * @param here whether it is the node that was asked
 * @param figures what it says of itself; null where it says nothing
 */
record NodeRow(
        String id,
        String role,
        String state,
        boolean here,
        @Nullable Figures figures) {
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    /**
     * What a node says of itself.
     *
     * @param suspended why it may claim nothing; empty if it may
     * @param term the term of the leader that it follows
     * @param applied the last entry of the log that it has applied
     * @param lag how many entries it has yet to apply, of those that the node that was asked knows to be committed
     * @param connections how many connections it has
     */
    record Figures(String suspended, long term, long applied, long lag, int connections) {}

    /** Asks all nodes, and tells of those that are missing, too. In the order of their ids. */
    static CompletionStage<List<NodeRow>> all(Nodes nodes) {
        return all(nodes, PATIENCE);
    }

    /** Asks all nodes so, and takes those for silent that have not answered in such a time. */
    static CompletionStage<List<NodeRow>> all(Nodes nodes, Duration patience) {
        ClusterStatus status = nodes.status();
        Set<String> ids = new TreeSet<>(nodes.settings().voters().keySet());
        status.joined().forEach(node -> ids.add(node.id()));
        ids.add(nodes.id());
        Set<String> present = new HashSet<>(status.members());
        CompletionStage<List<NodeRow>> rows = CompletableFuture.completedFuture(new ArrayList<>());
        for (String id : ids) {
            rows = rows.thenCombine(one(nodes, patience, status, id, present), (all, row) -> {
                all.add(row);
                return all;
            });
        }
        return rows;
    }

    /** Tells what a node is to the others. */
    static String role(Nodes nodes, ClusterStatus status, String id) {
        boolean leads = status.leader().filter(id::equals).isPresent();
        return leads ? "leader" : nodes.settings().voters().containsKey(id) ? "voter" : "learner";
    }

    private static CompletionStage<NodeRow> one(
            Nodes nodes, Duration patience, ClusterStatus status, String id, Collection<String> present) {
        boolean here = id.equals(nodes.id());
        String role = role(nodes, status, id);
        if (here) {
            return CompletableFuture.completedFuture(
                    of(id, role, true, nodes.answers().status(), status.committed()));
        }
        Optional<Node> run = nodes.node(id);
        if (run.isEmpty() || !present.contains(id)) {
            return CompletableFuture.completedFuture(new NodeRow(id, role, "gone", false, null));
        }
        return nodes.ask(run.get(), patience, NodeAnswers.STATUS)
                .thenApply(answer -> of(id, role, false, answer, status.committed()))
                .exceptionally(silent -> new NodeRow(id, role, "silent", false, null));
    }

    private static NodeRow of(String id, String role, boolean here, List<String> answer, long committed) {
        long applied = Long.parseLong(answer.get(2));
        Figures figures = new Figures(
                answer.get(0),
                Long.parseLong(answer.get(1)),
                applied,
                Math.max(0, committed - applied),
                Integer.parseInt(answer.get(3)));
        return new NodeRow(id, role, figures.suspended().isEmpty() ? "up" : "suspended", here, figures);
    }

    @Override
    public String toString() {
        String row = id + " " + role + " " + state + (here ? " here" : "");
        if (figures == null) {
            return row;
        }
        String why = figures.suspended().isEmpty() ? "" : " why=" + Text.shown(figures.suspended());
        return row + " term=" + figures.term() + " applied=" + figures.applied() + " lag=" + figures.lag()
                + " connections=" + figures.connections() + why;
    }
}
