package io.rollcall.cluster;

import io.rollcall.registry.Name;
import io.rollcall.registry.Registry;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * A node as a process of its own, for tests that kill and stop it: commands come by standard input, one a line, and each is
 * answered by one line. All it claims, it claims for one owner.
 */
final class NodeMain {
    private static final int OUTSTANDING = 1024;

    private final ClusterRegistry<String> cluster;
    private final ClusterOwner<String> owner;
    private final Map<Name, ClusterRegistration> held = new ConcurrentHashMap<>();

    private NodeMain(ClusterRegistry<String> cluster, ClusterOwner<String> owner) {
        this.cluster = cluster;
        this.owner = owner;
    }

    /** Takes the node's id and port, its folder, whether that is new, and the voters as {@code id=port}. */
    public static void main(String[] args) throws Exception {
        Map<String, InetSocketAddress> voters = new LinkedHashMap<>();
        for (String voter : List.of(args).subList(4, args.length)) {
            String[] parts = voter.split("=", -1);
            voters.put(parts[0], new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(parts[1])));
        }
        ClusterOptions options = new ClusterOptions(
                "faults",
                args[0],
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(args[1])),
                voters,
                Path.of(args[2]),
                Boolean.parseBoolean(args[3]),
                null);
        Registry<String> local = Registry.create();
        try (ClusterRegistry<String> cluster = ClusterRegistry.<String>builder(local, (subject, message) -> true)
                .timeout(Duration.ofSeconds(60)) // a busy machine fails no claim
                .start(options)) {
            NodeMain node = new NodeMain(cluster, cluster.join(local.join(args[0])));
            System.out.println("started");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line;
            while ((line = in.readLine()) != null) {
                System.out.println(node.answer(line.split(" ", -1)));
            }
        }
    }

    private String answer(String[] words) throws Exception {
        return switch (words[0]) {
            case "ready" -> "" + cluster.ready().get(60, TimeUnit.SECONDS);
            case "claim" -> claim(Name.of(words[1]));
            case "claims" -> claims(words[1], Integer.parseInt(words[2]));
            case "held" -> "" + held.get(Name.of(words[1])).isHeld();
            case "where" ->
                cluster.whereIs(Name.of(words[1]))
                        .map(holding -> holding.node().id())
                        .orElse("nobody");
            case "read" ->
                cluster.read(Name.of(words[1]))
                        .toCompletableFuture()
                        .join()
                        .map(holding -> holding.node().id())
                        .orElse("nobody");
            case "size" -> "" + cluster.status().names();
            case "leader" -> cluster.status().leader().orElse("nobody");
            case "members" -> String.join(",", cluster.status().members());
            case "suspended" -> cluster.status().suspended().orElse("no");
            case "table" -> Base64.getEncoder().encodeToString(digest());
            default -> "what?";
        };
    }

    private byte[] digest() throws Exception {
        byte[] bytes = Wire.bytes(out -> cluster.member().write(out));
        return java.security.MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    private String claim(Name name) {
        try {
            ClusterClaim claim =
                    owner.tryRegister(name, null).toCompletableFuture().join();
            claim.registration().ifPresent(token -> held.put(name, token));
            return claim.granted()
                    ? "granted " + claim.holding().token()
                    : "taken " + claim.holding().node().id();
        } catch (CompletionException failed) {
            return word(failed.getCause());
        }
    }

    private static String word(Throwable failure) {
        return failure instanceof SuspendedException
                ? "suspended"
                : failure instanceof OutcomeUnknownException ? "unknown" : failure.toString();
    }

    /** Claims many names at once; answers how many were granted, taken, unknown or refused, and in how many milliseconds. */
    private String claims(String prefix, int count) throws InterruptedException {
        AtomicIntegerArray outcomes = new AtomicIntegerArray(4);
        Semaphore room = new Semaphore(OUTSTANDING);
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            room.acquire();
            Name name = Name.of(prefix + i);
            owner.tryRegister(name, null).whenComplete((claim, failure) -> {
                if (claim != null) {
                    claim.registration().ifPresent(token -> held.put(name, token));
                    outcomes.incrementAndGet(claim.granted() ? 0 : 1);
                } else {
                    outcomes.incrementAndGet("unknown".equals(word(failure)) ? 2 : 3);
                }
                room.release();
            });
        }
        room.acquire(OUTSTANDING);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        return outcomes.get(0) + " " + outcomes.get(1) + " " + outcomes.get(2) + " " + outcomes.get(3) + " " + millis;
    }
}
