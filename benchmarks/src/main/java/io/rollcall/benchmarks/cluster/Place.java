package io.rollcall.benchmarks.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Where a node is, and where all nodes are that agree. Immutable.
 *
 * @param id the node's
 * @param folder of its log
 * @param founding whether the folder may be new
 * @param ports each node's first port on loopback, by id; the ports greater by {@value #NEXT} and twice that are its own, too
 */
record Place(String id, Path folder, boolean founding, Map<String, Integer> ports) {
    static final int NEXT = 100;

    Place {
        ports = new LinkedHashMap<>(ports); // in their order
    }

    static Place of(List<String> words) {
        Map<String, Integer> ports = new LinkedHashMap<>();
        for (String each : words.subList(3, words.size())) {
            String[] parts = each.split("=", -1);
            ports.put(parts[0], Integer.valueOf(parts[1]));
        }
        return new Place(words.get(0), Path.of(words.get(1)), Boolean.parseBoolean(words.get(2)), ports);
    }

    /** Returns what {@link #of} reads. */
    List<String> words() {
        List<String> words = new ArrayList<>(List.of(id, folder.toString(), String.valueOf(founding)));
        ports.forEach((node, port) -> words.add(node + "=" + port));
        return words;
    }

    InetSocketAddress address() {
        return address(id);
    }

    InetSocketAddress address(String node) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), Objects.requireNonNull(ports.get(node), node));
    }

    /** Finds a port that is free, with the two above it that a node uses. */
    static int freePort() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        while (true) {
            try (ServerSocket first = new ServerSocket(0, 1, loopback)) {
                int port = first.getLocalPort();
                if (port + 2 * NEXT < 65_436) { // the cluster's own limit
                    new ServerSocket(port + NEXT, 1, loopback).close();
                    new ServerSocket(port + 2 * NEXT, 1, loopback).close();
                    return port;
                }
            } catch (IOException taken) {
                // another one then
            }
        }
    }
}
