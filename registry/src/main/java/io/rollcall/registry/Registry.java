package io.rollcall.registry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * An in-memory directory of live things: {@linkplain Name names} that one owner holds, {@linkplain Property properties}
 * that many share, all gone at the instant their {@linkplain Owner owner} ends.
 *
 * <p>A registry is independent of any other and keeps no global state. It is safe for use by any thread; no call
 * blocks. Answers may be out of date as soon as they are given; that an owner has ended never is: a look-up that starts
 * after {@link Owner#leave} returned cannot answer with it.
 *
 * <p>Callbacks and completions run on the executor given with their monitor or await, or on the registry's own (one
 * daemon thread, not for blocking work), and never under a lock of the registry; they may call it. What they throw goes
 * to the reporter. With a same-thread executor they run in the call that caused them, once what they tell of is done, and
 * never nested in one another: what a callback causes on its own thread runs after it has returned, so it must not wait
 * for that.
 *
 * <p>Every call but {@link #close()}, {@link #census()} and {@link #audit()} throws {@link RegistryClosedException} once
 * the registry is closed, or answers with a stage that fails so.
 *
 * @param <T> what look-ups answer with: a session, an actor, a channel
 * @since 0.1
 */
public interface Registry<T> extends AutoCloseable {
    /** How many changes may wait to be told to a watcher for which nothing else is said. */
    int BUFFER = 1024;

    /**
     * Makes an empty registry with the default settings.
     *
     * @param <T> what look-ups answer with
     * @return a new registry
     */
    static <T> Registry<T> create() {
        return Registry.<T>builder().build();
    }

    /**
     * Starts the making of a registry with settings of one's own.
     *
     * @param <T> what look-ups answer with
     * @return a new builder
     */
    static <T> RegistryBuilder<T> builder() {
        return new RegistryBuilder<>();
    }

    /**
     * Lets something live join, so that it can hold keys.
     *
     * @param subject what look-ups answer with; the same object may join again, as another owner
     * @return its handle
     */
    Owner<T> join(T subject);

    /**
     * Lets something live join that wants to hear what others do to it.
     *
     * @param subject what look-ups answer with; the same object may join again, as another owner
     * @param listener is told one call at a time, on its {@linkplain OwnerListener#executor() executor} or the registry's
     * @return its handle
     */
    Owner<T> join(T subject, OwnerListener<T> listener);

    /**
     * Finds the holder of a name.
     *
     * @param name the name
     * @return the holder's own object, or empty if nobody holds it
     */
    default Optional<T> whereIs(Name name) {
        return Optional.ofNullable(find(name));
    }

    /**
     * Finds the holder of a name, as {@link #whereIs(Name)} does, and allocates nothing.
     *
     * @param name the name
     * @return the holder's own object, or null if nobody holds it
     */
    @Nullable T find(Name name);

    /**
     * Finds the holder of a name with its value and since when it holds it.
     *
     * @param name the name
     * @return a snapshot, or empty if nobody holds it
     */
    Optional<Entry<T>> entry(Name name);

    /**
     * Joins as {@link #join(Object, OwnerListener)} does, with limits.
     *
     * @param subject what look-ups answer with; the same object may join again, as another owner
     * @param listener is told one call at a time, on its {@linkplain OwnerListener#executor() executor} or the registry's;
     *     null for none
     * @param limits how much the owner may hold or have under way
     * @return its handle
     */
    Owner<T> join(T subject, @Nullable OwnerListener<T> listener, Limits limits);

    /**
     * Lists the members of a shared key.
     *
     * @param key the property or counter
     * @return their own objects, in no order, as an immutable list
     */
    List<T> members(SharedKey key);

    /**
     * Lists the members of a shared key with their values.
     *
     * @param key the property or counter
     * @return snapshots, in no order, as an immutable list
     */
    List<Entry<T>> entries(SharedKey key);

    /**
     * Counts the members of a shared key, in constant time. Exact whenever no call is under way; a member that ended
     * counts until the {@code leave} that ended it has returned, at most.
     *
     * @param key the property or counter
     * @return how many owners hold it
     */
    int count(SharedKey key);

    /**
     * Returns the sum of all owners' numbers under a counter, hidden ones' too, as they are at one instant; the number of
     * an owner that ended is in it until the {@code leave} that ended it has returned, at most. Takes constant time, and
     * some for each owner that has called {@code add} since this was last asked, however often it did.
     *
     * @param counter the counter
     * @return the sum, 0 where nobody holds it
     * @throws ArithmeticException while the sum does not fit a long; nothing is lost by that
     */
    long total(Counter counter);

    /**
     * Visits the members of a shared key without allocating. Weakly consistent: each member that is present throughout
     * is visited exactly once, one that joins or leaves meanwhile at most once for each time it joined.
     *
     * @param key the property or counter
     * @param action is called in the caller's thread, under no lock; what it throws ends the visit
     */
    void forEach(SharedKey key, Consumer<? super T> action);

    /**
     * Makes a pool of the members of a shared key, in whose line up to {@value #BUFFER} claims may wait.
     *
     * @param key the key
     * @return a new pool, to be kept: its round robin begins with it
     */
    default Pool<T> pool(SharedKey key) {
        return pool(key, BUFFER);
    }

    /**
     * Makes a pool of the members of a shared key.
     *
     * @param key the key
     * @param maxWaiting how many claims may wait for a free member, 0 or more; one beyond is refused
     * @return a new pool, to be kept: its round robin begins with it
     * @throws IllegalArgumentException if fewer than 0 may wait
     */
    Pool<T> pool(SharedKey key, int maxWaiting);

    /**
     * Hands the holder of a name to an action.
     *
     * @param name the name
     * @param action delivers, in the caller's thread, under no lock; answers false if the holder cannot take it. What
     *     it throws reaches the caller
     * @return what became of it
     */
    Dispatch dispatch(Name name, Predicate<? super T> action);

    /**
     * Hands each member of a property to an action.
     *
     * @param key the property or counter
     * @param action delivers, in the caller's thread, under no lock; answers false if a member cannot take it. What it
     *     throws is counted and reported, and stops nobody else's delivery
     * @return how many took it, refused it, failed
     */
    default Receipt broadcast(SharedKey key, Predicate<? super T> action) {
        return broadcast(key, null, member -> true, action);
    }

    /**
     * Hands members of a shared key to an action, but for one, and those that a filter leaves out.
     *
     * @param key the property or counter
     * @param except the owner to pass over, usually the sender, or null
     * @param filter answers true for a member to deliver to; runs and fails as the action does
     * @param action as in {@link #broadcast(SharedKey, Predicate)}
     * @return how many took it, refused it, failed; those passed over are in none of the three
     */
    Receipt broadcast(
            SharedKey key, @Nullable Owner<T> except, Predicate<? super T> filter, Predicate<? super T> action);

    /**
     * Waits for a name to be held, however long that takes.
     *
     * @param name the name
     * @return completes exactly once, on the registry's executor, with the entry; if the name is held already it comes
     *     completed, so that dependents run in the caller. Cancelling it leaves nothing behind, from before its
     *     dependents run. Fails with {@link RegistryClosedException} when the registry is closed
     */
    CompletableFuture<Entry<T>> await(Name name);

    /**
     * Waits a limited time for a name to be held. No thread waits.
     *
     * @param name the name
     * @param timeout how long, positive, with a resolution of a millisecond
     * @return as {@link #await(Name)}; fails with {@link java.util.concurrent.TimeoutException} when the time is over,
     *     and nothing arrives after that
     * @throws IllegalArgumentException if the time is not positive
     */
    default CompletableFuture<Entry<T>> await(Name name, Duration timeout) {
        return await(name, timeout, null);
    }

    /**
     * Waits a limited time for a name to be held, and completes where the caller says.
     *
     * @param name the name
     * @param timeout how long, positive, with a resolution of a millisecond; null for no limit
     * @param executor where the future is completed and its dependents run, unless the name is held already; null for
     *     the registry's own
     * @return as {@link #await(Name, Duration)}
     * @throws IllegalArgumentException if the time is not positive
     * @throws java.util.concurrent.RejectedExecutionException if a timer of one's own refuses; nothing waits then
     */
    CompletableFuture<Entry<T>> await(Name name, @Nullable Duration timeout, @Nullable Executor executor);

    /**
     * Waits for a name to be free, however long that takes.
     *
     * @param name the name
     * @return completes exactly once, on the registry's executor, with the name; it may be held again by then
     */
    default CompletableFuture<Name> awaitFree(Name name) {
        return awaitFree(name, null, null);
    }

    /**
     * Waits for a name to be free: for its holder to end or unregister, with nobody in line for it. To have it then,
     * stand in line instead ({@link Owner#registerWhenFree(Name)}).
     *
     * @param name the name
     * @param timeout how long, positive, with a resolution of a millisecond; null for no limit
     * @param executor where the future is completed and its dependents run, unless the name is free already; null for
     *     the registry's own
     * @return completes exactly once, with the name; otherwise as {@link #await(Name, Duration, Executor)}
     * @throws IllegalArgumentException if the time is not positive
     */
    CompletableFuture<Name> awaitFree(Name name, @Nullable Duration timeout, @Nullable Executor executor);

    /**
     * Watches one key, as {@link #watch(Scope, Watcher, Executor, int)} does, on the registry's executor and with room
     * for {@value #BUFFER} changes.
     *
     * @param key the key, held by anybody or not
     * @param watcher is told what is there, then each change
     * @return ends the watch
     */
    default Subscription watch(Key key, Watcher<T> watcher) {
        return watch(Scope.of(key), watcher, null, BUFFER);
    }

    /**
     * Watches keys: a snapshot of what is there at some moment of this call, and then each change, without a gap or an
     * overlap. Nobody waits for a watcher: one that is too slow hears of several changes as one, and how many it was not
     * told of.
     *
     * @param scope which keys
     * @param watcher is told
     * @param executor where it is told; null for the registry's own
     * @param buffer how many changes may wait to be told, 1 or more
     * @return ends the watch
     * @throws IllegalArgumentException if the buffer has no room
     */
    Subscription watch(Scope scope, Watcher<T> watcher, @Nullable Executor executor, int buffer);

    /**
     * Follows a name through its holders: up, moved, down, but no change of a value. It outlasts each of them, until it
     * is closed. What is there at first comes as the snapshot.
     *
     * @param name the name, held by anybody or not
     * @param watcher is told
     * @return ends the watch
     */
    default Subscription follow(Name name, Watcher<T> watcher) {
        return watch(name, new Follower<>(watcher));
    }

    /**
     * Finds the holder of a name or has it started by a factory, of which at most one runs at a time for a name: all
     * who call meanwhile wait for its product. A name that is held is located at once, and no factory called.
     *
     * <p>Whoever registers the name in another way meanwhile wins: those who wait are located with that holder at once;
     * the product, when it comes and the name is still held, is not registered and goes back to its starter as
     * {@linkplain Start#lost() lost}. Should that holder be gone by then, the product is registered. A product that
     * comes after its start was given up, by deadline or cancel, is ended with {@link Reason#LATE}, as nobody is there to
     * take it back; until then a factory given up may run beside that of a later start.
     *
     * @param name the name
     * @param factory makes the holder: it joins this registry and answers, in its own time, with the owner, which the
     *     registry then registers under the name without a value. Called at most once, in the caller's thread, under no
     *     lock; it may start other names. For it to start the same name again, in the same thread, fails at once with
     *     {@link IllegalStateException}; to wait for that name in another thread ends with the deadline only. Whatever
     *     it or its stage throws reaches all who wait, and so do {@link NullPointerException} where it or its stage
     *     answers null, {@link OwnerEndedException} where the product has ended already, and
     *     {@link IllegalArgumentException} where that is of another registry; the name is free for the next start then
     * @param deadline how long to wait, positive, with a resolution of a millisecond. The starter's, when it is over,
     *     ends the start for all who wait for it; another's ends its own wait alone
     * @return completes exactly once, on the registry's executor, with who holds the name; if that is so already it
     *     comes completed, so that dependents run in the caller. Fails with the factory's failure, with
     *     {@link java.util.concurrent.TimeoutException} when the time is over, with {@link RegistryClosedException} when
     *     the registry is closed. Cancelling it leaves nothing behind: the starter's ends the start, and the others fail
     *     with {@link java.util.concurrent.CancellationException}; another's ends its own wait alone. One that comes
     *     after the product was registered undoes nothing
     * @throws IllegalArgumentException if the deadline is not positive
     * @throws java.util.concurrent.RejectedExecutionException if a timer of one's own refuses; nothing waits then, and
     *     no factory was called
     */
    CompletableFuture<Start<T>> startOrLocate(
            Name name,
            Function<? super Name, ? extends CompletionStage<? extends Owner<T>>> factory,
            Duration deadline);

    /**
     * Lists the entries that a query asks for. Weakly consistent: each entry that stands from this call until the
     * stream is drawn appears exactly once, with its value at some instant between; one that comes or goes meanwhile may
     * appear or not, and a name that changes hands with either holder or both. Nothing is consistent across entries.
     *
     * @param query what to list; its tests run in the thread that draws the stream, under no lock
     * @return snapshots, in no order, made as the stream is drawn; drawn one by one or up to a limit, it may keep those
     *     of one property at a time
     * @throws IllegalArgumentException if the query names an owner of another registry
     */
    Stream<Entry<T>> entries(Query query);

    /**
     * Lists a part of the entries that a query asks for, in an order that stays: names first, then properties, then counters; keys of
     * one kind as their values compare, those of different classes by the name of the class; members of one shared
     * key by their {@linkplain Owner#id() id}. Paging from no cursor to none, each entry that stands throughout appears
     * exactly once, and none twice; for the rest it is as consistent as {@link #entries(Query)}, and pages are not
     * consistent with one another.
     *
     * <p>A page costs time in proportion to all entries, or to those of the key or owner that the query names, and
     * memory in proportion to its size. It holds more than that only where one owner holds keys that compare as equal
     * without being equal: these come in one page.
     *
     * @param query what to list; its tests run in this thread, under no lock, and not for every entry
     * @param size how many entries, at least 1
     * @param after where the page before ended; null for the first page
     * @return the page; its cursor is present if and only if there were more
     * @throws IllegalArgumentException if the size is below 1, or the query names an owner of another registry
     */
    Page<T> page(Query query, int size, @Nullable Cursor after);

    /**
     * Asks to be told once when an owner ends, on the registry's executor, as
     * {@link #monitor(Owner, Consumer, Executor)} does.
     *
     * @param owner an owner of this registry; told at once if it has ended already
     * @param watcher is told exactly once, unless the subscription is closed before
     * @return ends the monitor
     */
    default Subscription monitor(Owner<T> owner, Consumer<? super Down<T>> watcher) {
        return monitor(owner, watcher, null);
    }

    /**
     * Asks to be told once when an owner ends. The notice is queued to the executor before anybody can find a later
     * holder of a name that the owner held, and when it runs the counts are right. An executor that refuses the notice
     * loses it: it is not tried again, and the reporter hears of the refusal.
     *
     * @param owner an owner of this registry; told at once if it has ended already
     * @param watcher is told exactly once, unless the subscription is closed before
     * @param executor where it is told; null for the registry's own
     * @return ends the monitor
     * @throws IllegalArgumentException if the owner is of another registry
     */
    Subscription monitor(Owner<T> owner, Consumer<? super Down<T>> watcher, @Nullable Executor executor);

    /**
     * Counts what is in the registry. Exact whenever no call is under way; costs time in proportion to the properties.
     *
     * @return the counts
     */
    Census census();

    /**
     * Recounts everything and compares. Meant for tests after each step and for operators; costs time in proportion to
     * all entries.
     *
     * @return the broken invariants, each led by its number, such as {@code "R6 …"}; empty when sound. While other
     *     calls are under way it may name what they are just about to put right
     */
    List<String> audit();

    /** Ends every owner with {@link Reason#CLOSED}, fails what waits, and closes the registry. Idempotent. */
    @Override
    void close();
}
