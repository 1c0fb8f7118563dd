package io.rollcall.cluster;

import io.rollcall.registry.Change;
import io.rollcall.registry.Counter;
import io.rollcall.registry.Entry;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Query;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Receipt;
import io.rollcall.registry.Registry;
import io.rollcall.registry.RegistryClosedException;
import io.rollcall.registry.Scope;
import io.rollcall.registry.SharedKey;
import io.rollcall.registry.Subscription;
import io.rollcall.registry.Watcher;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A directory across several nodes, over the local registry of each: names that are unique among all of them, shared keys
 * that are counted across them, and messages to a worker on any. What an owner registers through its {@link ClusterOwner} is
 * global; what it registers through its local {@link Owner} stays local; the two never meet.
 *
 * <p>Calls that change something are agreed upon by a majority, and answer with a stage. Look-ups are local and do not wait:
 * they show this node's own confirmed calls at once, those of others within tens of milliseconds, and are stale while the
 * node is {@linkplain ClusterStatus#suspended() suspended}.
 *
 * <p>Safe for use by any thread. No call blocks, but that one which hands messages to a slow network may wait for it.
 *
 * @param <T> what the local registry looks up
 * @since 0.1
 */
public final class ClusterRegistry<T> implements AutoCloseable {
    /** How many messages of other nodes may wait to be delivered; one beyond is dropped, and counted. */
    static final int MOST_UNDELIVERED = 65_536;

    private final BiPredicate<? super T, byte[]> delivery;
    private final Engine engine;
    private final Callbacks callbacks;
    private final ScheduledExecutorService timer;
    private final long timeout;
    private final Registry<T> members;
    private final Map<Long, ClusterOwner<T>> owners = new ConcurrentHashMap<>();
    /** Messages that mention a grant which is yet to be applied here, and what came after them; by the member's lock. */
    private final Queue<Frame> ahead = new ArrayDeque<>();
    /** How many wait there or on the executor; by the member's lock. */
    private int undelivered;
    /** How many were dropped; by the member's lock. */
    private long dropped;

    /** Who waits for the node to be ready; by the member's lock. */
    private final List<CompletableFuture<Node>> waiting = new ArrayList<>();

    private final Member member;
    private final Watches watches;
    private @Nullable ScheduledFuture<?> ticking; // set once, before anybody else has this
    private @Nullable ExecutorService ownTimer;

    ClusterRegistry(
            Registry<T> local,
            BiPredicate<? super T, byte[]> delivery,
            Engine engine,
            Callbacks callbacks,
            Callbacks proposals,
            ScheduledExecutorService timer,
            LongSupplier ticker,
            long timeout,
            long mostStill) {
        this.delivery = delivery;
        this.engine = engine;
        this.callbacks = callbacks;
        this.timer = timer;
        this.timeout = timeout;
        Executor here = callbacks::run; // marking a key as changed needs no other thread
        this.members = Registry.<T>builder()
                .executor(here)
                .timer(timer)
                .reporter(callbacks::report)
                .build();
        this.member = new Member(engine, new Heard(), ticker, mostStill, callbacks, proposals);
        this.watches = new Watches(member, timer);
    }

    /**
     * Begins to describe a node.
     *
     * @param <T> what the local registry looks up
     * @param local the registry whose owners this node has
     * @param delivery hands a message to a subject on this node; answers false if that cannot take it. Runs in the thread
     *     of who sends, or on the executor for what comes from another node, and must not block
     * @return a builder
     */
    public static <T> ClusterBuilder<T> builder(Registry<T> local, BiPredicate<? super T, byte[]> delivery) {
        return new ClusterBuilder<>(local, delivery);
    }

    void start(@Nullable ExecutorService endedWithThis) throws IOException {
        ownTimer = endedWithThis;
        members.watch(
                Scope.all(),
                new Watcher<>() {
                    @Override
                    public void snapshot(List<Entry<T>> entries, long skipped) {
                        republish();
                    }

                    @Override
                    public void changed(Change<T> change) {
                        publish((SharedKey) change.key(), null);
                    }
                },
                null,
                Registry.BUFFER);
        engine.start(member);
        ticking = timer.scheduleAtFixedRate(member::tick, 0, Member.TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /**
     * Gives a local owner its side that the whole cluster sees.
     *
     * @param owner a living owner of the local registry, which has none yet
     * @param listener hears what happens to its names
     * @return its handle; it ends with the owner
     * @throws IllegalStateException if it has one already
     */
    public ClusterOwner<T> join(Owner<T> owner, ClusterListener listener) {
        ClusterOwner<T> joined = new ClusterOwner<>(this, owner, members.join(owner.subject()), listener);
        if (owners.putIfAbsent(owner.id(), joined) != null) {
            joined.members().leave();
            throw new IllegalStateException("owner " + owner.id() + " has joined the cluster already");
        }
        owner.ended().thenAccept(reason -> end(joined));
        return joined;
    }

    /**
     * Gives a local owner its side that the whole cluster sees, without a listener.
     *
     * @param owner a living owner of the local registry, which has none yet
     * @return its handle; it ends with the owner
     * @throws IllegalStateException if it has one already
     */
    public ClusterOwner<T> join(Owner<T> owner) {
        return join(owner, new ClusterListener() {});
    }

    private void end(ClusterOwner<T> over) {
        over.members().leave();
        member.locked(() -> {
            over.end();
            owners.remove(over.id(), over);
        });
    }

    /**
     * Finds the holder of a name anywhere in the cluster, as this node knows it.
     *
     * @param name the name
     * @return the holding, or empty if nobody holds it
     */
    public Optional<Holding> whereIs(Name name) {
        return Optional.ofNullable(find(name));
    }

    /**
     * Finds the holder of a name as {@link #whereIs(Name)} does, and allocates nothing.
     *
     * @param name the name
     * @return the holding, or null if nobody holds it
     */
    public @Nullable Holding find(Name name) {
        Holding holding = member.find(name);
        return holding == null || hasEnded(holding) ? null : holding;
    }

    /** Tells whether a holder of this node has ended, while that is not agreed upon yet. */
    private boolean hasEnded(Holding holding) {
        if (!holding.node().equals(member.me())) {
            return false;
        }
        ClusterOwner<T> owner = owners.get(holding.worker());
        return owner == null || owner.owner().endReason().isPresent();
    }

    /**
     * Reads who holds a name at a position of the log that is later than this call: linearizable, at the price of a round
     * trip.
     *
     * @param name the name, made of a String
     * @return completes with the holding, or empty if nobody held it; fails with a {@link ClusterException}
     * @throws IllegalArgumentException if the name is not made of a String
     */
    public CompletionStage<Optional<Holding>> read(Name name) {
        Op op = new Op.Read(Keys.checked(name));
        CompletableFuture<Optional<Holding>> read = new CompletableFuture<>();
        member.locked(() -> ask(
                op,
                (answer, failure) -> later(() -> {
                    if (answer == null) {
                        read.completeExceptionally(failure);
                    } else {
                        read.complete(Optional.ofNullable(answer.holding()));
                    }
                })));
        return read;
    }

    /**
     * Counts the members of a shared key across the cluster, as this node knows it; its own are counted at once.
     *
     * @param key the property or counter
     * @return how many owners hold it
     */
    public int count(SharedKey key) {
        Node me = member.me();
        int count = members.count(key);
        for (Map.Entry<Node, Share> share : member.table().shares(key).entrySet()) {
            if (!share.getKey().equals(me)) {
                count += share.getValue().count();
            }
        }
        return count;
    }

    /**
     * Returns the sum of all owners' numbers under a counter across the cluster, as this node knows it; its own are in it at
     * once.
     *
     * @param counter the counter
     * @return the sum, 0 where nobody holds it
     * @throws ArithmeticException while the sum does not fit a long
     */
    public long total(Counter counter) {
        Node me = member.me();
        long total = members.total(counter);
        for (Map.Entry<Node, Share> share : member.table().shares(counter).entrySet()) {
            if (!share.getKey().equals(me)) {
                total = Math.addExact(total, share.getValue().total());
            }
        }
        return total;
    }

    /**
     * Lists how many members of a shared key each node has, as this one knows it.
     *
     * @param key the property or counter
     * @return the nodes that have some; immutable
     */
    public Map<Node, Integer> nodes(SharedKey key) {
        Map<Node, Integer> counts = new LinkedHashMap<>();
        member.table().shares(key).forEach((node, share) -> counts.put(node, share.count()));
        return Map.copyOf(counts);
    }

    /**
     * Lists this node's own members of a shared key.
     *
     * @param key the property or counter
     * @return their own objects, in no order, as an immutable list
     */
    public List<T> members(SharedKey key) {
        return members.members(key);
    }

    /**
     * Sends a message to the holder of a name, wherever it is: at most once, in order for each receiver, and never to a later
     * holder of the name.
     *
     * @param name the name
     * @param message the message; not to be changed any more
     * @return what is known of it at once
     */
    public Sent send(Name name, byte[] message) {
        Holding holding = find(name);
        return holding == null ? Sent.NOBODY : send(holding, message);
    }

    /**
     * Sends a message to one grant of a name, as {@link #send(Name, byte[])} does.
     *
     * @param holding who is to have it, if it holds the name still
     * @param message the message; not to be changed any more
     * @return what is known of it at once
     */
    public Sent send(Holding holding, byte[] message) {
        if (holding.node().equals(member.me())) {
            ClusterOwner<T> owner = owners.get(holding.worker());
            return owner != null && hands(owner, holding.token(), message) ? Sent.DELIVERED : Sent.REFUSED;
        }
        return sends(holding.node(), Frame.toHolder(holding, message)) ? Sent.UNDER_WAY : Sent.REFUSED;
    }

    private boolean hands(ClusterOwner<T> owner, long token, byte[] message) {
        return owner.owner().endReason().isEmpty()
                && owner.holds(token)
                && delivery.test(owner.owner().subject(), message);
    }

    private boolean sends(Node to, Frame frame) {
        Incarnation incarnation = locked(() -> {
            Session session = member.table().session(to.session());
            return session == null ? null : session.incarnation();
        });
        return incarnation != null && engine.send(incarnation, frame.bytes());
    }

    /**
     * Sends a message to all members of a shared key: one message goes to each other node that has members.
     *
     * @param key the property or counter
     * @param message the message; not to be changed any more
     * @param except an owner of this node to pass over, or null
     * @return what became of it here, and to how many nodes it is under way
     */
    public ClusterReceipt broadcast(SharedKey key, byte[] message, @Nullable ClusterOwner<T> except) {
        Node me = member.me();
        int nodes = 0;
        for (Node node : member.table().shares(key).keySet()) {
            if (!node.equals(me) && sends(node, Frame.toMembers(node, key, message))) {
                nodes++;
            }
        }
        Receipt here = members.broadcast(
                key,
                except == null ? null : except.members(),
                subject -> true,
                subject -> delivery.test(subject, message));
        return new ClusterReceipt(here, nodes);
    }

    /**
     * Waits for a name to be held by anybody in the cluster.
     *
     * @param name the name
     * @param timeout how long, positive
     * @return completes exactly once, on the executor, with the holding; at once if this node knows one. Fails with
     *     {@link java.util.concurrent.TimeoutException} or {@link ClusterClosedException}. Cancelling it leaves nothing behind
     */
    public CompletableFuture<Holding> await(Name name, Duration timeout) {
        return watches.await(name, timeout, holding -> !hasEnded(holding));
    }

    /**
     * Watches names across the cluster.
     *
     * @param which says whether a name is watched; called with a lock held, so it must neither block nor call a registry
     * @param watcher is told what is there, then each change
     * @return ends the watch
     */
    public Subscription watch(Predicate<? super Name> which, ClusterWatcher watcher) {
        return watches.watch(new Watch(which, watcher));
    }

    /**
     * Waits until this node may claim names: after its start, or a suspension.
     *
     * @return completes on the executor with this run of the node; at once if it may. Fails with
     *     {@link ClusterClosedException}. Cancelling it leaves nothing behind once the node may
     */
    public CompletableFuture<Node> ready() {
        CompletableFuture<Node> ready = new CompletableFuture<>();
        member.locked(() -> {
            String over = member.stopped();
            if (over != null) {
                later(() -> ready.completeExceptionally(new ClusterClosedException(over)));
            } else {
                waiting.add(ready);
                tellReady();
            }
        });
        return ready;
    }

    /** Completes who waits for the node to be ready, if it is; with the lock held. */
    private void tellReady() {
        Node me = member.me();
        if (me != null && member.suspended() == null) {
            List<CompletableFuture<Node>> told = List.copyOf(waiting);
            waiting.clear();
            told.forEach(each -> later(() -> each.complete(me)));
        }
    }

    /**
     * Tells how this node stands.
     *
     * @return a snapshot
     */
    public ClusterStatus status() {
        Engine.Status status = engine.status();
        Incarnation leader = status.leader();
        List<Node> joined = locked(
                () -> member.table().sessions().stream().map(Session::node).toList());
        return new ClusterStatus(
                engine.self().node(),
                Optional.ofNullable(member.me()),
                Optional.ofNullable(member.suspended()),
                Optional.ofNullable(leader).map(Incarnation::node),
                status.members().stream().map(Incarnation::node).sorted().toList(),
                joined,
                member.table().size(),
                locked(() -> dropped));
    }

    /** Leaves the cluster: what waits fails, and the others free what this node's owners hold. Idempotent. */
    @Override
    public void close() {
        ScheduledFuture<?> tick = ticking;
        if (tick != null) {
            tick.cancel(false);
        }
        engine.close();
        member.locked(() -> member.stop("it has left"));
        members.close();
        ExecutorService own = ownTimer;
        if (own != null) {
            own.shutdown();
        }
    }

    Member member() {
        return member;
    }

    <R> R locked(Supplier<R> action) {
        List<R> result = new ArrayList<>(1);
        member.locked(() -> result.add(action.get()));
        return result.get(0);
    }

    void later(Runnable callback) {
        callbacks.add(callback);
    }

    void ask(Op op, Request.Reply reply) {
        member.ask(op, reply, timeout);
    }

    void publish(SharedKey key, Request.@Nullable Reply reply) {
        member.locked(() -> member.publish(key, reply, timeout));
    }

    /** Has everything published that this node has, or had. */
    private void republish() {
        member.locked(() -> {
            Node me = member.me();
            for (SharedKey key : member.table().sharedKeys()) {
                if (me == null || member.table().shares(key).containsKey(me)) {
                    member.publish(key, null, timeout);
                }
            }
            members.entries(Query.all()).forEach(entry -> member.publish((SharedKey) entry.key(), null, timeout));
        });
    }

    /** What the member tells. */
    private final class Heard implements Member.Upper {
        @Override
        public void changed(Name name, @Nullable Holding before, @Nullable Holding after, Reason reason, boolean ends) {
            Node me = member.me();
            if (before != null && before.node().equals(me) && !before.isSameGrant(after)) {
                ClusterOwner<T> owner = owners.get(before.worker());
                if (owner != null) {
                    owner.lost(before, reason, after, ends);
                }
            }
            if (after != null && after.node().equals(me)) {
                ClusterOwner<T> owner = owners.get(after.worker());
                if (owner != null) {
                    owner.gained(after);
                }
            }
            watches.changed(new ClusterChange(name, before, after, reason));
        }

        @Override
        public void published(SharedKey key, Node node, Share before, Share after) {}

        @Override
        public void lost() {
            undelivered -= ahead.size();
            ahead.clear();
            owners.values().forEach(ClusterOwner::lostAll);
        }

        @Override
        public void joined() {
            republish();
        }

        @Override
        public void suspended(@Nullable String why) {
            owners.values().forEach(owner -> owner.suspended(why));
            tellReady();
        }

        @Override
        public void stopped(String why) {
            watches.close(why);
            waiting.forEach(each -> later(() -> each.completeExceptionally(new ClusterClosedException(why))));
            waiting.clear();
            later(engine::close);
        }

        @Override
        public Share share(SharedKey key) {
            try {
                return new Share(members.count(key), key instanceof Counter counter ? members.total(counter) : 0);
            } catch (ArithmeticException beyond) { // the others go on seeing what last fitted
                Node me = member.me();
                return me == null ? Share.NONE : member.table().shares(key).getOrDefault(me, Share.NONE);
            } catch (RegistryClosedException over) {
                return Share.NONE;
            }
        }

        @Override
        public void received(byte[] message) {
            Frame frame = Frame.of(message);
            member.locked(() -> {
                if (undelivered >= MOST_UNDELIVERED) {
                    dropped++;
                } else {
                    undelivered++;
                    ahead.add(frame);
                    applied(member.table().stamp());
                }
            });
        }

        @Override
        public void caughtUp(Table table) {
            owners.values().forEach(owner -> owner.caughtUp(table));
        }

        @Override
        public void applied(long stamp) {
            Frame first;
            while ((first = ahead.peek()) != null && first.token() <= stamp) {
                Frame next = ahead.remove();
                later(() -> {
                    synchronized (member.lock()) {
                        undelivered--;
                    }
                    deliver(next);
                });
            }
        }
    }

    private void deliver(Frame frame) {
        Node me = member.me();
        if (me == null || me.session() != frame.session()) {
            return;
        }
        SharedKey key = frame.key();
        if (key != null) {
            members.broadcast(key, subject -> delivery.test(subject, frame.body()));
            return;
        }
        ClusterOwner<T> owner = owners.get(frame.worker());
        if (owner != null) {
            hands(owner, frame.token(), frame.body());
        }
    }
}
