package io.rollcall.registry;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The registry: its owners, names and memberships, and the door to all three. */
final class LocalRegistry<T> implements Registry<T> {
    final Callbacks callbacks;
    final Notices notices = new Notices();
    final Names<T> names;
    final Memberships<T> memberships;
    final Watches<T> watches;
    final Claims<T> claims;
    final Starts<T> starts;
    final Set<LocalOwner<T>> owners = ConcurrentHashMap.newKeySet();
    final @Nullable Budget budget;
    private final InstantSource clock;
    private final AtomicLong ids = new AtomicLong();
    private volatile boolean closed;

    LocalRegistry(Callbacks callbacks, ScheduledExecutorService timer, InstantSource clock, @Nullable Budget budget) {
        this.budget = budget;
        this.callbacks = callbacks;
        this.clock = clock;
        this.watches = new Watches<>(this);
        this.names = new Names<>(this, timer);
        this.memberships = new Memberships<>(this);
        this.claims = new Claims<>(this, timer);
        this.starts = new Starts<>(this, timer);
    }

    boolean isClosed() {
        return closed;
    }

    /** Reads the user's clock, hence call it with no lock held; one that throws is reported and made up for. */
    long nowMillis() {
        try {
            return clock.millis();
        } catch (Throwable thrown) { // whatever it is: an end under way must be brought to its end
            callbacks.report(thrown);
            return System.currentTimeMillis();
        }
    }

    void requireOpen() {
        if (closed) {
            throw new RegistryClosedException();
        }
    }

    @Override
    public Owner<T> join(T subject) {
        return add(subject, null, Limits.NONE);
    }

    @Override
    public Owner<T> join(T subject, OwnerListener<T> listener) {
        return add(subject, Objects.requireNonNull(listener, "listener"), Limits.NONE);
    }

    @Override
    public Owner<T> join(T subject, @Nullable OwnerListener<T> listener, Limits limits) {
        return add(subject, listener, Objects.requireNonNull(limits, "limits"));
    }

    private Owner<T> add(T subject, @Nullable OwnerListener<T> listener, Limits limits) {
        requireOpen();
        Objects.requireNonNull(subject, "subject");
        LocalOwner<T> owner = new LocalOwner<>(this, ids.incrementAndGet(), subject, listener, limits);
        owners.add(owner);
        if (closed) { // it may have passed by before this owner could be seen
            owner.leave(Reason.CLOSED);
            throw new RegistryClosedException();
        }
        return owner;
    }

    @Override
    public @Nullable T find(Name name) {
        NameRow<T> row = names.find(name);
        if (row == null) {
            requireOpen(); // only here: a closed registry has no rows left
            return null;
        }
        return row.owner.subject();
    }

    @Override
    public Optional<Entry<T>> entry(Name name) {
        NameRow<T> row = names.find(name);
        if (row == null) {
            requireOpen();
            return Optional.empty();
        }
        return Optional.of(row.entry());
    }

    @Override
    public List<T> members(SharedKey key) {
        List<T> found = new ArrayList<>();
        forEach(key, found::add);
        return List.copyOf(found);
    }

    @Override
    public List<Entry<T>> entries(SharedKey key) {
        requireOpen();
        List<Entry<T>> found = new ArrayList<>();
        memberships.forEach(key, row -> found.add(row.entry()));
        return List.copyOf(found);
    }

    @Override
    public int count(SharedKey key) {
        requireOpen();
        return memberships.count(key);
    }

    @Override
    public void forEach(SharedKey key, Consumer<? super T> action) {
        Objects.requireNonNull(action, "action");
        requireOpen();
        memberships.forEachSubject(key, action);
    }

    @Override
    public Dispatch dispatch(Name name, Predicate<? super T> action) {
        Objects.requireNonNull(action, "action");
        T holder = find(name);
        if (holder == null) {
            return Dispatch.NOBODY;
        }
        return action.test(holder) ? Dispatch.DELIVERED : Dispatch.REFUSED;
    }

    @Override
    public Receipt broadcast(
            SharedKey key, @Nullable Owner<T> except, Predicate<? super T> filter, Predicate<? super T> action) {
        Objects.requireNonNull(filter, "filter");
        Objects.requireNonNull(action, "action");
        requireOpen();
        Broadcast<T> broadcast = new Broadcast<>(callbacks, except, filter, action);
        memberships.forEach(key, broadcast);
        return broadcast.receipt();
    }

    @Override
    public long total(Counter counter) {
        requireOpen();
        return memberships.total(counter);
    }

    @Override
    public CompletableFuture<Entry<T>> await(Name name, @Nullable Duration timeout, @Nullable Executor executor) {
        return await(name, timeout, executor, null);
    }

    CompletableFuture<Entry<T>> await(
            Name name, @Nullable Duration timeout, @Nullable Executor executor, @Nullable LocalOwner<T> waiter) {
        requirePositive(timeout);
        return names.awaits().held(Objects.requireNonNull(name, "name"), timeout, callbacks.or(executor), waiter);
    }

    @Override
    public CompletableFuture<Entry<T>> await(Name name) {
        return await(name, null, null);
    }

    @Override
    public CompletableFuture<Name> awaitFree(Name name, @Nullable Duration timeout, @Nullable Executor executor) {
        return awaitFree(name, timeout, executor, null);
    }

    CompletableFuture<Name> awaitFree(
            Name name, @Nullable Duration timeout, @Nullable Executor executor, @Nullable LocalOwner<T> waiter) {
        requirePositive(timeout);
        return names.awaits().free(Objects.requireNonNull(name, "name"), timeout, callbacks.or(executor), waiter);
    }

    static void requirePositive(@Nullable Duration timeout) {
        if (timeout != null && (timeout.isNegative() || timeout.isZero())) {
            throw new IllegalArgumentException("a time-out must be positive, given was " + timeout);
        }
    }

    @Override
    public Subscription watch(Scope scope, Watcher<T> watcher, @Nullable Executor executor, int buffer) {
        return watches.open(scope, watcher, executor, buffer, null);
    }

    @Override
    public CompletableFuture<Start<T>> startOrLocate(
            Name name,
            Function<? super Name, ? extends CompletionStage<? extends Owner<T>>> factory,
            Duration deadline) {
        return starts.startOrLocate(name, factory, deadline);
    }

    @Override
    public Stream<Entry<T>> entries(Query query) {
        return Queries.entries(this, query);
    }

    @Override
    public Page<T> page(Query query, int size, @Nullable Cursor after) {
        return Queries.page(this, query, size, after);
    }

    @Override
    public Subscription monitor(Owner<T> owner, Consumer<? super Down<T>> watcher, @Nullable Executor executor) {
        return monitor(owner, watcher, executor, null);
    }

    Subscription monitor(
            Owner<T> owner,
            Consumer<? super Down<T>> watcher,
            @Nullable Executor executor,
            @Nullable LocalOwner<T> watching) {
        requireOpen();
        LocalOwner<T> local = own(owner);
        Objects.requireNonNull(watcher, "watcher");
        Monitor<T> monitor = new Monitor<>(local, watching, watcher, callbacks.or(executor));
        if (watching != null) {
            watching.attach(monitor, Quota.Kind.WATCHES);
        }
        local.departure.addMonitor(monitor);
        if (monitor.isDone()) {
            local.departure.removeMonitor(monitor); // the one in whose name it is ended before it was added
        }
        return monitor;
    }

    /** Monitors an owner for the registry's own use; where the registry is closed, there is nothing to monitor. */
    Subscription monitorOrClosed(LocalOwner<T> owner, Consumer<? super Down<T>> watcher) {
        try {
            return monitor(owner, watcher, null, null);
        } catch (RegistryClosedException closed) {
            return () -> {};
        }
    }

    /** Watches a key for the registry's own use, as {@link #monitorOrClosed} monitors. */
    Subscription watchOrClosed(SharedKey key, Watcher<T> watcher) {
        try {
            return watches.open(Scope.of(key), watcher, null, 1, null);
        } catch (RegistryClosedException closed) {
            return () -> {};
        }
    }

    @Override
    public Pool<T> pool(SharedKey key, int maxWaiting) {
        requireOpen();
        if (maxWaiting < 0) {
            throw new IllegalArgumentException("a line has room for 0 or more, given was " + maxWaiting);
        }
        return new LocalPool<>(this, Objects.requireNonNull(key, "key"), maxWaiting);
    }

    /** Answers with a handle of this registry's own. Call with no lock held: a refusal asks the stranger for its text. */
    LocalOwner<T> own(Owner<?> owner) {
        if (owner instanceof LocalOwner<?> local && local.registry == this) {
            @SuppressWarnings("unchecked") // what this registry made is of its type
            LocalOwner<T> own = (LocalOwner<T>) local;
            return own;
        }
        throw new IllegalArgumentException("an owner of this registry was expected, given was " + owner);
    }

    @Override
    public Census census() {
        return Audit.census(this);
    }

    @Override
    public List<String> audit() {
        return Audit.of(this);
    }

    @Override
    public void close() {
        closed = true;
        List<LocalOwner<T>> ended = new ArrayList<>();
        for (LocalOwner<T> owner : owners) { // all of them first, so that no line is served any more
            if (owner.markEnded(null, Reason.CLOSED)) {
                ended.add(owner);
            }
        }
        ended.forEach(owner -> owner.departure.finish());
        names.awaits().close();
        starts.table.close();
        claims.close();
        memberships.closeWatches();
        watches.close();
        watches.tell();
    }
}
