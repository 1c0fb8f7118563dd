package io.rollcall.server;

import io.rollcall.cluster.Node;
import io.rollcall.registry.Property;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the members of a property on all nodes: those of one node after those of another, in the order of the nodes' ids.
 *
 * @param property what they share
 * @param node the node at which the page begins; empty for the first
 * @param after the owner of that node that was last on the page before; 0 for none
 */
record NodeMemberPage(Property property, String node, long after) {
    private static final Pattern CURSOR = Pattern.compile("([A-Za-z0-9_-]{1,64})@([0-9]{1,18}):(.+)");
    private static final Pattern MORE = Pattern.compile("\\*[0-9]+ more=([0-9]+):.*");

    /** Reads a cursor; empty if it is none of these. */
    static Optional<NodeMemberPage> at(String cursor, boolean operator) throws Refused {
        Matcher parts = CURSOR.matcher(cursor);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Property property = Keys.openProperty(parts.group(3), operator);
        return Optional.of(new NodeMemberPage(property, parts.group(1), Long.parseLong(parts.group(2))));
    }

    private NodeMemberPage at(Node next, long last) {
        return new NodeMemberPage(property, next.id(), last);
    }

    private String cursor() {
        return node + "@" + after + ":" + property;
    }

    /** Asks one node after the other until the page is full; one that does not answer is left out. */
    CompletionStage<List<String>> rows(Nodes nodes) {
        Map<Node, Integer> counts = nodes.cluster().nodes(property);
        List<Node> asked = new ArrayList<>(counts.keySet());
        nodes.node(nodes.id())
                .filter(here -> !asked.contains(here))
                .ifPresent(asked::add); // its own count is published late
        asked.removeIf(each -> each.id().compareTo(node) < 0);
        asked.sort(Comparator.comparing(Node::id));
        return add(nodes, asked, counts, new ArrayList<>());
    }

    private CompletionStage<List<String>> add(
            Nodes nodes, List<Node> asked, Map<Node, Integer> counts, List<String> rows) {
        if (asked.isEmpty()) {
            return CompletableFuture.completedFuture(page(rows, ""));
        }
        Node next = asked.get(0);
        boolean fits = rows.size() + counts.getOrDefault(next, 0) <= Pages.ROWS;
        if (!rows.isEmpty() && !fits) {
            return CompletableFuture.completedFuture(
                    page(rows, " more=" + at(next, 0).cursor()));
        }
        long from = next.id().equals(node) ? after : 0;
        return nodes.ask(next, NodeAnswers.MEMBERS, property, from)
                .exceptionally(silent -> List.of("*0"))
                .thenCompose(answer -> {
                    List<String> theirs = answer.subList(1, answer.size());
                    if (rows.size() + theirs.size() > Pages.ROWS) { // more have come meanwhile
                        return CompletableFuture.completedFuture(
                                page(rows, " more=" + at(next, 0).cursor()));
                    }
                    rows.addAll(theirs);
                    Matcher more = MORE.matcher(answer.get(0));
                    return more.matches()
                            ? CompletableFuture.completedFuture(page(
                                    rows,
                                    " more="
                                            + at(next, Long.parseLong(more.group(1)))
                                                    .cursor()))
                            : add(nodes, asked.subList(1, asked.size()), counts, rows);
                });
    }

    private static List<String> page(List<String> rows, String more) {
        rows.add(0, "*" + rows.size() + more);
        return rows;
    }
}
