package io.rollcall.cluster;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One process of a {@link FakeNetwork}. While it is stopped, all that comes to it waits. */
final class FakeEngine implements Engine {
    private final FakeNetwork network;
    private final Incarnation self;
    private final Queue<Runnable> whileStopped = new ArrayDeque<>();
    private final Map<Integer, byte[]> answers = new HashMap<>();
    private @Nullable Replica replica;
    private Set<Incarnation> members;
    private int applied;
    boolean dead;
    boolean paused;

    FakeEngine(FakeNetwork network, Incarnation self) {
        this.network = network;
        this.self = self;
        this.members = Set.of(self);
    }

    @Override
    public void start(Replica above) {
        replica = above;
        applyTo(network.log.size() == 0 ? 0 : network.random.nextInt(network.log.size())); // what is on disk
        network.suspectSoon(50, 1_000);
        network.later(network.random.nextInt(500), () -> network.catchUp(this, network.log.size()));
    }

    @Override
    public Incarnation self() {
        return self;
    }

    @Override
    public CompletableFuture<byte[]> propose(byte[] entry) {
        CompletableFuture<byte[]> answer = new CompletableFuture<>();
        for (int times = network.chance(network.repeated) ? 2 : 1; times > 0; times--) {
            if (!network.chance(network.lost)) {
                network.later(network.delay(), () -> network.arrived(this, entry, answer));
            }
        }
        return answer;
    }

    @Override
    public boolean send(Incarnation to, byte[] message) {
        if (!members.contains(to)) {
            return false;
        }
        if (!network.chance(network.lost)) {
            network.carry(this, to, message);
        }
        return true;
    }

    @Override
    public Status status() {
        FakeEngine leader = network.leader();
        boolean seen = leader != null && members.contains(leader.self);
        return new Status(
                members,
                network.isMajority(members),
                seen ? leader.self : null,
                network.term(),
                network.log.size(),
                applied);
    }

    @Override
    public void close() {
        if (network.engines.get(self.node()) == this) {
            network.kill(self.node());
        }
    }

    Replica replica() {
        return Objects.requireNonNull(replica);
    }

    boolean isUp() {
        return !dead && !paused && replica != null;
    }

    void die() {
        dead = true;
        whileStopped.clear();
    }

    /** Does something in this process, or once it goes on. */
    void whenUp(Runnable action) {
        if (paused) {
            whileStopped.add(action);
        } else if (!dead && replica != null) {
            action.run();
        }
    }

    void wake() {
        paused = false;
        Runnable next;
        while (!paused && (next = whileStopped.poll()) != null) {
            next.run();
        }
    }

    /** Finds out whom it sees. */
    void look() {
        whenUp(() -> {
            members = network.seenBy(this);
            replica().statusChanged();
        });
    }

    int applied() {
        return applied;
    }

    void setApplied(int length) {
        applied = length;
    }

    void applyTo(int length) {
        while (applied < length) {
            byte[] answer = replica().apply(network.log.get(applied));
            answers.put(++applied, answer);
        }
    }

    byte @Nullable [] answer(int index) {
        return answers.get(index);
    }
}
