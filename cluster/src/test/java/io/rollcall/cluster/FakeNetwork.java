package io.rollcall.cluster;

import io.rollcall.registry.testing.ManualTimer;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Engines that agree without a network, in one thread and in made-up time, and do it as badly as a real one may: proposals
 * are lost, repeated, delayed past their proposer's death, and come out of order; answers are lost and come before or
 * after the entry is applied by who asked; nodes are cut off, stopped, killed and started anew; one that was away gets a
 * snapshot. All of that by one seed. The log alone is never wrong.
 */
final class FakeNetwork {
    final Random random;
    final ManualTimer time = new ManualTimer();
    final List<byte[]> log = new ArrayList<>();
    final Map<String, FakeEngine> engines = new LinkedHashMap<>();
    private final Map<String, Integer> groups = new HashMap<>();
    private final Set<Set<String>> parted = new HashSet<>();
    private final Map<String, String> unseenBy = new HashMap<>();
    private final Map<List<Incarnation>, Long> lastArrival = new HashMap<>();
    private final int voters;
    private @Nullable FakeEngine leader;
    private long term;
    /** Hears of each entry just before the leader applies it. */
    BiConsumer<byte[], FakeEngine> committing = (entry, by) -> {};

    /** Of each hundred proposals, answers and messages, how many are lost; and how many proposals come twice. */
    int lost;

    int repeated;
    /** Of each hundred nodes that are behind, how many are sent a snapshot instead of the entries. */
    int snapshots;

    FakeNetwork(long seed, int voters) {
        this.random = new Random(seed);
        this.voters = voters;
    }

    long now() {
        return time.instant().toEpochMilli();
    }

    boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    void later(long millis, Runnable action) {
        time.schedule(action, millis, TimeUnit.MILLISECONDS);
    }

    void advance(long millis) {
        time.advance(Duration.ofMillis(millis));
    }

    /** Makes a node's engine, for its first or next start; a late one is seen by the others after a while. */
    FakeEngine engine(String node) {
        FakeEngine engine = new FakeEngine(this, new Incarnation(node, random.nextLong(), random.nextLong()));
        engines.put(node, engine);
        return engine;
    }

    void kill(String node) {
        FakeEngine engine = Objects.requireNonNull(engines.remove(node), node);
        engine.die();
        suspectSoon(100, 1_000);
    }

    void pause(String node) {
        Objects.requireNonNull(engines.get(node), node).paused = true;
        suspectSoon(6_000, 8_000);
    }

    void resume(String node) {
        FakeEngine engine = engines.get(node);
        if (engine != null && engine.paused) {
            engine.wake();
            suspectSoon(500, 3_000);
        }
    }

    /** Puts a node into another part of the network. */
    void cut(String node, int group) {
        groups.put(node, group);
        suspectSoon(6_000, 8_000);
    }

    /** Has two nodes not hear each other, while a third hears both: each goes on seeing the other, or the first does not. */
    void part(String one, String other, boolean unseen) {
        if (!one.equals(other)) {
            parted.add(Set.of(one, other));
            if (unseen) {
                unseenBy.put(one, other);
            }
            suspectSoon(6_000, 8_000);
        }
    }

    void heal() {
        groups.clear();
        parted.clear();
        unseenBy.clear();
        suspectSoon(500, 3_000);
        engines.values().forEach(engine -> later(random.nextInt(2_000), () -> catchUp(engine, log.size())));
    }

    /** Has each node find out, at its own time, whom it still sees. */
    void suspectSoon(int least, int most) {
        for (FakeEngine engine : engines.values()) {
            later(least + random.nextInt(most - least), engine::look);
        }
        if (leader != null && (leader.dead || leader.paused || !hasMajority(leader))) {
            leader = null;
        }
        later(least + random.nextInt(2_000), this::elect);
    }

    private void elect() {
        if (leader == null) {
            for (FakeEngine engine : engines.values()) {
                if (engine.isUp() && hasMajority(engine)) {
                    leader = engine;
                    term++;
                    catchUp(engine, log.size());
                    engines.values().forEach(each -> later(random.nextInt(50), each::look));
                    return;
                }
            }
        }
    }

    Set<Incarnation> seenBy(FakeEngine engine) {
        Set<Incarnation> seen = new HashSet<>();
        for (FakeEngine other : engines.values()) {
            if (other == engine
                    || (other.isUp() && sees(engine.self().node(), other.self().node()))) {
                seen.add(other.self());
            }
        }
        return seen;
    }

    private boolean hasMajority(FakeEngine engine) {
        return isMajority(seenBy(engine));
    }

    boolean isMajority(Set<Incarnation> members) {
        return members.size() > voters / 2;
    }

    private boolean sees(String one, String other) {
        return groups.getOrDefault(one, 0).equals(groups.getOrDefault(other, 0)) && !other.equals(unseenBy.get(one));
    }

    boolean connected(String one, String other) {
        return groups.getOrDefault(one, 0).equals(groups.getOrDefault(other, 0))
                && (one.equals(other) || !parted.contains(Set.of(one, other)));
    }

    @Nullable FakeEngine leader() {
        return leader;
    }

    long term() {
        return term;
    }

    /** A proposal has come to where it is decided upon. */
    void arrived(FakeEngine from, byte[] entry, java.util.concurrent.CompletableFuture<byte[]> answer) {
        FakeEngine now = leader;
        if (now == null
                || !now.isUp()
                || !hasMajority(now)
                || !connected(from.self().node(), now.self().node())) {
            if (chance(30)) { // it stays somewhere, and comes late
                later(random.nextInt(20_000), () -> arrived(from, entry, answer));
            } else if (chance(50)) {
                later(1, () -> from.whenUp(() -> answer.completeExceptionally(new IOException("no leader"))));
            }
            return;
        }
        committing.accept(entry, now);
        log.add(entry);
        int index = log.size();
        catchUp(now, index);
        byte[] told = now.answer(index);
        for (FakeEngine engine : engines.values()) {
            if (connected(engine.self().node(), now.self().node())) {
                later(delay(), () -> catchUp(engine, index));
            }
        }
        if (told != null && !chance(lost)) {
            later(from == now ? 0 : delay(), () -> from.whenUp(() -> answer.complete(told)));
        }
    }

    int delay() {
        return random.nextInt(chance(5) ? 400 : 15);
    }

    /** Has a node apply the log up to a length, one by one or by a snapshot. */
    void catchUp(FakeEngine engine, int length) {
        engine.whenUp(() -> {
            FakeEngine now = leader;
            if (engine != now
                    && (now == null
                            || !connected(engine.self().node(), now.self().node()))) {
                return;
            }
            if (engine != now && now != null && now.applied() > engine.applied() + 3 && chance(snapshots)) {
                byte[] snapshot = Wire.bytes(out -> now.replica().write(out));
                try {
                    engine.replica().read(new DataInputStream(new ByteArrayInputStream(snapshot)));
                } catch (IOException impossible) {
                    throw new UncheckedIOException(impossible);
                }
                engine.setApplied(now.applied());
            }
            engine.applyTo(length);
        });
    }

    /** When a message comes, if at all: in order for each two nodes. */
    void carry(FakeEngine from, Incarnation to, byte[] message) {
        long at = Math.max(now() + delay(), lastArrival.getOrDefault(List.of(from.self(), to), 0L));
        lastArrival.put(List.of(from.self(), to), at);
        later(at - now(), () -> {
            FakeEngine engine = engines.get(to.node());
            if (engine != null
                    && engine.self().equals(to)
                    && connected(from.self().node(), to.node())) {
                engine.whenUp(() -> engine.replica().received(from.self(), message));
            }
        });
    }
}
