package io.rollcall.server;

import io.netty.channel.Channel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.rollcall.registry.Name;
import io.rollcall.registry.Registry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Starts a session for each channel, knows them all, and has them finish when the server stops. */
final class WorkerSupervisor {
    /** How long a stop waits for what takes no time, unless a worker blocks the event loop that is to do it. */
    static final long CLOSE_SECONDS = 1;

    /** So often a name goes from one living holder to another before one has to wait, twice as long each time. */
    private static final int FREE_TAKEOVERS = 3;

    private static final long MOST_HOLD_OFF = 30;
    private static final long TAKEOVER_MEMORY = 120;
    private static final int MOST_TAKEN_NAMES = 4096;

    private final ServerOptions options;
    private final Registry<Connection> registry;
    private final WorkerFactory factory;
    private volatile Commands commands;
    /** There are always commands for operators. */
    private volatile Commands controlCommands = new Commands(true, List.of());

    private final @Nullable Executor workerThreads;
    private final StallWatch stallWatch;
    private final ServerEvents events;
    private final OutputBudget outputBudget;
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final LimitCounts limitCounts = new LimitCounts();
    private final InputBudget input;
    private final AtomicLong numbers = new AtomicLong();
    /** Connections without an owner, which live on for what they watch and wait for. */
    private final Map<String, Session> streams = new ConcurrentHashMap<>();

    private final QueryThread queries = new QueryThread();
    private final Access access;
    private final BackOff<Name> takeovers =
            new BackOff<>(FREE_TAKEOVERS, MOST_HOLD_OFF, TAKEOVER_MEMORY, MOST_TAKEN_NAMES);
    private final Info info;
    /** Null where this is the only one. */
    private volatile @Nullable Nodes nodes;

    private volatile Limits limits;
    private volatile Quotas quotas;
    /** Watches that nobody who asks has opened. */
    private volatile int ownWatches;

    private volatile boolean draining;
    private volatile Runnable onDrainAsked = () -> {};
    private volatile Runnable onNodeRefused = () -> {};

    /** Makes one that lets everybody in. */
    WorkerSupervisor(
            ServerOptions options,
            Registry<Connection> registry,
            WorkerFactory factory,
            @Nullable Executor workerThreads,
            StallWatch stallWatch,
            ServerEvents events) {
        this(options, registry, factory, workerThreads, stallWatch, events, new Access(null, Runnable::run, events));
    }

    WorkerSupervisor(
            ServerOptions options,
            Registry<Connection> registry,
            WorkerFactory factory,
            @Nullable Executor workerThreads,
            StallWatch stallWatch,
            ServerEvents events,
            Access access) {
        this.options = options;
        this.limits = options.limits();
        this.quotas = Quotas.of(limits);
        this.access = access;
        this.registry = registry;
        this.input = new InputBudget(options.limits().get(Limit.INPUT_TOTAL), limitCounts);
        this.factory = factory;
        this.outputBudget = new OutputBudget(options.limits(), limitCounts);
        this.commands = new Commands(options.commands(), List.of());
        this.workerThreads = workerThreads;
        this.stallWatch = stallWatch;
        this.events = events;
        this.info = new Info(this);
    }

    /** Makes a channel's session; its owner has joined when this returns. */
    Session join(Channel channel) {
        Nodes present = nodes;
        ConnectionId id = new ConnectionId(present == null ? "" : present.id(), numbers.incrementAndGet());
        return new Session(channel, Name.of(id.toString()), this);
    }

    /** Has what connections hold agreed upon with other nodes; before the first connection. */
    void setNodes(Nodes cluster) {
        nodes = cluster;
        List<Command> across = NodeCommands.all();
        commands = new Commands(options.commands(), across);
        controlCommands = new Commands(true, across);
        info.setNodes(cluster);
    }

    /** The servers that are one cluster with this one; null where this is the only one. */
    @Nullable Nodes nodes() {
        return nodes;
    }

    /** Notes a session that listens for its channel's close already, as it must be the first to hear of it. */
    void opened(Session session) {
        channels.add(session.channel());
        events.connectionOpened(session);
    }

    /**
     * Lets every connection finish its accepted lines, and closes those that have not when the time is over. Nobody may be
     * accepted any more.
     *
     * @param loops those that connections are on, or will be on once they have got there
     * @return true if all had finished by themselves
     */
    boolean drain(Duration within, Iterable<EventExecutor> loops) {
        long deadline = System.nanoTime() + within.toNanos();
        draining = true;
        if (!channels.isEmpty()) {
            events.draining(channels.size());
        }
        registry.forEach(Connection.SOCKET_LISTENER, connection -> ((Session) connection).drain());
        streams.values().forEach(Session::drain);
        for (EventExecutor loop : loops) { // who was accepted just now begins there, and drains by itself
            await(loop.submit(() -> {}), deadline);
        }
        boolean finished = await(channels.newCloseFuture(), deadline);
        if (!finished) {
            events.drainTimedOut(channels.size());
            channels.close().awaitUninterruptibly(CLOSE_SECONDS, TimeUnit.SECONDS);
        }
        return finished;
    }

    private static boolean await(Future<?> future, long deadline) {
        return future.awaitUninterruptibly(Math.max(0, deadline - System.nanoTime()), TimeUnit.NANOSECONDS);
    }

    /** Connections that listen on though their input and their lease have ended. */
    Map<String, Session> streams() {
        return streams;
    }

    int connections() {
        return channels.size();
    }

    Access access() {
        return access;
    }

    /** Names that go from one living holder to another over and over. */
    BackOff<Name> takeovers() {
        return takeovers;
    }

    Limits limits() {
        return limits;
    }

    /** What a connection that comes now may hold. */
    Quotas quotas() {
        return quotas;
    }

    /** Has other limits hold from now on: what is bounded in all at once, what one connection has for those that come. */
    void change(Limits changed) {
        limits = changed;
        quotas = Quotas.of(changed);
        input.change(changed.get(Limit.INPUT_TOTAL));
        outputBudget.change(changed);
    }

    /** Looks again at who everybody is. */
    void reviewAccess() {
        registry.forEach(
                Connection.SOCKET_LISTENER,
                connection -> ((Session) connection).standing().review());
        streams.values().forEach(session -> session.standing().review());
    }

    Info info() {
        return info;
    }

    /** Where to look at all there is. */
    QueryThread queries() {
        return queries;
    }

    /** Returns how many watches the server itself has open. */
    int ownWatches() {
        return ownWatches + (nodes == null ? 0 : 1); // by which what is shared is counted on all nodes
    }

    void setOwnWatches(int watches) {
        ownWatches = watches;
    }

    boolean isDraining() {
        return draining;
    }

    ServerOptions options() {
        return options;
    }

    InputBudget input() {
        return input;
    }

    LimitCounts limitCounts() {
        return limitCounts;
    }

    Registry<Connection> registry() {
        return registry;
    }

    OutputBudget outputBudget() {
        return outputBudget;
    }

    WorkerFactory factory() {
        return factory;
    }

    Commands commands(boolean control) {
        return control ? controlCommands : commands;
    }

    /** Sets what happens when an operator asks the server to stop; it must not wait. */
    void onDrainAsked(Runnable action) {
        onDrainAsked = action;
    }

    /** Sets what happens when the other nodes refuse this one after its start; it must not wait. */
    void onNodeRefused(Runnable action) {
        onNodeRefused = action;
    }

    /** Has the server stop as one that failed. */
    void nodeRefused() {
        onNodeRefused.run();
    }

    /** Has the server drain and stop. */
    void askForDrain() {
        onDrainAsked.run();
    }

    /** Where workers run; null for the event loops. */
    @Nullable Executor workerThreads() {
        return workerThreads;
    }

    StallWatch stallWatch() {
        return stallWatch;
    }

    ServerEvents events() {
        return events;
    }
}
