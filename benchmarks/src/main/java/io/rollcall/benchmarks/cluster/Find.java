package io.rollcall.benchmarks.cluster;

import io.rollcall.cluster.ClusterOptions;
import io.rollcall.cluster.ClusterOwner;
import io.rollcall.cluster.ClusterRegistry;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Registry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Looks names up, of a thousand that are held, with keys that are equal and not the same. */
@NullUnmarked // JMH fills the states
public class Find {
    private static final int NAMES = 1024;
    private static final int OWNERS = 256;

    @Benchmark
    public Object cluster(Cluster cluster, Cursor cursor) {
        return cluster.asked.find(cluster.probes[cursor.next++ & (NAMES - 1)]);
    }

    @Benchmark
    public Object local(Local local, Cursor cursor) {
        return local.registry.find(local.probes[cursor.next++ & (NAMES - 1)]);
    }

    private static Name[] probes() {
        List<Name> names = new ArrayList<>();
        for (int i = 0; i < NAMES; i++) {
            names.add(Name.of("held-" + i));
        }
        Collections.shuffle(names, new Random(42));
        return names.toArray(Name[]::new);
    }

    /** A registry of names, and the names to ask for. */
    @State(Scope.Benchmark)
    public static class Local {
        private final Registry<Object> registry = Registry.create();
        private final Name[] probes = probes();

        @Setup
        public void fill() {
            for (int i = 0; i < OWNERS; i++) {
                Owner<Object> owner = registry.join(new Object());
                for (int n = i; n < NAMES; n += OWNERS) {
                    owner.register(Name.of("held-" + n));
                }
            }
        }
    }

    /** A voter and a node that learns, in one JVM; the voter is asked. */
    @State(Scope.Benchmark)
    public static class Cluster {
        /** Whether the voter's owners hold the names, or the other node's. */
        @Param("here")
        public String held;

        private final Registry<Object> local = Registry.create();
        private final Registry<Object> otherLocal = Registry.create();
        private final Name[] probes = probes();
        private ClusterRegistry<Object> asked;
        private ClusterRegistry<Object> other;

        @Setup
        public void fill() throws IOException {
            InetSocketAddress voter = free();
            asked = start("n1", voter, voter, local);
            asked.ready().join();
            other = start("n2", free(), voter, otherLocal);
            other.ready().join();
            boolean here = held.equals("here");
            for (int i = 0; i < OWNERS; i++) {
                ClusterOwner<Object> owner =
                        here ? asked.join(local.join(new Object())) : other.join(otherLocal.join(new Object()));
                for (int n = i; n < NAMES; n += OWNERS) {
                    owner.register(Name.of("held-" + n)).toCompletableFuture().join();
                }
            }
            for (Name name : probes) {
                asked.await(name, Duration.ofSeconds(60)).join();
            }
        }

        private static InetSocketAddress free() throws IOException {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), Place.freePort());
        }

        private static ClusterRegistry<Object> start(
                String id, InetSocketAddress bind, InetSocketAddress voter, Registry<Object> local) throws IOException {
            Path folder = Files.createTempDirectory("rollcall-find-");
            folder.toFile().deleteOnExit();
            return ClusterRegistry.<Object>builder(local, (subject, message) -> true)
                    .start(new ClusterOptions("find", id, bind, Map.of("n1", voter), folder, true, null));
        }

        @TearDown
        public void close() {
            other.close();
            asked.close();
        }
    }

    /** Where a thread has got to in the names to ask for. */
    @State(Scope.Thread)
    public static class Cursor {
        private int next;
    }
}
