package io.rollcall.server;

import io.netty.channel.ChannelHandler;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.rollcall.registry.Registry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A line server: it listens, starts a {@linkplain Worker worker} for each connection, registers it, and casts each line
 * to it. Any number of servers run side by side in one JVM. A server starts and stops once; safe for use by any thread.
 *
 * @since 0.1
 */
public final class LineServer implements AutoCloseable {
    /** Operators at a time. */
    private static final int MOST_OPERATORS = 16;

    private final ServerOptions options;
    private final Wiring wiring;
    private final ServerEvents events;
    private final @Nullable Tls tls;
    private final Registry<Connection> registry;
    private final StallWatch stallWatch;
    private final @Nullable WorkerPool workerPool;
    private final SecretThreads secretThreads = new SecretThreads();
    private final Access access;
    private final WorkerSupervisor supervisor;
    /** How to stop what was started, the last started first. */
    private final Deque<Runnable> stops = new ArrayDeque<>();

    private volatile @Nullable Listener listener;
    private @Nullable Door door; // guarded by this
    private volatile @Nullable Path control;
    private volatile @Nullable InetSocketAddress observer;
    private boolean drained = true;
    private volatile ServerStatus status = ServerStatus.NEW;

    private LineServer(
            ServerOptions options,
            WorkerFactory factory,
            ServerEvents events,
            Wiring wiring,
            @Nullable Tls tls,
            @Nullable Credentials credentials) {
        this.wiring = wiring;
        this.tls = tls;
        this.options = Objects.requireNonNull(options, "options");
        Objects.requireNonNull(factory, "factory");
        this.events = events;
        this.registry = Registry.<Connection>builder()
                .maxEntries(options.limits().intOf(Limit.ENTRIES), Lease.OWN_ENTRIES)
                .build();
        this.stallWatch = new StallWatch(events);
        this.workerPool = options.workerThreads() == WorkerThreads.POOL ? new WorkerPool() : null;
        this.access = new Access(credentials, secretThreads, events);
        this.supervisor = new WorkerSupervisor(options, registry, factory, workerPool, stallWatch, events, access);
        supervisor.onDrainAsked(() -> new Thread(this::stop, "line-drain").start());
        stops.push(registry::close);
    }

    /**
     * Makes a server that is not yet started.
     *
     * @param options how it is to run
     * @param factory makes the worker of each connection
     * @return a new server
     */
    public static LineServer create(ServerOptions options, WorkerFactory factory) {
        return create(options, factory, new ServerEvents());
    }

    /** Makes a server that tells what happens to the given events. */
    static LineServer create(ServerOptions options, WorkerFactory factory, ServerEvents events) {
        return create(options, factory, events, Wiring.NONE);
    }

    /** Makes a server with more around it than its line sockets. */
    static LineServer create(ServerOptions options, WorkerFactory factory, ServerEvents events, Wiring wiring) {
        return create(options, factory, events, wiring, null);
    }

    /** Makes a server whose port speaks TLS, unless that is null; a unix-domain socket does not. */
    static LineServer create(
            ServerOptions options, WorkerFactory factory, ServerEvents events, Wiring wiring, @Nullable Tls tls) {
        return create(options, factory, events, wiring, tls, null);
    }

    /** Makes a server that lets in only whom these credentials name, unless they are null. */
    static LineServer create(
            ServerOptions options,
            WorkerFactory factory,
            ServerEvents events,
            Wiring wiring,
            @Nullable Tls tls,
            @Nullable Credentials credentials) {
        return new LineServer(options, factory, events, wiring, tls, credentials);
    }

    /**
     * Has other limits and credentials hold from now on. Whoever is in and may do less than before is ended.
     *
     * @param changed credentials; null to leave them as they are
     */
    synchronized void change(Limits limits, @Nullable Credentials changed) {
        supervisor.change(limits);
        Door present = door;
        if (present != null) {
            present.change(limits, Descriptors.connections(limits.get(Limit.CONNECTIONS), Descriptors.most()));
        }
        if (changed != null) {
            access.change(changed);
            supervisor.reviewAccess();
        }
    }

    /** Tells whether one has to show who one is. */
    boolean hasCredentials() {
        return access.isOn();
    }

    /**
     * Starts the server and returns once it is bound; if it cannot, whatever it took is given back.
     *
     * @return this
     * @throws IOException if the address cannot be bound
     * @throws IllegalStateException if it was started or closed before, or its transport is not available
     */
    public synchronized LineServer start() throws IOException {
        if (status != ServerStatus.NEW) {
            throw new IllegalStateException("a server starts once; this one is " + status);
        }
        status = ServerStatus.STARTING;
        try {
            startParts();
        } catch (IOException | RuntimeException failed) {
            stopParts();
            throw failed;
        }
        status = ServerStatus.STARTED;
        return this;
    }

    /** The start order; a stop is its exact reverse. */
    private void startParts() throws IOException {
        Transport transport = options.transport().resolve();
        if (workerPool != null) {
            stops.push(workerPool::stop);
        }
        stops.push(supervisor.queries()::stop);
        stops.push(secretThreads::stop);
        stallWatch.start();
        stops.push(stallWatch::stop);
        if (wiring.cluster() != null) {
            enterCluster(wiring.cluster());
        }
        Showing showing = wiring.observing() == null ? null : new Showing(this, wiring.observing(), events);
        if (showing != null) {
            stops.push(showing::stop); // first, as a drain is to be seen
        }
        EventLoopGroup io = loops("line-io", options.ioThreads(), transport);
        EventLoopGroup acceptor = loops("line-acceptor", 1, transport);
        stops.push(() -> drained = supervisor.drain(options.drain(), io));
        Door linesDoor = door(io);
        door = linesDoor;
        ChannelHandler lines = new LinePipeline(supervisor);
        Listeners listeners = new Listeners(acceptor, io, transport, linesDoor, lines, events);
        Listeners ports = tls == null
                ? listeners
                : new Listeners(acceptor, io, transport, linesDoor, tls.before(lines, events), events);
        InheritedSocket inherited = InheritedSocket.of(wiring.environment());
        Listener bound = inherited != null ? ports.listen(inherited) : ports.listen(options.host(), options.port());
        listener = bound;
        stops.push(bound::stop);
        if (options.unix() != null) {
            stops.push(listeners.listen(options.unix())::stop);
        }
        if (wiring.control() != null) {
            listenForOperators(listeners, wiring.control(), io);
        }
        if (showing != null) {
            observer = showing.start(supervisor, io);
        }
    }

    /** Before anybody can connect; and what connections held is given up before it is left. */
    private void enterCluster(ClusterSettings settings) throws IOException {
        Nodes nodes = new Nodes(settings, supervisor);
        try {
            nodes.start();
        } catch (IOException failed) {
            throw new ClusterEntryException(settings, failed);
        }
        supervisor.setNodes(nodes);
        stops.push(nodes::close);
    }

    private void listenForOperators(Listeners listeners, ControlSocket socket, EventLoopGroup io) throws IOException {
        Path path = socket.path(port());
        try {
            socket.makeDirectory();
            SocketFile.check("control", path);
        } catch (IOException | IllegalArgumentException unfit) { // nobody asked for this place
            events.controlUnavailable(path, unfit);
            return;
        }
        Limits limits = options.limits();
        Admission few = new Admission(limits, MOST_OPERATORS, supervisor.limitCounts(), events, System::nanoTime);
        Door door = new Door(few, limits, Descriptors.most(), io, events, System::nanoTime, ProxyPeers.NONE);
        stops.push(listeners.control(path, door)::stop);
        control = path;
    }

    /** Returns which servers this one is a cluster with; null for none. */
    @Nullable Nodes nodes() {
        return supervisor.nodes();
    }

    /** Returns how many connections there are. */
    int connections() {
        return supervisor.connections();
    }

    /** Returns where operators connect; null for nowhere. */
    @Nullable Path control() {
        return control;
    }

    /** Sets what is done when the other nodes refuse this one after its start; nothing is, if it is not set. */
    void onNodeRefused(Runnable action) {
        supervisor.onNodeRefused(action);
    }

    /** Sets what is done when an operator asks the server to stop, in place of a stop on a thread of its own. */
    void onDrainAsked(Runnable action) {
        supervisor.onDrainAsked(action);
    }

    /** Returns where the observer listens; null for nowhere. */
    @Nullable InetSocketAddress observer() {
        return observer;
    }

    private Door door(EventLoopGroup io) {
        long wanted = options.limits().get(Limit.CONNECTIONS);
        long descriptors = Descriptors.most();
        long most = Descriptors.connections(wanted, descriptors);
        if (most < wanted) {
            events.connectionsLowered(wanted, most, descriptors);
        }
        Limits limits = options.limits();
        Admission admission = new Admission(limits, most, supervisor.limitCounts(), events, System::nanoTime);
        return new Door(admission, limits, descriptors, io, events, System::nanoTime, wiring.proxies());
    }

    private EventLoopGroup loops(String name, int threads, Transport transport) {
        LoopThreads loopThreads = new LoopThreads(name);
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(threads, loopThreads, transport.ioHandler());
        stops.push(() -> {
            loopThreads.mayEnd();
            var stopped = loops.shutdownGracefully(0, options.drain().toMillis(), TimeUnit.MILLISECONDS);
            if (!stopped.awaitUninterruptibly(WorkerSupervisor.CLOSE_SECONDS, TimeUnit.SECONDS)) {
                loopThreads.interrupt();
                stopped.awaitUninterruptibly(WorkerSupervisor.CLOSE_SECONDS, TimeUnit.SECONDS);
            }
        });
        Heartbeat.start(loops);
        return loops;
    }

    /**
     * Stops the server: closes its listener, says good-bye, finishes accepted lines, flushes, closes, and gives
     * everything back; after {@link ServerOptions#drain()} it closes what has not finished, and interrupts workers that
     * still run; one that keeps an event loop even so is left behind after three seconds more. Idempotent, also before
     * a start; returns when all is done. Not to be called on an event loop.
     */
    @Override
    public void close() {
        stop();
    }

    /**
     * Stops the server as {@link #close()} does.
     *
     * @return true if every connection finished in time
     */
    public synchronized boolean stop() {
        if (status != ServerStatus.STOPPED) {
            status = ServerStatus.STOPPING;
            stopParts();
            events.stopped();
        }
        return drained;
    }

    private void stopParts() {
        while (!stops.isEmpty()) {
            stops.pop().run();
        }
        status = ServerStatus.STOPPED;
    }

    /**
     * Returns the address that is really bound.
     *
     * @return address and port
     * @throws IllegalStateException if the server was not started
     */
    public InetSocketAddress address() {
        Listener present = listener; // no lock, as a worker may ask while the server stops
        if (present == null || !(present.address() instanceof InetSocketAddress bound)) {
            throw new IllegalStateException("no address is bound; the server is " + status);
        }
        return bound;
    }

    /**
     * Returns the port that is really bound.
     *
     * @return 1 to 65535
     * @throws IllegalStateException if the server was not started
     */
    public int port() {
        return address().getPort();
    }

    /**
     * Returns the registry in which connections are found, and what they registered. It is closed with the server.
     *
     * @return this server's own registry
     */
    public Registry<Connection> registry() {
        return registry;
    }

    /**
     * Returns what makes a channel one of this server's connections. It needs no start and no thread, so that a worker
     * can be tested in a {@link io.netty.channel.embedded.EmbeddedChannel}; give each of those an id of its own.
     * A handler that is added behind it does not see what is written; one in front of it does.
     *
     * @return the initializer of the whole pipeline
     */
    public ChannelHandler pipeline() {
        return new LinePipeline(supervisor);
    }

    /**
     * Tells where the server is in its life.
     *
     * @return the status; it may have changed when this returns
     */
    public ServerStatus status() {
        return status;
    }

    /**
     * Returns the options it was made with.
     *
     * @return the options
     */
    public ServerOptions options() {
        return options;
    }
}
