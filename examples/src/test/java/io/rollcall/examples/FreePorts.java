package io.rollcall.examples;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports of the loopback address for the nodes of a cluster. */
final class FreePorts {
    /** By how much a node's second port is greater. */
    private static final int SECOND = 100;

    private FreePorts() {}

    /** Finds so many ports in a row, less than 100, that are free with their second ones; returns the first. */
    static int forNodes(int count) {
        while (true) {
            // Below those that the system gives to whoever asks for any.
            int first = ThreadLocalRandom.current().nextInt(15_000, 30_000);
            if (isFree(first, count) && isFree(first + SECOND, count)) {
                return first;
            }
        }
    }

    private static boolean isFree(int first, int count) {
        for (int port = first; port < first + count; port++) {
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                assert socket.isBound();
            } catch (IOException taken) {
                return false;
            }
        }
        return true;
    }
}
