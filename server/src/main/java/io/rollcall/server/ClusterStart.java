package io.rollcall.server;

import io.rollcall.cluster.ClusterOptions;

/** Makes the cluster's options of the daemon's; only a node loads it. */
final class ClusterStart {
    private ClusterStart() {}

    /**
     * Says which cluster, and where.
     *
     * @throws IllegalArgumentException with what the library refuses beyond what was checked
     */
    static ClusterOptions options(ClusterSettings settings) {
        return new ClusterOptions(
                settings.cluster(),
                settings.nodeId(),
                settings.bind(),
                settings.voters(),
                settings.data(),
                settings.founding(),
                settings.key(),
                settings.discovery());
    }
}
