package io.rollcall.cluster;

import java.util.List;
import java.util.Optional;

/**
 * How a node stands in its cluster.
 *
 * @param id the node's configured id
 * @param node this run of it; empty while it is not taken in
 * @param suspended why it may claim nothing now, and its look-ups may be stale; empty if it may
 * @param leader the id of the node that leads, if known
 * @param members the ids of the nodes that this one sees, itself included, in order
 * @param joined the runs of nodes that are taken in, in the order of their sessions
 * @param names how many names are held in the cluster
 * @param dropped how many messages of other nodes were dropped here, as 65,536 waited to be delivered already
 * @param term how many elections of a leader there were, as this node knows
 * @param committed up to which position of the log this node knows a majority to have the entries
 * @param applied up to which position of the log this node has applied them: how far behind it is, compared with others
 * @since 0.1
 */
public record ClusterStatus(
        String id,
        Optional<Node> node,
        Optional<String> suspended,
        Optional<String> leader,
        List<String> members,
        List<Node> joined,
        int names,
        long dropped,
        long term,
        long committed,
        long applied) {}
