package io.rollcall.benchmarks.cluster;

import io.rollcall.benchmarks.cluster.Claimer.Claimed;
import io.rollcall.cluster.ClusterOptions;
import io.rollcall.cluster.ClusterOwner;
import io.rollcall.cluster.ClusterRegistration;
import io.rollcall.cluster.ClusterRegistry;
import io.rollcall.cluster.Holding;
import io.rollcall.cluster.Sent;
import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A node of Rollcall's cluster. */
final class RollcallNode implements Answering {
    private static final Property ROOM = Property.of("room");
    private static final int READY_SECONDS = 90;
    private static final int WAIT_MILLIS = 30_000;

    /** What takes messages. */
    private interface Inbox {
        boolean deliver(byte[] message);
    }

    private final String id;
    private final Registry<Inbox> local = Registry.create();
    private final ClusterRegistry<Inbox> cluster;
    private final Arrivals arrivals = new Arrivals();
    private final Traffic traffic;
    private ClusterOwner<Inbox> claiming;
    private final List<ClusterOwner<Inbox>> members = new ArrayList<>();
    private @Nullable ClusterRegistration inbox;
    private volatile String peer = "";
    private @Nullable Load load;

    RollcallNode(Place place) throws IOException {
        id = place.id();
        Map<String, InetSocketAddress> voters = new LinkedHashMap<>();
        place.ports().keySet().forEach(node -> voters.put(node, place.address(node)));
        cluster = ClusterRegistry.<Inbox>builder(local, Inbox::deliver)
                .start(new ClusterOptions(
                        "bench", id, place.address(), voters, place.folder().resolve("log"), place.founding(), null));
        claiming = join();
        traffic = new Traffic(message -> send(Name.of("inbox-" + peer), message));
    }

    private ClusterOwner<Inbox> join() {
        return cluster.join(local.join(message -> true));
    }

    private Claimer claimer() {
        ClusterOwner<Inbox> owner = claiming;
        return (name, told) -> owner.tryRegister(Name.of(name), null)
                .whenComplete((claim, failure) -> told.accept(
                        claim == null ? Claimed.UNKNOWN : claim.granted() ? Claimed.GRANTED : Claimed.TAKEN));
    }

    private void send(Name to, byte[] message) {
        if (cluster.send(to, message) != Sent.UNDER_WAY) {
            throw new IllegalStateException("a message was refused");
        }
    }

    @Override
    public String answer(List<String> words) throws Exception {
        return switch (words.get(0)) {
            case "ready" -> cluster.ready().get(READY_SECONDS, TimeUnit.SECONDS).id();
            case "leader" -> cluster.status().leader().orElse("nobody");
            case "size" -> String.valueOf(cluster.status().names());
            case "claims" ->
                Flow.of(claimer(), Integer.parseInt(words.get(3)), words.get(1), Integer.parseInt(words.get(2)))
                        .toString();
            case "alone" ->
                String.valueOf(Flow.alone(
                        claimer(),
                        words.get(1),
                        Integer.parseInt(words.get(2)),
                        name -> cluster.whereIs(Name.of(name)).isPresent()));
            case "next" -> String.valueOf(Flow.next(claimer(), words.get(1)));
            case "load" -> load(words.get(1), Integer.parseInt(words.get(2)));
            case "unload" -> unload();
            case "end" -> end();
            case "open" -> open();
            case "meet" -> meet(words.get(1));
            case "shut" -> shut();
            case "send" ->
                String.valueOf(traffic.send(
                        message -> send(Name.of("inbox-" + peer), message),
                        Integer.parseInt(words.get(1)),
                        Integer.parseInt(words.get(2))));
            case "members" -> members(Integer.parseInt(words.get(1)));
            case "counted" -> counted(Integer.parseInt(words.get(1)));
            case "leave" -> leave();
            case "broadcast" -> broadcast(Integer.parseInt(words.get(1)));
            case "arrived" -> String.valueOf(arrivals.await(Long.parseLong(words.get(1)), WAIT_MILLIS));
            default -> throw new IllegalArgumentException("what is " + words + "?");
        };
    }

    private String load(String prefix, int window) {
        Load begun = new Load(claimer(), prefix, window);
        load = begun;
        begun.start();
        return "loaded";
    }

    private String unload() throws InterruptedException {
        Load over = load;
        return over == null ? "0 0" : over.end();
    }

    /** Gives up all that was claimed, and waits until that is agreed upon. */
    private String end() throws Exception {
        claiming.owner().leave();
        claiming = join();
        cluster.read(Name.of("anything")).toCompletableFuture().get(READY_SECONDS, TimeUnit.SECONDS);
        return "ended";
    }

    private String open() throws Exception {
        ClusterOwner<Inbox> owner = cluster.join(local.join(message -> {
            try {
                traffic.received(message.length);
                return true;
            } catch (Exception failed) {
                throw new IllegalStateException(failed);
            }
        }));
        inbox = owner.register(Name.of("inbox-" + id)).toCompletableFuture().get(READY_SECONDS, TimeUnit.SECONDS);
        return "open";
    }

    /** Waits until this node sees the present holder of the other's name, not the last one. */
    private String meet(String other) throws Exception {
        peer = other;
        Name name = Name.of("inbox-" + other);
        Holding holder = cluster.read(name)
                .toCompletableFuture()
                .get(READY_SECONDS, TimeUnit.SECONDS)
                .orElseThrow();
        while (!holder.equals(cluster.find(name))) {
            Thread.sleep(1);
        }
        return "met";
    }

    private String shut() throws Exception {
        ClusterRegistration open = inbox;
        if (open != null) {
            open.unregister().toCompletableFuture().get(READY_SECONDS, TimeUnit.SECONDS);
        }
        return "shut";
    }

    private String members(int count) throws Exception {
        List<CompletableFuture<?>> registered = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ClusterOwner<Inbox> owner = cluster.join(local.join(arrivals::deliver));
            members.add(owner);
            registered.add(owner.register(ROOM, null).toCompletableFuture());
        }
        CompletableFuture.allOf(registered.toArray(CompletableFuture<?>[]::new)).get(READY_SECONDS, TimeUnit.SECONDS);
        return "joined";
    }

    /** Waits until this node counts so many members in the cluster. */
    private String counted(int wanted) throws InterruptedException {
        while (cluster.count(ROOM) != wanted) {
            Thread.sleep(1);
        }
        return "counted";
    }

    private String leave() {
        members.forEach(member -> member.owner().leave());
        members.clear();
        return "left";
    }

    private String broadcast(int count) {
        int nodes = 0;
        for (int i = 0; i < count; i++) {
            nodes += cluster.broadcast(ROOM, new byte[100], null).nodes();
        }
        return String.valueOf(nodes);
    }

    @Override
    public void close() {
        cluster.close();
        local.close();
    }
}
