package io.rollcall.server;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

record ClusterSettings(
        String cluster,
        String nodeId,
        InetSocketAddress bind,
        Map<String, InetSocketAddress> voters,
        Path data,
        boolean founding,
        @Nullable Path key) {}
