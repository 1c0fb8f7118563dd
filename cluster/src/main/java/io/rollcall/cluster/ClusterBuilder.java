package io.rollcall.cluster;

import io.rollcall.registry.Owner;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registry;
import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.BiPredicate;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Makes cluster registries. Confined to the thread that uses it.
 *
 * @param <T> what the local registry looks up
 * @since 0.1
 */
public final class ClusterBuilder<T> {
    final Registry<T> local;
    final BiPredicate<? super T, byte[]> delivery;
    Duration timeout = Duration.ofSeconds(5);
    boolean sharing;
    BiFunction<Node, byte[], CompletionStage<byte[]>> answerer = (node, question) ->
            CompletableFuture.failedFuture(new UnsupportedOperationException("this node answers no questions"));
    BiConsumer<Node, byte[]> hearer = (node, note) -> {};
    NodesListener nodes = new NodesListener() {};
    private @Nullable Executor executor;
    private @Nullable ScheduledExecutorService timer;
    LongSupplier ticker = System::nanoTime;
    Duration mostStill = Duration.ofSeconds(3);
    private Consumer<Throwable> reporter =
            error -> LoggerFactory.getLogger(ClusterRegistry.class).error("callback-failed", error);

    ClusterBuilder(Registry<T> local, BiPredicate<? super T, byte[]> delivery) {
        this.local = Objects.requireNonNull(local, "local");
        this.delivery = Objects.requireNonNull(delivery, "delivery");
    }

    /**
     * Sets after what time a call that was not answered fails with {@link OutcomeUnknownException}.
     *
     * @param timeout positive, with a resolution of a quarter of a second; default: 5 s
     * @return this
     * @throws IllegalArgumentException if it is not positive
     */
    public ClusterBuilder<T> timeout(Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException("a time-out is positive, given was " + timeout);
        }
        this.timeout = timeout;
        return this;
    }

    /**
     * Sets where callbacks and completions run. The cluster registry never shuts it down.
     *
     * @param executor default: one daemon thread, which ends when idle
     * @return this
     */
    public ClusterBuilder<T> executor(Executor executor) {
        this.executor = Objects.requireNonNull(executor, "executor");
        return this;
    }

    /**
     * Sets who hears what callbacks throw. It may be called by any thread.
     *
     * @param reporter default: an error in the log
     * @return this
     */
    public ClusterBuilder<T> reporter(Consumer<Throwable> reporter) {
        this.reporter = Objects.requireNonNull(reporter, "reporter");
        return this;
    }

    /**
     * Shares the properties and counters of the local registry: what any of its owners has of them is counted across the
     * cluster, and what other nodes broadcast goes to its members. {@link ClusterOwner#register(Property, Object)} is then
     * {@link Owner#register(Property, Object)} on the local owner, whose publishing is waited for. Keys that are not made of
     * Strings stay local, as do names. Without this there are two of each key, a local one and a global one.
     *
     * @return this
     */
    public ClusterBuilder<T> sharing() {
        this.sharing = true;
        return this;
    }

    /**
     * Sets who answers what other nodes {@linkplain ClusterRegistry#ask ask} this one.
     *
     * @param answerer is given the run that asks and its question, on the executor, one question at a time; answers with a
     *     stage, which any thread may complete. If it fails, answers null or throws, who asked is told so, with its text
     * @return this
     */
    public ClusterBuilder<T> answering(BiFunction<Node, byte[], CompletionStage<byte[]>> answerer) {
        this.answerer = Objects.requireNonNull(answerer, "answerer");
        return this;
    }

    /**
     * Sets who hears what other nodes {@linkplain ClusterRegistry#tell tell} this one.
     *
     * @param hearer is given the run that tells and its note, on the executor, one note at a time
     * @return this
     */
    public ClusterBuilder<T> hearing(BiConsumer<Node, byte[]> hearer) {
        this.hearer = Objects.requireNonNull(hearer, "hearer");
        return this;
    }

    /**
     * Sets who hears of nodes that come and go, and whether this one may act.
     *
     * @param listener default: nobody
     * @return this
     */
    public ClusterBuilder<T> nodes(NodesListener listener) {
        this.nodes = Objects.requireNonNull(listener, "listener");
        return this;
    }

    /** Sets what measures time, and a monotonic reading of it in nanoseconds. */
    ClusterBuilder<T> time(ScheduledExecutorService timer, LongSupplier ticker) {
        this.timer = timer;
        this.ticker = ticker;
        return this;
    }

    /**
     * Starts the node: reads its log, finds the others, and returns. Blocks meanwhile, for some seconds where the others start
     * too; a voter whose folder is new goes on asking for the others after that. The node may not claim anything until a majority has taken it in: see {@link ClusterStatus#suspended()}.
     *
     * @param options which cluster, and where
     * @return a node, to be closed
     * @throws IOException if the node cannot listen, its folder is not its own or has lost its log, the key cannot be read,
     *     or the others refuse it
     */
    public ClusterRegistry<T> start(ClusterOptions options) throws IOException {
        return start(new JGroupsEngine(options));
    }

    /** Starts a node on an engine. */
    ClusterRegistry<T> start(Engine engine) throws IOException {
        Executor callbacks = executor == null ? thread("rollcall-cluster-callbacks") : executor;
        // a thread of its own: a proposal may wait for the network, and who commits one must not
        Executor proposer = timer == null ? thread("rollcall-cluster-proposals") : Runnable::run;
        Executor senders = timer == null ? threads("rollcall-cluster-send") : Runnable::run;
        ScheduledThreadPoolExecutor ownTimer = null;
        ScheduledExecutorService time = timer;
        if (time == null) {
            ownTimer = new ScheduledThreadPoolExecutor(1, named("rollcall-cluster-timer"));
            ownTimer.setRemoveOnCancelPolicy(true);
            time = ownTimer;
        }
        ClusterRegistry<T> registry = new ClusterRegistry<>(
                this, engine, new Callbacks(callbacks, reporter), new Callbacks(proposer, reporter), senders, time);
        registry.start(ownTimer);
        return registry;
    }

    /** One daemon thread, which ends when idle. */
    static Executor thread(String name) {
        ThreadPoolExecutor executor =
                new ThreadPoolExecutor(1, 1, 1, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), named(name));
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }

    /** As many daemon threads as there is to do at a time, which end when idle. */
    private static Executor threads(String name) {
        return new ThreadPoolExecutor(
                0, Integer.MAX_VALUE, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), named(name));
    }

    private static ThreadFactory named(String name) {
        return task -> {
            Thread thread = new Thread(task, name);
            thread.setDaemon(true);
            return thread;
        };
    }
}
