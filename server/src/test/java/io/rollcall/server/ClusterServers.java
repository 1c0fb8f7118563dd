package io.rollcall.server;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Servers that are one cluster, in this process and on loopback. */
final class ClusterServers implements AutoCloseable {
    /** The port that notices the end of a node's process is greater by so much. */
    private static final int SECOND_PORT = 100;

    private final Path folder;
    private final Wiring wiring;
    private final Map<String, InetSocketAddress> voters;
    private final Map<String, LineServer> servers = new LinkedHashMap<>();

    private ClusterServers(Path folder, Wiring wiring, Map<String, InetSocketAddress> voters) {
        this.folder = folder;
        this.wiring = wiring;
        this.voters = voters;
    }

    /** Starts three voters, n1 to n3, and returns when each may claim names. */
    static ClusterServers start(Path folder, ServerOptions options) throws Exception {
        return start(folder, options, Wiring.NONE, null);
    }

    /** Starts three voters with the same around each, that let in only whom these credentials name, unless they are null. */
    static ClusterServers start(Path folder, ServerOptions options, Wiring wiring, @Nullable Credentials credentials)
            throws Exception {
        Map<String, InetSocketAddress> voters = new LinkedHashMap<>();
        for (int i = 1; i <= 3; i++) {
            voters.put("n" + i, free());
        }
        ClusterServers all = new ClusterServers(folder, wiring, voters);
        List<CompletableFuture<LineServer>> starting = new ArrayList<>();
        for (String id : voters.keySet()) {
            LineServer server = all.make(id, options, credentials);
            starting.add(CompletableFuture.supplyAsync(() -> started(server)));
        }
        for (CompletableFuture<LineServer> each : starting) {
            each.get(60, TimeUnit.SECONDS);
        }
        all.awaitReady();
        return all;
    }

    private LineServer make(String id, ServerOptions options, @Nullable Credentials credentials) {
        ClusterSettings settings =
                new ClusterSettings("test", id, voters.get(id), voters, folder.resolve(id), true, null, null);
        LineServer server = LineServer.create(
                options, BundledWorker.ECHO, new ObservedEvents(), wiring.with(settings), null, credentials);
        servers.put(id, server);
        return server;
    }

    private static LineServer started(LineServer server) {
        try {
            return server.start();
        } catch (IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    /** Waits until every server may claim names. */
    private void awaitReady() throws Exception {
        for (LineServer server : servers.values()) {
            server.nodes().cluster().ready().get(60, TimeUnit.SECONDS);
        }
    }

    LineServer server(String id) {
        return servers.get(id);
    }

    LineClient client(String id) throws IOException {
        return new LineClient(server(id));
    }

    void stop(String id) {
        servers.remove(id).close();
    }

    /** Finds a port that is free, and so is the second one. */
    static InetSocketAddress free() throws IOException {
        InetAddress loopback = InetAddress.getLoopbackAddress();
        while (true) {
            int port = freed(0, loopback);
            if (port + SECOND_PORT <= 65_535 && freed(port + SECOND_PORT, loopback) > 0) {
                return new InetSocketAddress(loopback, port);
            }
        }
    }

    /** Binds a port and gives it back; 0 if it is another's. */
    private static int freed(int port, InetAddress host) throws IOException {
        try (ServerSocket socket = new ServerSocket(port, 1, host)) {
            return socket.getLocalPort();
        } catch (BindException taken) {
            return 0;
        }
    }

    @Override
    public void close() {
        servers.values().parallelStream().forEach(LineServer::close);
    }
}
