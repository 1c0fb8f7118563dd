package io.rollcall.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster a daemon is a node of, and where. It mentions nothing of the cluster's library, which is loaded for a node
 * alone. Immutable.
 *
 * @param cluster the cluster's name
 * @param nodeId this node's id, with which its connections' ids begin
 * @param bind where the others reach this node
 * @param voters the nodes that agree, by id; a host may have no address for now
 * @param data the folder of this node's log
 * @param founding whether no voter of the cluster ever voted
 * @param key a file with what all nodes know; null for none
 * @param discovery a host's name that leads to all nodes; null for none
 */
record ClusterSettings(
        String cluster,
        String nodeId,
        InetSocketAddress bind,
        Map<String, InetSocketAddress> voters,
        Path data,
        boolean founding,
        @Nullable Path key,
        @Nullable String discovery) {
    ClusterSettings {
        voters = Map.copyOf(voters);
    }
}
