package io.rollcall.benchmarks.cluster;

import io.rollcall.benchmarks.cluster.Claimer.Claimed;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.CuratorFrameworkFactory;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.CreateMode;
import org.apache.zookeeper.KeeperException.Code;
import org.apache.zookeeper.server.quorum.QuorumPeerMain;
import org.jspecify.annotations.Nullable;

/** A server of ZooKeeper, with a client of it, Curator, in the same process. A name is an ephemeral node. */
final class ZooKeeperNode implements Answering {
    private static final String NAMES = "/names/";
    private static final int SESSION_MILLIS = 4_000;
    private static final int READY_SECONDS = 90;

    private final Place place;
    private @Nullable CuratorFramework session;

    ZooKeeperNode(Place place) throws IOException {
        this.place = place;
        Path data = Files.createDirectories(place.folder().resolve("data"));
        List<String> nodes = List.copyOf(place.ports().keySet());
        Files.writeString(data.resolve("myid"), String.valueOf(nodes.indexOf(place.id()) + 1));
        Path configuration = Files.write(place.folder().resolve("zoo.cfg"), configuration(data, nodes));
        Thread server = new Thread(() -> QuorumPeerMain.main(new String[] {configuration.toString()}), "server");
        server.setDaemon(true);
        server.start();
    }

    private List<String> configuration(Path data, List<String> nodes) {
        List<String> lines = new ArrayList<>(List.of(
                "dataDir=" + data,
                "clientPort=" + place.address().getPort(),
                "clientPortAddress=127.0.0.1",
                "tickTime=1000",
                "initLimit=30",
                "syncLimit=10",
                "maxClientCnxns=0",
                "globalOutstandingLimit=10000", // the default is less than is asked at once here
                "admin.enableServer=false"));
        for (String node : nodes) {
            int port = place.address(node).getPort();
            if (nodes.size() > 1) {
                lines.add("server." + (nodes.indexOf(node) + 1) + "=127.0.0.1:" + (port + Place.NEXT) + ":"
                        + (port + 2 * Place.NEXT));
            }
        }
        return lines;
    }

    /** The session that has what this node claims; a new one after the last was closed. */
    private CuratorFramework session() throws Exception {
        CuratorFramework open = session;
        if (open == null) {
            open = CuratorFrameworkFactory.builder()
                    .connectString("127.0.0.1:" + place.address().getPort())
                    .sessionTimeoutMs(SESSION_MILLIS)
                    .connectionTimeoutMs(SESSION_MILLIS)
                    .retryPolicy(new RetryNTimes(1, 10))
                    .build();
            open.start();
            session = open;
            if (!open.blockUntilConnected(READY_SECONDS, TimeUnit.SECONDS)) {
                throw new IOException("the server is not there");
            }
        }
        return open;
    }

    private Claimer claimer() throws Exception {
        CuratorFramework open = session();
        byte[] holder = place.id().getBytes(StandardCharsets.UTF_8);
        return (name, told) -> {
            try {
                open.create()
                        .withMode(CreateMode.EPHEMERAL)
                        .inBackground((client, event) -> told.accept(claimed(event.getResultCode())))
                        .forPath(NAMES + name, holder);
            } catch (Exception failed) { // Curator declares no less
                told.accept(Claimed.UNKNOWN);
            }
        };
    }

    private static Claimed claimed(int code) {
        return code == Code.OK.intValue()
                ? Claimed.GRANTED
                : code == Code.NODEEXISTS.intValue() ? Claimed.TAKEN : Claimed.UNKNOWN;
    }

    @Override
    public String answer(List<String> words) throws Exception {
        return switch (words.get(0)) {
            case "ready" -> ready();
            case "leader" -> mode().equals("leader") ? place.id() : "nobody";
            case "claims" ->
                Flow.of(claimer(), Integer.parseInt(words.get(3)), words.get(1), Integer.parseInt(words.get(2)))
                        .toString();
            case "alone" ->
                String.valueOf(Flow.alone(claimer(), words.get(1), Integer.parseInt(words.get(2)), name -> true));
            case "next" -> String.valueOf(Flow.next(claimer(), words.get(1)));
            case "end" -> end();
            default -> throw new IllegalArgumentException("what is " + words + "?");
        };
    }

    private String ready() throws Exception {
        session().create().orSetData().forPath(NAMES.substring(0, NAMES.length() - 1));
        return place.id();
    }

    /** Asks the server for its part. */
    private String mode() throws IOException {
        try (Socket socket =
                new Socket(place.address().getAddress(), place.address().getPort())) {
            socket.getOutputStream().write("srvr".getBytes(StandardCharsets.US_ASCII));
            String told = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return told.lines()
                    .filter(line -> line.startsWith("Mode: "))
                    .map(line -> line.substring("Mode: ".length()))
                    .findFirst()
                    .orElse("none");
        }
    }

    private String end() {
        close();
        return "ended";
    }

    @Override
    public void close() {
        CuratorFramework open = session;
        session = null;
        if (open != null) {
            open.close();
        }
    }
}
