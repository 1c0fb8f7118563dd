package io.rollcall.server;

import io.rollcall.cluster.ClusterOptions;

final class ClusterStart {
    private ClusterStart() {}

    static ClusterOptions options(ClusterSettings s) {
        return new ClusterOptions(s.cluster(), s.nodeId(), s.bind(), s.voters(), s.data(), s.founding(), s.key());
    }
}
