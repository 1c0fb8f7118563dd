package io.rollcall.cluster;

import io.rollcall.registry.Owner;
import io.rollcall.registry.Registry;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** One run of a node on a {@link FakeNetwork}: its local registry and its cluster registry, whose subjects are texts. */
final class FakeNode {
    final FakeNetwork network;
    final FakeEngine engine;
    final Registry<String> local;
    final ClusterRegistry<String> cluster;
    final List<String> delivered = new ArrayList<>();
    private @Nullable List<Runnable> held;
    final List<Throwable> reported = new ArrayList<>();

    FakeNode(FakeNetwork network, String id) {
        this(network, id, builder -> builder);
    }

    FakeNode(FakeNetwork network, String id, UnaryOperator<ClusterBuilder<String>> building) {
        this.network = network;
        this.engine = network.engine(id);
        this.local = Registry.<String>builder().executor(Runnable::run).build();
        NodeTimer timer = new NodeTimer(network.time, engine);
        try {
            this.cluster = building.apply(ClusterRegistry.<String>builder(local, this::deliver)
                            .executor(this::execute)
                            .reporter(reported::add)
                            .time(timer, () -> TimeUnit.MILLISECONDS.toNanos(network.now())))
                    .start(engine);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private void execute(Runnable callback) {
        if (held == null) {
            callback.run();
        } else {
            held.add(callback);
        }
    }

    /** Has callbacks wait until they are let go. */
    void hold() {
        held = new ArrayList<>();
    }

    void letGo() {
        List<Runnable> waiting = Objects.requireNonNull(held);
        held = null;
        waiting.forEach(Runnable::run);
    }

    private boolean deliver(String subject, byte[] message) {
        delivered.add(subject + " " + new String(message, StandardCharsets.UTF_8));
        return true;
    }

    String id() {
        return engine.self().node();
    }

    ClusterOwner<String> join(String subject) {
        return join(subject, new ClusterListener() {});
    }

    ClusterOwner<String> join(String subject, ClusterListener listener) {
        Owner<String> owner = local.join(subject);
        return cluster.join(owner, listener);
    }

    /** The present run of the node. */
    Node run() {
        return cluster.status().node().orElseThrow();
    }

    boolean isReady() {
        return cluster.status().suspended().isEmpty();
    }

    byte[] snapshot() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            engine.replica().write(new DataOutputStream(bytes));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }
}
