package io.rollcall.server.observer;

import io.rollcall.server.observer.ClusterView.HoldingRow;
import io.rollcall.server.observer.ClusterView.NodeFigures;
import io.rollcall.server.observer.ClusterView.NodeStanding;
import io.rollcall.server.observer.Tables.SharedRow;
import java.util.List;

/** The documents about all nodes, where the server is one of several. Without state. */
final class ClusterApi {
    private ClusterApi() {}

    /** Lists the nodes, and says why the one that is looked at may claim nothing. */
    static Object nodes(ClusterView cluster) {
        return Json.object(
                "suspended",
                cluster.suspended().orElse(null),
                "rows",
                cluster.nodes().stream().map(ClusterApi::node).toList());
    }

    private static Object node(NodeStanding row) {
        NodeFigures told = row.figures();
        return Json.object(
                "id", row.id(),
                "role", row.role(),
                "state", row.state(),
                "here", row.isHere(),
                "term", told == null ? null : told.term(),
                "applied", told == null ? null : told.applied(),
                "lag", told == null ? null : told.lag(),
                "connections", told == null ? null : told.connections(),
                "why", told == null ? "" : told.suspended());
    }

    static Object name(Object listed) {
        HoldingRow row = (HoldingRow) listed;
        return Json.object(
                "name",
                row.name(),
                "node",
                row.node(),
                "holder",
                row.holder(),
                "value",
                row.value(),
                "token",
                row.token());
    }

    static Object property(Object listed) {
        SharedRow row = (SharedRow) listed;
        return Json.object("name", row.name(), "members", row.members(), "nodes", row.byNode());
    }

    /** Finds where the names begin that come after one, in a list in their order. */
    static int firstAfter(List<Object> rows, String name) {
        int from = 0;
        int to = rows.size();
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (((HoldingRow) rows.get(middle)).name().compareTo(name) <= 0) {
                from = middle + 1;
            } else {
                to = middle;
            }
        }
        return from;
    }
}
