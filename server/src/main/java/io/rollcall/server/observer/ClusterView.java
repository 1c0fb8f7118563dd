package io.rollcall.server.observer;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an observer sees of the nodes that are one cluster with a server. Any thread may ask; all but {@link #nodes()} is this
 * node's own copy of what they agree upon, and asks nobody.
 */
public interface ClusterView {
    /** {@return why this node may claim nothing, and its look-ups may be out of date; empty if it may} */
    Optional<String> suspended();

    /** {@return whether this node leads, as far as it knows} */
    boolean leads();

    /**
     * Lists all nodes, in the order of their ids, as they stood at most some seconds ago. However many call, the nodes are
     * asked at most once a second; a call waits up to a second, where nothing is known yet.
     *
     * @return what is known of them
     */
    List<NodeStanding> nodes();

    /**
     * Lists the names that are held on any node.
     *
     * @param prefix how they begin; empty for all
     * @return what is there now
     */
    Stream<HoldingRow> names(String prefix);

    /** {@return how many members each property has on each node that has some} */
    Map<String, Map<String, Integer>> properties();

    /**
     * How a node stands.
     *
     * @param id its id
     * @param role {@code leader}, {@code voter} or {@code learner}
     * @param state {@code up}, {@code suspended}, {@code silent} or {@code gone}
     * @param isHere whether it is the node that is looked at
     * @param figures what it says of itself; null where it says nothing
     */
    record NodeStanding(
            String id,
            String role,
            String state,
            boolean isHere,
            @Nullable NodeFigures figures) {}

    /**
     * What a node says of itself.
     *
     * @param suspended why it may claim nothing; empty if it may
     * @param term the term of the leader that it follows
     * @param applied the last entry of the log that it has applied
     * @param lag how many entries it has yet to apply
     * @param connections how many connections it has
     */
    record NodeFigures(String suspended, long term, long applied, long lag, int connections) {}

    /**
     * A name that is held on some node.
     *
     * @param name the name
     * @param node the id of the holder's node
     * @param holder the holder's id
     * @param value what is kept with it; empty for nothing
     * @param token the fencing token of this grant
     */
    record HoldingRow(String name, String node, String holder, String value, long token) {}
}
