package io.rollcall.cluster;

import io.rollcall.registry.Change;
import io.rollcall.registry.Counter;
import io.rollcall.registry.Entry;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.Query;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registry;
import io.rollcall.registry.RegistryClosedException;
import io.rollcall.registry.Scope;
import io.rollcall.registry.SharedKey;
import io.rollcall.registry.Subscription;
import io.rollcall.registry.Watcher;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * <p>Safe for use by any thread. No call blocks; 16 MiB of messages may wait for each node, and one beyond is refused.
 *
 * @param <T> what the local registry looks up
 * @since 0.1
 */
public final class ClusterRegistry<T> implements AutoCloseable {
    private final Engine engine;
    private final Callbacks callbacks;
    private final ScheduledExecutorService timer;
    private final long timeout;
    private final Registry<T> members;
    private final boolean sharing;
    private final Map<Long, ClusterOwner<T>> owners = new ConcurrentHashMap<>();

    /** Who waits for the node to be ready; by the member's lock. */
    private final List<CompletableFuture<Node>> waiting = new ArrayList<>();

    private final Member member;
    private final Watches watches;
    private final Post post;
    private final Messages<T> messages;
    private final Exchange exchange;
    private final Nodes nodes;
    private @Nullable ScheduledFuture<?> ticking; // these are set once, before anybody else has this
    private @Nullable Subscription publishing;
    private @Nullable ExecutorService ownTimer;

    ClusterRegistry(
            ClusterBuilder<T> builder,
            Engine engine,
            Callbacks callbacks,
            Callbacks proposals,
            Executor senders,
            ScheduledExecutorService timer) {
        this.engine = engine;
        this.callbacks = callbacks;
        this.timer = timer;
        this.timeout = builder.timeout.toNanos();
        this.sharing = builder.sharing;
        this.members = sharing
                ? builder.local
                : Registry.<T>builder()
                        .executor(callbacks::run)
                        .timer(timer)
                        .reporter(callbacks::report)
                        .build();
        this.member =
                new Member(engine, new Heard(), builder.ticker, builder.mostStill.toNanos(), callbacks, proposals);
        this.watches = new Watches(member, timer);
        this.post = new Post(engine, member, senders, this::read);
        this.messages = new Messages<>(member, post, owners, members, builder.delivery);
        this.exchange = new Exchange(member, post, timer, callbacks, builder.answerer, builder.hearer);
        this.nodes = new Nodes(member, builder.nodes);
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
        Executor here = callbacks::run; // marking a key as changed needs no other thread
        publishing = members.watch(
                Scope.all(),
                new Watcher<>() {
                    @Override
                    public void snapshot(List<Entry<T>> entries, long skipped) {
                        republish();
                    }

                    @Override
                    public void changed(Change<T> change) {
                        if (change.key() instanceof SharedKey key && Keys.isShared(key)) {
                            publish(key, null);
                        }
                    }
                },
                here,
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
        return join(owner, owner.id(), listener);
    }

    /**
     * Gives a local owner its side that the whole cluster sees, under a number of the caller's own: for who is known by one
     * already. Who joins so joins all owners so.
     *
     * @param owner a living owner of the local registry, which has none yet
     * @param id by which other nodes know it, together with this {@link Node}; free again when the one before it has
     *     {@linkplain ClusterOwner#leave() left}
     * @param listener hears what happens to its names
     * @return its handle; it ends with the owner
     * @throws IllegalStateException if one has joined under that number
     */
    public ClusterOwner<T> join(Owner<T> owner, long id, ClusterListener listener) {
        Owner<T> shared = sharing ? owner : members.join(owner.subject());
        ClusterOwner<T> joined = new ClusterOwner<>(this, id, owner, shared, listener);
        if (owners.putIfAbsent(id, joined) != null) {
            if (!sharing) {
                shared.leave();
            }
            throw new IllegalStateException("owner " + id + " has joined the cluster already");
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

    void end(ClusterOwner<T> over) {
        over.members().leave(); // it has, where it is the owner itself
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

    /**
     * Lists names that are held and start so, a page at a time: in the order of their texts, char by char as
     * {@link String#compareTo} has it. Each name that is held throughout is listed exactly once; one that comes or goes
     * meanwhile may be or not. Costs time in proportion to the page, and to the logarithm of how many names there are;
     * takes no lock.
     *
     * @param prefix how they start; empty for all names
     * @param after the text of the name after which to begin, held or not: the last of the page before; null for the first
     *     page
     * @param max how many at most, 1 or more
     * @return the holdings as this node knows them, immutable; fewer than that if there are no more
     * @throws IllegalArgumentException if max is below 1
     */
    public List<Holding> names(String prefix, @Nullable String after, int max) {
        if (max < 1) {
            throw new IllegalArgumentException("a page has room for 1 name or more, given was " + max);
        }
        return member.names(prefix, after, max, holding -> !hasEnded(holding));
    }

    /** Tells whether a holder of this node has ended, while that is not agreed upon yet. */
    private boolean hasEnded(Holding holding) {
        Node me = member.me();
        if (me == null || holding.node().session() != me.session()) { // a number that no other run has
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
     * Lists the shared keys that have members on any node, as this one knows it.
     *
     * @return the properties and counters, in no order; immutable
     */
    public Set<SharedKey> sharedKeys() {
        return member.table().sharedKeys();
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
        return messages.send(holding, message);
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
        return messages.broadcast(key, message, except);
    }

    /**
     * Makes a pool of the members of a shared key on all nodes, each of whose messages goes to one of them.
     *
     * @param key the property or counter, made of a String
     * @param strategy how a member is picked for messages without a routing key
     * @return a new pool, to be kept: its round robin begins with it
     * @throws IllegalArgumentException if the key is not made of a String
     * @throws RegistryClosedException if the registry of this node's members is closed
     */
    public ClusterPool<T> pool(SharedKey key, PoolStrategy strategy) {
        return new ClusterPool<>(messages, Keys.checked(key), strategy, members.pool(key, 0));
    }

    /**
     * Asks another node, or this one, beside the log: at most once. What this node had applied of the log when it asked, the
     * other has applied when it answers; from one node to another, answers and {@linkplain #tell notes} come in the order in
     * which they were sent.
     *
     * @param node the run to be asked
     * @param question what its {@linkplain ClusterBuilder#answering answerer} is given; not to be changed any more
     * @param timeout how long to wait, positive
     * @return completes on the executor with the answer; fails with {@link java.util.concurrent.TimeoutException}; at once
     *     with {@link NodeUnreachableException} if that run is unknown or over, or its process is not or no more seen; with
     *     {@link AnswerFailedException} if its answerer failed; with {@link SuspendedException} if this node is not taken in
     *     or 65,536 questions wait, and nothing was asked; or with {@link ClusterClosedException}
     * @throws IllegalArgumentException if the time-out is not positive
     */
    public CompletionStage<byte[]> ask(Node node, byte[] question, Duration timeout) {
        return exchange.ask(node, question, timeout);
    }

    /**
     * Tells another node, or this one, something, beside the log: at most once, and in order, as {@link #ask} has it. It is
     * dropped there, and counted, if 65,536 messages wait already.
     *
     * @param node the run to be told
     * @param note what its {@linkplain ClusterBuilder#hearing hearer} is given; not to be changed any more
     * @return true if it is under way; false if that run is unknown or over or not seen, or this node is not taken in
     */
    public boolean tell(Node node, byte[] note) {
        return exchange.tell(node, note);
    }

    /**
     * Waits for a name to be held by anybody in the cluster.
     *
     * @param name the name
     * @param timeout how long, positive; null for no limit
     * @return completes exactly once, on the executor, with the holding; at once if this node knows one. Fails with
     *     {@link java.util.concurrent.TimeoutException} or {@link ClusterClosedException}. Cancelling it leaves nothing behind
     * @throws IllegalArgumentException if the time-out is not positive
     */
    public CompletableFuture<Holding> await(Name name, @Nullable Duration timeout) {
        return watches.await(name, timeout, holding -> !hasEnded(holding));
    }

    /**
     * Waits for a name to be free across the cluster: for its holder to end or to give it up, with nobody in line for it. To
     * have it then, stand in line instead ({@link ClusterOwner#registerWhenFree}).
     *
     * @param name the name
     * @param timeout how long, positive; null for no limit
     * @return completes exactly once, on the executor; at once if the name is free as this node knows. It may be held again
     *     by then. Fails as {@link #await} does. Cancelling it leaves nothing behind
     * @throws IllegalArgumentException if the time-out is not positive
     */
    public CompletableFuture<Void> awaitFree(Name name, @Nullable Duration timeout) {
        return watches.awaitFree(name, timeout);
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
     * Watches one name across the cluster; costs nothing when another changes.
     *
     * @param name the name
     * @param watcher is told who holds it, of whom there is one or none, then each change
     * @return ends the watch
     */
    public Subscription watch(Name name, ClusterWatcher watcher) {
        return watches.watch(new Watch(name, watcher));
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
     * Tells why this node may claim nothing now, and its look-ups may be stale, as {@link ClusterStatus#suspended()} does.
     *
     * @return a few words for people; null if it may
     */
    public @Nullable String suspended() {
        return member.suspended();
    }

    /**
     * Tells how this node stands.
     *
     * @return a snapshot
     */
    public ClusterStatus status() {
        Engine.Status status = engine.status();
        Incarnation leader = status.leader();
        List<Node> joined = member.found(
                () -> member.table().sessions().stream().map(Session::node).toList());
        return new ClusterStatus(
                engine.self().node(),
                Optional.ofNullable(member.me()),
                Optional.ofNullable(member.suspended()),
                Optional.ofNullable(leader).map(Incarnation::node),
                status.members().stream().map(Incarnation::node).sorted().toList(),
                joined,
                member.table().size(),
                post.inbox().dropped(),
                status.term(),
                status.committed(),
                status.applied());
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
        Subscription watch = publishing;
        if (watch != null) {
            watch.close();
        }
        if (!sharing) {
            members.close();
        }
        ExecutorService own = ownTimer;
        if (own != null) {
            own.shutdown();
        }
    }

    Member member() {
        return member;
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
            sharedHere().forEach(key -> member.publish(key, null, timeout));
        });
    }

    /** The keys that have members here and may be counted elsewhere. */
    private Set<SharedKey> sharedHere() {
        return Stream.of(Query.properties(), Query.counters())
                .flatMap(members::entries)
                .map(entry -> (SharedKey) entry.key())
                .filter(Keys::isShared)
                .collect(Collectors.toSet());
    }

    /** Reads what came from another node, or this one. */
    private void read(Frame frame) {
        if (frame.kind().isOfNodes()) {
            exchange.read(frame);
        } else {
            messages.deliver(frame);
        }
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
                    owner.gained(before, after, reason);
                } else if (!after.isSameGrant(before) && !isAskedFor(reason)) {
                    member.tell(new Op.End(
                            after.worker(), Reason.LEFT.word())); // it has ended, or never was: others may have it
                }
            }
            watches.changed(new ClusterChange(name, before, after, reason));
        }

        /** Tells whether a worker's own call got it a name: its end comes after that call by itself. */
        private boolean isAskedFor(Reason reason) {
            return reason.equals(Reason.REGISTERED) || reason.equals(Reason.TAKEN);
        }

        @Override
        public void published(SharedKey key, Node node, Share before, Share after) {}

        @Override
        public void came(Node node) {
            nodes.came(node);
        }

        @Override
        public void went(Node node) {
            nodes.went(node);
            exchange.went(node);
        }

        @Override
        public void sees(Set<Incarnation> seen) {
            exchange.sees(seen);
        }

        @Override
        public void lost() {
            post.inbox().clear();
            exchange.lost();
            owners.values().forEach(ClusterOwner::lostAll);
        }

        @Override
        public void joined() {
            nodes.takenIn(member.table().sessions());
            republish();
        }

        @Override
        public void suspended(@Nullable String why) {
            nodes.suspended(why);
            owners.values().forEach(owner -> owner.suspended(why));
            tellReady();
        }

        @Override
        public void stopped(String why) {
            watches.close(why);
            exchange.close(why);
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
            post.received(message);
        }

        @Override
        public void caughtUp(Table table) {
            owners.values().forEach(owner -> owner.caughtUp(table));
            Node me = member.me();
            Session mine = me == null ? null : table.session(me.session());
            if (mine != null) {
                mine.doomed().forEach(this::end);
            }
        }

        /** Ends a worker that a take-over was to end while this node was behind. */
        private void end(long worker) {
            ClusterOwner<T> owner = owners.get(worker);
            if (owner != null) {
                owner.displaced();
            } else {
                member.tell(new Op.End(worker, Reason.TAKEN.word()));
            }
        }

        @Override
        public void applied(long stamp) {
            post.inbox().applied(stamp);
        }
    }
}
