package io.rollcall.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.cluster.ClusterOptions;
import io.rollcall.cluster.ClusterOwner;
import io.rollcall.cluster.ClusterRegistration;
import io.rollcall.cluster.ClusterRegistry;
import io.rollcall.cluster.Holding;
import io.rollcall.registry.Name;
import io.rollcall.registry.Registry;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

/** Three nodes that are one registry; here in one process and on loopback, in yours a process each. */
public final class ClusterTour {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private ClusterTour() {}

    /** One node: a local registry of those who are here, and its side that all nodes see. */
    record Node(Registry<String> local, ClusterRegistry<String> cluster) implements AutoCloseable {
        static Node start(String id, Map<String, InetSocketAddress> voters, Path folder, Queue<String> heard) {
            Registry<String> local = Registry.create();
            ClusterOptions options = new ClusterOptions(
                    "tour", id, voters.get(id), voters, folder.resolve(id), false, null);
            try {
                return new Node(local, ClusterRegistry.<String>builder(local, (who, message) -> heard.add(who + " <- " + new String(message, UTF_8))).start(options));
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }

        /** Joins somebody, once a majority has taken this node in. */
        ClusterOwner<String> join(String who) {
            cluster.ready().join();
            return cluster.join(local.join(who));
        }

        @Override
        public void close() {
            cluster.close();
            local.close();
        }
    }

    /**
     * Prints the tour.
     *
     * @param arguments a port: it is used with the next two, and the three that are greater by 100
     */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        walk(Integer.parseInt(arguments[0]), Files.createTempDirectory("tour"), System.out);
    }

    static void walk(int port, Path folder, PrintStream out) throws InterruptedException {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        InetAddress here = InetAddress.getLoopbackAddress();
        Map<String, InetSocketAddress> voters = Map.of(
                "n1", new InetSocketAddress(here, port),
                "n2", new InetSocketAddress(here, port + 1),
                "n3", new InetSocketAddress(here, port + 2));
        // The voters of a new cluster wait for each other, so they start side by side.
        CompletableFuture<Node> first = CompletableFuture.supplyAsync(() -> Node.start("n1", voters, folder, heard));
        CompletableFuture<Node> second = CompletableFuture.supplyAsync(() -> Node.start("n2", voters, folder, heard));
        try (Node three = Node.start("n3", voters, folder, heard);
                Node two = second.join();
                Node one = first.join()) {
            Name name = Name.of("alice");
            ClusterRegistration alice =
                    one.join("alice").register(name).toCompletableFuture().join();
            out.println("held at " + alice.holding().node().id());

            // Whoever is asked knows the holder, some milliseconds later, and reaches it wherever it is.
            Holding found = three.cluster.await(name, PATIENCE).join();
            three.cluster.send(found, "hello from n3".getBytes(UTF_8));
            out.println(heard.take());

            // The line for a name goes across nodes, too. The end of a node frees what its owners hold.
            CompletableFuture<ClusterRegistration> turn = three.join("carol").registerWhenFree(name, null);
            out.println("carol's turn: " + turn.isDone());
            one.close();
            out.println("carol's turn: " + (turn.join().token() > alice.token()));
            out.println("held at " + two.cluster.read(name).toCompletableFuture().join().orElseThrow().node().id());
        }
    }
}
