package io.rollcall.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports for nodes on loopback. They are below those that the system gives to who connects: a node that is started anew must
 * find its own again, and while it is down nobody may be given it, nor reach himself there.
 */
final class Ports {
    private static final int FIRST = 10_000;
    private static final int LAST = 32_000;

    private Ports() {}

    /** Finds addresses that are free, each with the port above it that a node uses as well. */
    static Map<String, InetSocketAddress> free(List<String> ids) throws IOException {
        while (true) {
            int first = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            Map<String, InetSocketAddress> addresses = new LinkedHashMap<>();
            for (String id : ids) {
                addresses.put(id, new InetSocketAddress(InetAddress.getLoopbackAddress(), first + addresses.size()));
            }
            if (ids.size() < ClusterOptions.SECOND_PORT && areFree(addresses)) {
                return addresses;
            }
        }
    }

    static InetSocketAddress free() throws IOException {
        return free(List.of("one")).get("one");
    }

    private static boolean areFree(Map<String, InetSocketAddress> addresses) throws IOException {
        List<ServerSocket> open = new ArrayList<>();
        try {
            for (InetSocketAddress address : addresses.values()) {
                for (int port : List.of(address.getPort(), address.getPort() + ClusterOptions.SECOND_PORT)) {
                    open.add(new ServerSocket(port, 1, address.getAddress()));
                }
            }
            return true;
        } catch (IOException taken) {
            return false;
        } finally {
            for (ServerSocket socket : open) {
                socket.close();
            }
        }
    }
}
