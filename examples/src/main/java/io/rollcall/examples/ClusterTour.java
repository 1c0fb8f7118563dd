package io.rollcall.examples;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.rollcall.cluster.ClusterOptions;
import io.rollcall.cluster.ClusterRegistration;
import io.rollcall.cluster.ClusterRegistry;
import io.rollcall.cluster.Holding;
import io.rollcall.registry.Name;
import io.rollcall.registry.Registry;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;

/** Three nodes that are one registry: here in one process and on loopback, in yours a process each. */
public final class ClusterTour {
    private ClusterTour() {}

    /**
     * Prints the tour.
     *
     * @param arguments a port: it is used with the next two, and the three that are greater by 100
     */
    public static void main(String[] arguments) throws Exception {
        walk(Integer.parseInt(arguments[0]), Files.createTempDirectory("tour"), System.out);
    }

    static void walk(int port, Path folder, PrintStream out) throws Exception {
        InetAddress here = InetAddress.getLoopbackAddress();
        Map<String, InetSocketAddress> voters = Map.of(
                "n1", new InetSocketAddress(here, port),
                "n2", new InetSocketAddress(here, port + 1),
                "n3", new InetSocketAddress(here, port + 2));
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        Registry<String> local = Registry.create(); // in one process, the three can share it
        ExecutorService starting = Executors.newCachedThreadPool(); // new voters wait for each other
        var nodes = voters.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(voter -> starting.submit(() -> ClusterRegistry.<String>builder(
                                local, (who, message) -> heard.add(who + " <- " + new String(message, UTF_8)))
                        .start(new ClusterOptions(
                                "tour",
                                voter.getKey(),
                                voter.getValue(),
                                voters,
                                folder.resolve(voter.getKey()),
                                false,
                                null))))
                .toList();
        starting.shutdown();
        try (ClusterRegistry<String> one = nodes.get(0).get();
                ClusterRegistry<String> two = nodes.get(1).get();
                ClusterRegistry<String> three = nodes.get(2).get()) {
            one.ready().join(); // a majority has taken it in
            three.ready().join();
            Name name = Name.of("alice");
            ClusterRegistration alice = one.join(local.join("alice"))
                    .register(name)
                    .toCompletableFuture()
                    .join();
            out.println("held at " + alice.holding().node().id());

            // Whoever is asked knows the holder some milliseconds later, and reaches it wherever it is.
            Holding found = three.await(name, Duration.ofSeconds(30)).join();
            three.send(found, "hello from n3".getBytes(UTF_8));
            out.println(heard.take());

            // The line for a name goes across nodes, and the end of a node frees what its owners hold.
            CompletableFuture<ClusterRegistration> turn =
                    three.join(local.join("carol")).registerWhenFree(name, null);
            out.println("carol's turn: " + turn.isDone());
            nodes.get(0).get().close();
            out.println("carol's turn, with a later token: " + (turn.join().token() > alice.token()));
            out.println("held at "
                    + two.read(name)
                            .toCompletableFuture()
                            .join()
                            .orElseThrow()
                            .node()
                            .id());
        }
    }
}
