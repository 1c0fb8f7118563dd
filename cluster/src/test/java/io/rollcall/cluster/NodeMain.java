package io.rollcall.cluster;

import io.rollcall.registry.Displaced;
import io.rollcall.registry.Name;
import io.rollcall.registry.Registry;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.jspecify.annotations.Nullable;

/**
 * A node as a process of its own, for tests that kill, stop and cut it off: commands come by standard input, one a line, and
 * each is answered by one line. What it says unasked begins with {@link NodeProcess#UNASKED}.
 */
final class NodeMain {
    private static final int OUTSTANDING = 1024;

    private final ClusterRegistry<String> cluster;
    private final Registry<String> local;
    private final NodeEngine engine;
    private final ClusterOwner<String> owner;
    private final Map<Name, ClusterRegistration> held = new ConcurrentHashMap<>();
    private final NodeCalls calls;
    private final NodeChurn churn;
    private final NodeSends sends;
    private int takers;

    private NodeMain(ClusterRegistry<String> cluster, Registry<String> local, NodeEngine engine) {
        this.cluster = cluster;
        this.local = local;
        this.engine = engine;
        String run = engine.self().toString();
        this.owner = cluster.join(local.join(run));
        this.calls = new NodeCalls(cluster, local, run);
        this.churn = new NodeChurn(owner, run);
        this.sends = new NodeSends(cluster, run);
    }

    /**
     * Takes the node's id, host, port, its folder, whether that is new, the file with the key or "-", the version of entries
     * that it knows, and the voters as {@code id=host=port}.
     */
    public static void main(String[] args) throws Exception {
        Map<String, InetSocketAddress> voters = new LinkedHashMap<>();
        for (String voter : List.of(args).subList(7, args.length)) {
            String[] parts = voter.split("=", -1);
            voters.put(parts[0], address(parts[1], parts[2]));
        }
        ClusterOptions options = new ClusterOptions(
                "faults",
                args[0],
                address(args[1], args[2]),
                voters,
                Path.of(args[3]),
                Boolean.parseBoolean(args[4]),
                args[5].equals("-") ? null : Path.of(args[5]));
        Registry<String> local = Registry.create();
        NodeEngine engine = new NodeEngine(new JGroupsEngine(options), Byte.parseByte(args[6]), NodeMain::tell);
        try (ClusterRegistry<String> cluster = ClusterRegistry.<String>builder(local, NodeSends::deliver)
                .timeout(Duration.ofSeconds(20)) // a busy machine fails no claim
                .start(engine)) {
            NodeMain node = new NodeMain(cluster, local, engine);
            System.out.println("started");
            BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            String line;
            while ((line = in.readLine()) != null) {
                System.out.println(node.answer(line.split(" ", -1)));
            }
        } catch (IOException refused) {
            System.out.println("refused " + refused + ", " + refused.getCause());
        }
    }

    private static InetSocketAddress address(String host, String port) throws Exception {
        return new InetSocketAddress(InetAddress.getByName(host), Integer.parseInt(port));
    }

    static void tell(String unasked) {
        System.out.println(NodeProcess.UNASKED + unasked);
    }

    private String answer(String[] words) throws Exception {
        try {
            return answer(words[0], words);
        } catch (ExecutionException failed) {
            return word(failed.getCause());
        }
    }

    private String answer(String word, String[] words) throws Exception {
        return switch (word) {
            case "ready" -> "" + cluster.ready().get(250, TimeUnit.SECONDS);
            case "claim" -> claim(Name.of(words[1]));
            case "claims" -> claims(words[1], Integer.parseInt(words[2]));
            case "take" -> take(Name.of(words[1]));
            case "held" -> isHeld(Name.of(words[1]));
            case "where" ->
                cluster.whereIs(Name.of(words[1]))
                        .map(holding -> holding.node().id())
                        .orElse("nobody");
            case "read" ->
                get(cluster.read(Name.of(words[1])))
                        .map(holding -> holding.node().id())
                        .orElse("nobody");
            case "size" -> "" + cluster.status().names();
            case "run" -> engine.self().toString();
            case "leader" -> cluster.status().leader().orElse("nobody");
            case "members" -> String.join(",", cluster.status().members());
            case "suspended" -> cluster.status().suspended().orElse("no");
            case "table" -> Base64.getEncoder().encodeToString(digest());
            case "calls" -> calls.start(Integer.parseInt(words[1]), Long.parseLong(words[2]));
            case "calls-end" -> calls.end();
            case "churn" -> churn.start(Integer.parseInt(words[1]), Integer.parseInt(words[2]));
            case "churn-end" -> churn.end();
            case "sends" -> sends.start(Name.of(words[1]), Long.parseLong(words[2]));
            case "sends-end" -> sends.end();
            case "next" -> engine.write();
            case "heap" -> "" + heap();
            default -> "what?";
        };
    }

    private static <V> V get(CompletionStage<V> stage) throws Exception {
        return stage.toCompletableFuture().get(100, TimeUnit.SECONDS);
    }

    private byte[] digest() throws Exception {
        byte[] bytes = Wire.bytes(out -> cluster.member().write(out));
        return MessageDigest.getInstance("SHA-256").digest(bytes);
    }

    /** How many bytes are in use once what is not was collected. */
    private static long heap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private String isHeld(Name name) {
        ClusterRegistration token = held.get(name);
        return token == null ? "never" : "" + token.isHeld();
    }

    private String claim(Name name) throws Exception {
        ClusterClaim claim = get(owner.tryRegister(name, null));
        claim.registration().ifPresent(token -> held.put(name, token));
        return claim.granted()
                ? "granted " + claim.holding().token()
                : "taken " + claim.holding().node().id();
    }

    /** Takes a name for a worker that has nothing else, and never will. */
    private String take(Name name) throws Exception {
        String worker = engine.self() + "#" + ++takers;
        ClusterOwner<String> taking = cluster.join(local.join(worker));
        return "granted " + get(taking.takeOver(name, worker, Displaced.KEEP)).token() + " " + worker;
    }

    static String word(@Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof SuspendedException
                ? "suspended"
                : cause instanceof OutcomeUnknownException
                        ? "unknown"
                        : cause instanceof ClusterClosedException
                                ? "closed " + cause.getMessage()
                                : "failed " + String.valueOf(cause).replace('\n', ' ');
    }

    /**
     * Claims many names at once; answers how many were granted, taken, unknown or refused, in how many milliseconds, and of
     * how many that were granted before another has become the holder.
     */
    private String claims(String prefix, int count) throws InterruptedException {
        AtomicIntegerArray outcomes = new AtomicIntegerArray(5);
        Semaphore room = new Semaphore(OUTSTANDING);
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            room.acquire();
            Name name = Name.of(prefix + i);
            owner.tryRegister(name, null).whenComplete((claim, failure) -> {
                if (claim != null) {
                    outcomes.incrementAndGet(claim.granted() ? 0 : 1);
                    ClusterRegistration before = claim.registration()
                            .map(token -> held.put(name, token))
                            .orElseGet(() -> held.get(name));
                    if (before != null && before.token() != claim.holding().token()) {
                        outcomes.incrementAndGet(4);
                    }
                } else {
                    outcomes.incrementAndGet("unknown".equals(word(failure)) ? 2 : 3);
                }
                room.release();
            });
        }
        room.acquire(OUTSTANDING);
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
        return outcomes.get(0) + " " + outcomes.get(1) + " " + outcomes.get(2) + " " + outcomes.get(3) + " " + millis
                + " " + outcomes.get(4);
    }
}
