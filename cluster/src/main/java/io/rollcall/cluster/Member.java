package io.rollcall.cluster;

import io.rollcall.registry.Name;
import io.rollcall.registry.Reason;
import io.rollcall.registry.SharedKey;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This node's part in the agreement: it keeps the table, has itself taken in, sends what is asked of it in numbered
 * batches until they are answered, and suspends itself. It knows of no subject and no callback.
 *
 * <p>Safe for use by any thread. One lock guards everything but what the table and the overlay show; under it neither the
 * engine nor any user is called: what is to be done goes into one of two queues, which are run once it is free.
 */
final class Member implements Engine.Replica, TableListener {
    static final long TICK_MILLIS = 250;
    static final int MAX_WAITING = 16_384;

    private static final long RETRY = TimeUnit.SECONDS.toNanos(1);
    private static final long MOST_LEADERLESS = TimeUnit.SECONDS.toNanos(5);
    /** How often the node makes sure that an entry of its own still comes back, and how old the last that did may be. */
    private static final long LISTEN = TimeUnit.SECONDS.toNanos(2);

    private static final long MOST_UNHEARD = TimeUnit.SECONDS.toNanos(8);

    /** What stands above; called with the lock held, in the order in which things happened. */
    interface Upper {
        /** Tells of a name, after the answers to ops of the same entry. */
        void changed(Name name, @Nullable Holding before, @Nullable Holding after, Reason reason, boolean ends);

        /** Tells of a shared key. */
        void published(SharedKey key, Node node, Share before, Share after);

        /** Tells that the table came whole, after all that differs was told: what came and went meanwhile was not. */
        void caughtUp(Table table);

        /** Tells that an entry was applied, and the last number given by then. */
        void applied(long stamp);

        /** Tells that a run of a node is taken in, be it this one's. */
        void came(Node node);

        /** Tells that a run of a node is over; what it had has gone before. */
        void went(Node node);

        /** Tells which processes this one sees now. */
        void sees(Set<Incarnation> members);

        /** Tells that this node's run is over, and all that it had is gone. */
        void lost();

        /** Tells that this node is taken in; its shares are to be published. */
        void joined();

        /** Tells that it is suspended, and why; or with null that it is no more. */
        void suspended(@Nullable String why);

        /** Tells that this node has stopped for good, and why. */
        void stopped(String why);

        /** Says how much this node has of a shared key now. */
        Share share(SharedKey key);

        /** Takes a message of another process; called without the lock, and before {@link Member#settle}. */
        void received(byte[] message);
    }

    private final Object lock = new Object();
    private final Engine engine;
    private final Upper upper;
    private final LongSupplier ticker;
    private final Callbacks callbacks;
    private final Callbacks proposals;
    private final Suspension suspension;
    private final Purger purger = new Purger(RETRY);
    private final Window window = new Window();
    private final Overlay overlay = new Overlay();
    private final List<Runnable> changes = new ArrayList<>();
    private final Map<SharedKey, List<Request>> dirty = new LinkedHashMap<>();
    private final Set<Request> publishing = new HashSet<>();
    private volatile Table table = new Table(this);
    private volatile Engine.Status status = Engine.Status.ALONE;
    private volatile @Nullable Node me;
    private volatile @Nullable String closed;
    private long nonce = 1;
    private long joinAsked;
    private boolean joinEverAsked;
    private long checkAsked = -1;
    private long checkAskedAt;
    /** When the last entry of this node's that came back was asked for, and whether another is under way. */
    private long heard;

    private boolean listening;
    private long listened;
    private long listenedAt;
    private long leaderSeen;
    private @Nullable Incarnation lastLeader;
    private Set<Incarnation> seen = Set.of();

    Member(Engine engine, Upper upper, LongSupplier ticker, long mostStill, Callbacks callbacks, Callbacks proposals) {
        this.engine = engine;
        this.upper = upper;
        this.ticker = ticker;
        this.callbacks = callbacks;
        this.proposals = proposals;
        this.suspension = new Suspension(ticker, mostStill);
        this.leaderSeen = ticker.getAsLong();
    }

    /** Guards what stands above, too. */
    Object lock() {
        return lock;
    }

    /** Runs something with the lock held, and then what that left to be done. */
    void locked(Runnable action) {
        synchronized (lock) {
            action.run();
        }
        settle();
    }

    /** Finds something with the lock held, and then runs what that left to be done. */
    <R> R found(Supplier<R> finding) {
        R found;
        synchronized (lock) {
            found = finding.get();
        }
        settle();
        return found;
    }

    /** Runs what is left to be done, unless the lock is held: then whoever took it first does. */
    void settle() {
        if (Thread.holdsLock(lock)) {
            return;
        }
        proposals.submit();
        callbacks.submit();
    }

    /** The configured id of this node. */
    String id() {
        return engine.self().node();
    }

    /** This run of this node; null while it is not taken in. */
    @Nullable Node me() {
        return me;
    }

    /** Why this node may not act as an owner; null if it may. */
    @Nullable String suspended() {
        String over = closed;
        return over != null ? over : suspension.why();
    }

    /** Why this node has stopped for good; null if it has not. */
    @Nullable String stopped() {
        return closed;
    }

    @Nullable Holding find(Name name) {
        return overlay.find(name, table);
    }

    /**
     * Lists names in the order of their texts, as {@link #find} shows each; takes no lock.
     *
     * @param after the text after which to begin; null for the first
     */
    List<Holding> names(String prefix, @Nullable String after, int max, Predicate<? super Holding> which) {
        NavigableMap<String, Holding> page = new TreeMap<>();
        for (Holding ahead : overlay.holdings()) { // few, and mostly none
            String text = Keys.text(ahead.name());
            if (text.startsWith(prefix) && (after == null || text.compareTo(after) > 0) && which.test(ahead)) {
                page.put(text, ahead);
            }
        }
        Table now = table;
        Iterable<Holding> rest = after == null || after.compareTo(prefix) < 0
                ? now.holdingsFrom(prefix, true)
                : now.holdingsFrom(after, false);
        int left = max;
        for (Holding each : rest) {
            String text = Keys.text(each.name());
            if (left == 0 || !text.startsWith(prefix)) {
                break;
            }
            Holding holding = find(each.name());
            if (holding != null && which.test(holding)) {
                page.put(text, holding);
                left--;
            }
        }
        return page.values().stream().limit(max).toList();
    }

    Table table() {
        return table;
    }

    /** Why this node has stopped; null if it has not. */
    @Nullable String closed() {
        return closed;
    }

    /** Asks for an op in a worker's name, with the lock held; it is refused while the node is suspended. */
    void ask(Op op, Request.Reply reply, long timeoutNanos) {
        String over = closed;
        String why = suspension.why();
        if (over != null) {
            reply.completed(null, new ClusterClosedException(over));
        } else if (why != null) {
            reply.completed(null, new SuspendedException(why));
        } else if (window.size() >= MAX_WAITING) {
            reply.completed(null, new SuspendedException(MAX_WAITING + " calls wait already"));
        } else {
            window.add(new Request(op, reply, ticker.getAsLong() + timeoutNanos));
            flush();
        }
    }

    /** Asks for an op that no one waits for, with the lock held; it is tried for as long as this run lasts. */
    void tell(Op op) {
        if (me != null && closed == null) {
            window.add(new Request(op, null, Long.MAX_VALUE));
            flush();
        }
    }

    /** Has what the node has of a shared key published, with the lock held; also after a suspension, unlike the reply. */
    void publish(SharedKey key, Request.@Nullable Reply reply, long timeoutNanos) {
        String over = closed;
        String why = suspension.why();
        if (reply != null && over != null) {
            reply.completed(null, new ClusterClosedException(over));
        } else if (reply != null && why != null) {
            reply.completed(null, new SuspendedException(why));
        }
        if (over == null) {
            List<Request> waiting = dirty.computeIfAbsent(key, any -> new ArrayList<>());
            if (reply != null && why == null) {
                waiting.add(new Request(new Op.Publish(key, Share.NONE), reply, ticker.getAsLong() + timeoutNanos));
            }
            flush();
        }
    }

    /** Looks at the time; to be called each {@value #TICK_MILLIS} ms. */
    void tick() {
        status = engine.status(); // before the lock: an engine that tells of a change may hold one of its own
        locked(() -> {
            if (closed == null) {
                long now = ticker.getAsLong();
                if (suspension.tick(now)) {
                    upper.suspended(suspension.why());
                }
                expire(now);
                window.proposedBefore(now - RETRY).forEach(this::propose);
                look(now);
                listen(now);
                flush();
            }
        });
    }

    @Override
    public void statusChanged() {
        status = engine.status();
        locked(() -> {
            if (closed == null) {
                long now = ticker.getAsLong();
                look(now);
            }
        });
    }

    @Override
    public void failed(String why) {
        locked(() -> stop(why));
    }

    /** Does what the engine's status asks for. */
    private void look(long now) {
        Engine.Status status = this.status;
        if (!status.members().equals(seen)) {
            seen = status.members();
            upper.sees(seen);
        }
        if (status.leader() != null) {
            leaderSeen = now;
            if (!status.leader().equals(lastLeader)) { // what was on its way to the last one may be lost
                lastLeader = status.leader();
                joinEverAsked = false;
                window.proposedBefore(now).forEach(this::propose);
            }
        }
        if (!status.hasMajority()) {
            suspend("it sees no majority");
        } else if (now - leaderSeen > MOST_LEADERLESS) {
            suspend("nobody leads");
        } else if (me == null) {
            join(now);
        } else if (suspension.why() != null && checkAsked != suspension.number()) {
            checkAsked = suspension.number();
            checkAskedAt = now;
            tell(new Op.Check(checkAsked));
        }
        if (status.hasMajority() && engine.self().equals(status.leader())) { // or what it proposes might commit late
            List<Long> over = purger.over(table.sessions(), status.members(), now);
            if (!over.isEmpty()) {
                byte[] entry = new Command.Purge(over).bytes();
                proposals.add(() -> engine.propose(entry));
            }
        } else {
            purger.rest();
        }
    }

    /**
     * Makes sure that this node is heard and hears. What it sees does not tell that: two nodes that do not hear each other
     * may both be seen by a third, and one of them may lead, or have the others take this one for dead.
     */
    private void listen(long now) {
        if (me == null || suspension.why() != null) {
            return;
        }
        if (now - heard > MOST_UNHEARD) {
            suspend("what it asks for is not answered");
        } else if (!listening && now - heard >= LISTEN) {
            listening = true;
            listenedAt = now;
            tell(new Op.Check(- ++listened)); // those of a suspension have positive numbers
        }
    }

    private void suspend(String why) {
        if (suspension.suspend(why)) {
            upper.suspended(why);
        }
    }

    private void join(long now) {
        if (!joinEverAsked || now - joinAsked >= RETRY) {
            joinEverAsked = true;
            joinAsked = now;
            byte[] entry = new Command.Join(engine.self(), nonce).bytes();
            proposals.add(() -> engine.propose(entry));
        }
    }

    private void flush() {
        Node now = me;
        while (now != null && closed == null && window.hasRoom()) {
            Iterator<Map.Entry<SharedKey, List<Request>>> keys =
                    dirty.entrySet().iterator();
            while (window.size() < Window.MAX_OPS && keys.hasNext()) {
                var next = keys.next();
                keys.remove();
                window.add(published(next.getKey(), next.getValue()));
            }
            Window.Sent batch = window.next(now, ticker.getAsLong());
            if (batch == null) {
                return;
            }
            propose(batch);
        }
    }

    /** Makes one op for all who wait for a key to be published; each of them still times out by itself. */
    private Request published(SharedKey key, List<Request> asking) {
        publishing.addAll(asking);
        Request.Reply reply = (answer, failure) -> {
            for (Request each : asking) {
                if (answer != null) {
                    each.complete(answer);
                } else if (failure != null) {
                    each.fail(failure);
                }
            }
            publishing.removeAll(asking);
        };
        return new Request(new Op.Publish(key, upper.share(key)), reply, Long.MAX_VALUE);
    }

    private void expire(long now) {
        window.expire(now);
        Consumer<Request> late = request -> {
            if (request.isOver(now)) {
                request.fail(new OutcomeUnknownException("nobody answered in time"));
            }
        };
        publishing.forEach(late);
        dirty.values().forEach(asking -> asking.forEach(late));
    }

    private void propose(Window.Sent batch) {
        Node asking = Objects.requireNonNull(me, "only who is taken in has batches");
        batch.proposed = ticker.getAsLong();
        batch.early = false;
        proposals.add(() -> engine.propose(batch.entry).whenComplete((bytes, error) -> {
            if (bytes != null) {
                answered(asking, batch.serial, bytes);
            }
        })); // a failure is nothing known, and the batch proposed again
    }

    /** Hears what somebody who applied the batch answers; that may be before it is applied here. */
    private void answered(Node asking, long serial, byte[] bytes) {
        Outcome outcome = Outcome.of(bytes);
        locked(() -> {
            if (!asking.equals(me)) {
                return;
            }
            if (outcome.kind() == Outcome.Kind.APPLIED) {
                complete(serial, outcome, true);
            } else if (outcome.kind() == Outcome.Kind.FENCED) {
                over();
            } else if (outcome.kind() == Outcome.Kind.EARLY) {
                window.refusedAsEarly(serial).forEach(this::propose);
            }
        });
    }

    private void complete(long serial, Outcome outcome, boolean ahead) {
        Window.Sent batch = window.answered(serial);
        if (batch != null) {
            for (int i = 0; i < batch.requests.size(); i++) {
                Request request = batch.requests.get(i);
                Answer answer = outcome.answers().get(i);
                if (ahead) {
                    overlay.note(request.op(), answer, serial, table);
                }
                request.complete(answer);
            }
            window.heldUpBy(serial).forEach(this::propose);
            flush();
        }
    }

    @Override
    public byte[] apply(byte[] entry) {
        byte[] answer;
        synchronized (lock) {
            String over = closed;
            if (over != null) {
                throw new IllegalStateException(over);
            }
            try {
                Command command = Command.of(entry);
                answer = command.apply(table);
                if (command instanceof Command.Batch batch) {
                    appliedHere(batch, answer);
                }
            } catch (RuntimeException unknown) { // others may have applied it: this table is not theirs any more
                stop(unknown.toString());
                throw unknown;
            }
            told();
        }
        settle();
        return answer;
    }

    private void appliedHere(Command.Batch batch, byte[] answer) {
        Node now = me;
        if (now == null || batch.session() != now.session()) {
            return;
        }
        Outcome outcome = Outcome.of(answer);
        if (outcome.kind() == Outcome.Kind.APPLIED) {
            complete(batch.serial(), outcome, false);
            overlay.applied(batch.serial());
            for (Op op : batch.ops()) {
                if (op instanceof Op.Check check) {
                    checked(check.number());
                }
            }
        }
    }

    private void checked(long number) {
        if (number == -listened) {
            listening = false;
            heard = listenedAt;
        } else if (ticker.getAsLong() - checkAskedAt > MOST_UNHEARD) {
            checkAsked = -1; // it tells of a time that is long over: another is asked for
        } else if (suspension.resume(number)) {
            listening = false;
            heard = checkAskedAt;
            upper.suspended(null);
        }
    }

    /** Tells what the entry changed, now that its answers are known. */
    private void told() {
        List<Runnable> now = List.copyOf(changes);
        changes.clear();
        now.forEach(Runnable::run);
        upper.applied(table.stamp());
    }

    @Override
    public void changed(Name name, @Nullable Holding before, @Nullable Holding after, Reason reason, boolean ends) {
        changes.add(() -> upper.changed(name, before, after, reason, ends));
    }

    @Override
    public void published(SharedKey key, Node node, Share before, Share after) {
        changes.add(() -> upper.published(key, node, before, after));
    }

    @Override
    public void joined(Session session) {
        changes.add(() -> upper.came(session.node()));
        if (session.incarnation().equals(engine.self()) && session.nonce() == nonce) {
            changes.add(() -> takenIn(session));
        }
    }

    private void takenIn(Session session) {
        me = session.node();
        upper.joined();
        look(ticker.getAsLong());
        flush();
    }

    @Override
    public void purged(Session session) {
        if (session.node().equals(me)) {
            changes.add(this::over);
        }
        changes.add(() -> upper.went(session.node()));
    }

    /** This run is over: nothing of it stands, and another begins. */
    private void over() {
        me = null;
        nonce++;
        joinEverAsked = false;
        forget(new OutcomeUnknownException("the others took this node for dead, and what it had is gone"));
        suspend("the others took it for dead");
        upper.lost();
        look(ticker.getAsLong());
    }

    @Override
    public void write(DataOutput out) throws IOException {
        synchronized (lock) {
            String over = closed;
            if (over != null) { // it may lack what others have applied
                throw new IOException(over);
            }
            Snapshots.write(table, out);
        }
    }

    @Override
    public void read(DataInput in) throws IOException {
        synchronized (lock) {
            try {
                Table before = table;
                table = Snapshots.read(in, this);
                new Difference(before, table).tell(this);
                reunite();
                changes.add(() -> upper.caughtUp(table));
            } catch (RuntimeException unknown) {
                stop(unknown.toString());
                throw unknown;
            }
            told();
        }
        settle();
    }

    /** Finds this node in a table that came whole. */
    private void reunite() {
        Node now = me;
        Session mine = now == null ? null : table.session(now.session());
        if (mine != null) { // else it was told of with the difference
            for (long serial : window.serials()) {
                byte[] answer = mine.answer(serial);
                if (answer != null) {
                    complete(serial, Outcome.of(answer), false);
                }
            }
            overlay.applied(mine.serial());
            suspend("it fell behind");
        }
    }

    @Override
    public void received(Incarnation from, byte[] message, boolean more) {
        try {
            upper.received(message);
        } finally {
            if (!more) {
                settle();
            }
        }
    }

    /** Stops for good, with the lock held: what waits fails. */
    void stop(String why) {
        if (closed == null) {
            closed = why;
            forget(new OutcomeUnknownException("this node was closed"));
            upper.suspended(why);
            upper.stopped(why);
        }
    }

    private void forget(ClusterException why) {
        List<Request> asking = new ArrayList<>();
        dirty.values().forEach(asking::addAll);
        dirty.clear();
        window.reset(why);
        asking.forEach(request -> request.fail(why));
        overlay.clear();
    }

    /** Queues what is to run once the lock is free, with the lock held, or before {@link #settle}. */
    void later(Runnable callback) {
        callbacks.add(callback);
    }
}
