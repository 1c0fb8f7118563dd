package io.rollcall.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** The engine of the field, in one JVM and on loopback: one node, then three. */
class JGroupsEngineTest {
    private static final Name NAME = Name.of("alice");
    private static final Property ROOM = Property.of("room");

    @TempDir
    Path folder;

    private final List<Member> members = new ArrayList<>();
    private Map<String, InetSocketAddress> voters = Map.of();

    private final class Member {
        final String id;
        final Registry<String> local = Registry.create();
        final BlockingQueue<String> delivered = new LinkedBlockingQueue<>();
        final ClusterRegistry<String> cluster;

        Member(String id, InetSocketAddress bind, boolean founding, Path key) throws IOException {
            this.id = id;
            this.cluster = ClusterRegistry.<String>builder(
                            local, (subject, message) -> delivered.add(subject + " " + new String(message, UTF_8)))
                    .start(new ClusterOptions("test", id, bind, voters, folder.resolve(id), founding, key));
            members.add(this);
        }

        ClusterOwner<String> join(String subject) {
            return cluster.join(local.join(subject));
        }

        boolean isReady() {
            return cluster.status().suspended().isEmpty();
        }

        void close() {
            cluster.close();
            local.close();
            members.remove(this);
        }
    }

    @AfterEach
    void close() {
        List.copyOf(members).forEach(Member::close);
    }

    /** Waits for what no event tells; each look takes a round trip of the log. */
    private void await(String what, BooleanSupplier condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(90);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what).isLessThan(deadline);
            for (Member member : members) {
                get(member.cluster.ready());
                get(member.cluster.read(NAME).exceptionally(unknown -> Optional.empty()));
            }
        }
    }

    private static <V> V get(CompletionStage<V> stage) throws Exception {
        return stage.toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private static InetSocketAddress free() throws IOException {
        return Ports.free();
    }

    private List<Member> three(Path key) throws Exception {
        return three(key, true);
    }

    private List<Member> three(Path key, boolean founding) throws Exception {
        Map<String, InetSocketAddress> addresses = Ports.free(List.of("n1", "n2", "n3"));
        voters = addresses;
        List<Member> three = new ArrayList<>();
        for (String id : addresses.keySet()) {
            three.add(new Member(id, addresses.get(id), founding, key));
        }
        for (Member member : three) {
            get(member.cluster.ready());
        }
        return three;
    }

    @Test
    void start_oneNode_keepsItsTokensOverARestart() throws Exception {
        voters = Map.of("n1", free());
        Member node = new Member("n1", voters.get("n1"), true, null);
        get(node.cluster.ready());
        ClusterRegistration token = get(node.join("a").register(NAME, "v"));
        assertThat(node.cluster.find(NAME)).isEqualTo(token.holding());
        node.close();
        Member again = new Member("n1", voters.get("n1"), false, null);
        get(again.cluster.ready());
        await("what the last run held is gone", () -> again.cluster.find(NAME) == null);
        assertThat(get(again.join("b").register(NAME)).token()).isGreaterThan(token.token());
    }

    @Test
    @EnabledIfSystemProperty(named = "rollcall.stress", matches = "long", disabledReason = "each start takes 4 s")
    void start_snapshotNewerThanTheLogBesideIt_appliesNothingTwice() throws Exception {
        voters = Map.of("n1", free());
        Path data = folder.resolve("n1");
        ClusterOptions options = new ClusterOptions("test", "n1", voters.get("n1"), voters, data, true, null);
        long stamp = 0;
        for (int start = 0; start < 3; start++) { // each has the last one's run in its log, which is over by then
            JGroupsEngine engine = new JGroupsEngine(options);
            try (Registry<String> local = Registry.create();
                    ClusterRegistry<String> cluster = ClusterRegistry.<String>builder(local, (subject, message) -> true)
                            .start(engine)) {
                Node run = get(cluster.ready());
                assertThat(run.session())
                        .as("the numbers given, at start " + start)
                        .isEqualTo(stamp + 1);
                stamp = get(cluster.join(local.join("a")).register(Name.of("name" + start)))
                        .token();
                await("the last run is over", () -> {
                    cluster.read(NAME).toCompletableFuture().join();
                    return cluster.status().joined().equals(List.of(run));
                });
                engine.raft().snapshot();
                assertThat(data.resolve("n1.log").resolve("state_snapshot.raft"))
                        .isNotEmptyFile();
            }
        }
    }

    @Test
    void start_logOfTheNextVersion_isRefusedWithTheReason() throws Exception {
        voters = Map.of("n1", free());
        ClusterOptions options =
                new ClusterOptions("test", "n1", voters.get("n1"), voters, folder.resolve("n1"), true, null);
        byte next = Wire.VERSION + 1;
        NodeEngine engine = new NodeEngine(new JGroupsEngine(options), next, told -> {});
        try (Registry<String> local = Registry.create();
                ClusterRegistry<String> cluster = ClusterRegistry.<String>builder(local, (subject, message) -> true)
                        .start(engine)) {
            engine.write();
            get(cluster.ready());
            get(cluster.join(local.join("a")).register(NAME));
        }
        assertThatThrownBy(() -> new Member("n1", voters.get("n1"), false, null))
                .isInstanceOf(IOException.class)
                .hasStackTraceContaining("its version is " + next + " and known is " + Wire.VERSION);
    }

    @Test
    void start_threeNodes_agreeSendAndOutliveTheirLeader() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "a secret of at least 32 characters");
        List<Member> three = three(key);
        Member one = three.get(0);
        Member two = three.get(1);
        Member last = three.get(2);
        ClusterRegistration token = get(one.join("a").register(NAME, "v"));
        assertThat(get(two.cluster.await(NAME, Duration.ofSeconds(30)))).isEqualTo(token.holding());
        assertThatThrownBy(() -> get(two.join("b").register(NAME))).hasCauseInstanceOf(NameHeldException.class);
        for (int i = 0; i < 100; i++) {
            assertThat(last.cluster.send(token.holding(), ("" + i).getBytes(UTF_8)))
                    .isEqualTo(Sent.UNDER_WAY);
        }
        for (int i = 0; i < 100; i++) {
            assertThat(one.delivered.poll(30, TimeUnit.SECONDS)).isEqualTo("a " + i);
        }
        for (Member node : three) {
            get(node.join(node.id).register(ROOM, null));
        }
        await("counted by all", () -> three.stream().allMatch(node -> node.cluster.count(ROOM) == 3));
        assertThat(two.cluster.broadcast(ROOM, "all".getBytes(UTF_8), null).nodes())
                .isEqualTo(2);
        assertThat(last.delivered.poll(30, TimeUnit.SECONDS)).isEqualTo("n3 all");

        String leader = one.cluster.status().leader().orElseThrow();
        Member leading = three.stream()
                .filter(node -> node.id.equals(leader))
                .findFirst()
                .orElseThrow();
        List<Member> rest = three.stream().filter(node -> node != leading).toList();
        leading.close();
        ClusterRegistration after = get(rest.get(0).join("c").register(Name.of("other")));
        assertThat(after.isHeld()).isTrue();
        await("what the leader held is gone", () -> rest.stream().allMatch(node -> node.cluster.count(ROOM) == 2));

        Member back = new Member(leader, voters.get(leader), false, key);
        get(back.cluster.ready());
        assertThat(back.cluster.find(Name.of("other"))).isEqualTo(after.holding());
    }

    @Test
    @EnabledIfSystemProperty(named = "rollcall.stress", matches = "long", disabledReason = "it gives up after 12 s")
    void start_withAKey_keepsOutWhoHasAnother() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "a secret of at least 32 characters");
        List<Member> three = three(key);
        assertThat(get(three.get(1).join("a").register(NAME)).isHeld()).isTrue();
        Path wrong = Files.writeString(folder.resolve("wrong"), "another secret of 32 characters...");
        Member stranger = new Member("n4", free(), true, wrong);
        assertThat(stranger.cluster.status().members()).containsExactly("n4");
        assertThat(stranger.isReady()).isFalse();
        assertThat(three.get(0).cluster.status().members()).containsExactly("n1", "n2", "n3");
    }

    @Test
    void start_newVotersOneAfterAnother_waitForEachOther_andOneThatLostItsFolderIsRefused() throws Exception {
        Path key = Files.writeString(folder.resolve("key"), "a secret of at least 32 characters");
        List<Member> three = three(key, false);
        ClusterRegistration before = get(three.get(0).join("a").register(NAME));
        Member lost = three.get(2);
        lost.close();
        delete(folder.resolve(lost.id));
        // At once, or on a busy machine after its start.
        assertThatThrownBy(() -> get(new Member(lost.id, voters.get(lost.id), false, key).cluster.ready()))
                .hasStackTraceContaining("knows another folder of this node")
                .hasStackTraceContaining("When a voter's disk is lost");
        assertThat(before.isHeld()).isTrue();
        assertThat(three.get(1).cluster.find(NAME)).isEqualTo(before.holding());
    }

    @Test
    void start_newVoterAlone_isSuspended() throws Exception {
        voters = Map.of("n1", free(), "n2", free(), "n3", free());
        Member alone = new Member("n1", voters.get("n1"), false, null);
        assertThat(alone.isReady()).isFalse();
        assertThatThrownBy(() -> get(alone.join("a").register(NAME))).hasCauseInstanceOf(SuspendedException.class);
    }

    @Test
    void start_voterWithoutItsLog_isRefused() throws Exception {
        voters = Map.of("n1", free());
        new Member("n1", voters.get("n1"), false, null).close();
        delete(folder.resolve("n1").resolve("n1.log"));
        assertThatThrownBy(() -> new Member("n1", voters.get("n1"), false, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has lost the log of voter n1");
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Test
    void start_folderOfAnotherNode_isRefused() throws Exception {
        voters = Map.of("n1", free());
        Files.createDirectories(folder.resolve("n1"));
        Files.writeString(folder.resolve("n1").resolve("rollcall-node"), "test n9\n");
        assertThatThrownBy(() -> new Member("n1", voters.get("n1"), true, null))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("is of node test n9");
    }
}
