package io.rollcall.registry;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The handle of one live thing in one registry; what it registered vanishes when it ends.
 *
 * <p>The JVM has no process death to observe, so the registry itself is the authority: an owner ends exactly once, by
 * {@link #leave(Reason)}, which whatever stands behind it calls (a channel's close, a thread's end, a
 * try-with-resources block). From that instant no look-up, iteration or name conflict shows it.
 *
 * <p>Safe for use by any thread. Calls that write throw {@link OwnerEndedException} once the owner has ended, and
 * {@link RegistryClosedException} once the registry is closed; one that races with the end either takes effect and is
 * undone by it, or is refused: nothing is left over.
 *
 * @param <T> what the registry looks up
 * @since 0.1
 */
public interface Owner<T> extends AutoCloseable {
    /**
     * Returns a number that no other owner of this registry ever has.
     *
     * @return the id, from 1 upwards
     */
    long id();

    /**
     * Returns what was given to {@link Registry#join(Object)} and look-ups answer with.
     *
     * @return the user's own object
     */
    T subject();

    /**
     * Registers a name without a value.
     *
     * @param name the name
     * @return the token of the entry
     * @throws NameTakenException if an owner holds it, this one included
     */
    default Registration<T> register(Name name) {
        return register(name, null);
    }

    /**
     * Registers a name.
     *
     * @param name the name
     * @param value what to keep with it, or null
     * @return the token of the entry
     * @throws NameTakenException if an owner holds it, this one included
     * @throws LimitExceededException if this owner may hold no more names
     */
    Registration<T> register(Name name, @Nullable Object value);

    /**
     * Registers a name without a value or locates its holder, as {@link #tryRegister(Name, Object)} does.
     *
     * @param name the name
     * @return the holding that now stands
     */
    default Claim<T> tryRegister(Name name) {
        return tryRegister(name, null);
    }

    /**
     * Registers a name or locates its holder, in one atomic step.
     *
     * @param name the name
     * @param value what to keep with it if granted, or null
     * @return the holding that now stands, with the registration if it is the caller's new one; an owner that holds the
     *     name already is refused like any other
     * @throws LimitExceededException if the name is free and this owner may hold no more of them
     */
    Claim<T> tryRegister(Name name, @Nullable Object value);

    /**
     * Registers a name or locates its holder: {@link #tryRegister(Name, Object)} under the name that gproc gave it.
     *
     * @param name the name
     * @param value what to keep with it if granted, or null
     * @return the holding that now stands, with the registration if it is the caller's new one
     */
    default Claim<T> registerOrLocate(Name name, @Nullable Object value) {
        return tryRegister(name, value);
    }

    /**
     * Takes a name from whoever holds it, without a value, as {@link #takeOver(Name, Object, Displaced)} does.
     *
     * @param name the name
     * @param displaced what becomes of the present holder
     * @return the token, and who was displaced
     * @throws NameTakenException if this owner itself holds it
     */
    default Takeover<T> takeOver(Name name, Displaced displaced) {
        return takeOver(name, null, displaced);
    }

    /**
     * Takes a name from whoever holds it, in one atomic step: nobody sees it free in between. A line that waits for the
     * name stays, behind the new holder.
     *
     * @param name the name
     * @param value what to keep with it, or null
     * @param displaced what becomes of the present holder; its listener is told either way
     * @return the token, and who was displaced
     * @throws NameTakenException if this owner itself holds it
     * @throws LimitExceededException if this owner may hold no more names; nothing changes
     */
    default Takeover<T> takeOver(Name name, @Nullable Object value, Displaced displaced) {
        return takeOver(name, value, displaced, holder -> true);
    }

    /**
     * Takes a name as {@link #takeOver(Name, Object, Displaced)} does, but only from some holders. Who holds it when it is
     * taken is who was looked at: a holder that follows meanwhile is looked at anew.
     *
     * @param name the name
     * @param value what to keep with it, or null
     * @param displaced what becomes of the present holder; its listener is told either way
     * @param from tells whether the name may be taken from a holder; called with no lock held, perhaps for several in turn
     * @return the token, and who was displaced
     * @throws NameTakenException if this owner itself holds it, or one from whom it may not be taken; nothing changes
     * @throws LimitExceededException if this owner may hold no more names; nothing changes
     */
    Takeover<T> takeOver(Name name, @Nullable Object value, Displaced displaced, Predicate<? super Owner<T>> from);

    /**
     * Stands in line for a name, without a value, as {@link #registerWhenFree(Name, Object)} does.
     *
     * @param name the name
     * @return completes with the token when granted
     * @throws NameTakenException if this owner itself holds it
     */
    default CompletableFuture<Registration<T>> registerWhenFree(Name name) {
        return registerWhenFree(name, null);
    }

    /**
     * Stands in line for a name: first come, first served. When the holder ends <em>or unregisters</em>, the first
     * living owner in line becomes the holder in one atomic step, which makes this a fair lock (gproc's standby, by
     * contrast, is passed over by an explicit unregister).
     *
     * @param name the name
     * @param value what to keep with it when granted, or null
     * @return completes with the token when granted, at once if the name is free; cancelling it leaves the line; fails
     *     with {@link OwnerEndedException} or {@link RegistryClosedException} if the end comes first. Completed where
     *     its {@linkplain OwnerListener#executor() listener} is told, on the registry's executor without one. A cancel that comes after the grant gives the name up again.
     * @throws NameTakenException if this owner itself holds it
     * @throws LimitExceededException if this owner may hold no more names, a place in line being counted as one
     */
    CompletableFuture<Registration<T>> registerWhenFree(Name name, @Nullable Object value);

    /**
     * Tells where this owner stands in line for a name. Takes time in proportion to the line.
     *
     * @param name the name
     * @return 1 for the one who is next, and so on; 0 if it does not stand in that line, or has the name by now. It may
     *     be out of date as soon as it is returned
     */
    int placeInLine(Name name);

    /**
     * Becomes a member of a property; a member already gets the new value in its one entry.
     *
     * @param property the property
     * @param value what to keep with it, or null
     * @return the token of the entry, the same one each time while it stands
     */
    Registration<T> register(Property property, @Nullable Object value);

    /**
     * Becomes a member of a property without a value.
     *
     * @param property the property
     * @return the token of the entry, the same one each time while it stands
     */
    default Registration<T> register(Property property) {
        return register(property, null);
    }

    /**
     * Takes a number of one's own under a counter, from 0 on.
     *
     * @param counter the counter
     * @return the token of the entry, the same one each time while it stands
     * @throws LimitExceededException if this owner may hold no more counters
     */
    default CounterRegistration<T> register(Counter counter) {
        return register(counter, 0);
    }

    /**
     * Takes a number of one's own under a counter; an owner that has one already begins it anew with the number given.
     *
     * @param counter the counter
     * @param initial the number to begin with, and to go back to with a reset
     * @return the token of the entry, the same one each time while it stands
     * @throws LimitExceededException if this owner may hold no more counters
     */
    CounterRegistration<T> register(Counter counter, long initial);

    /**
     * Registers several keys in one step, all or none. No look-up and no watcher ever sees an entry of a call that
     * fails; those of one that succeeds come to be seen key by key, each once. A shared key that is held already gets the
     * new value.
     *
     * @param keys the keys, with the value to keep with each, or null; a counter's is an integral number
     * @return the tokens, in the order of the map's keys
     * @throws NameTakenException if one of the names is held, by this owner too
     * @throws LimitExceededException if this owner may not hold so many
     * @throws IllegalArgumentException if a counter's value is no integral number
     */
    List<Registration<T>> registerAll(Map<? extends Key, ? extends @Nullable Object> keys);

    /**
     * Finds this owner's own entry of a key.
     *
     * @param key the key
     * @return the token, or empty if this owner does not hold the key
     */
    Optional<Registration<T>> registration(Key key);

    /**
     * Lists what this owner holds, oldest first.
     *
     * @return an immutable snapshot; empty once it has ended
     */
    List<Registration<T>> registrations();

    /**
     * Hides this owner's memberships, so that it can finish its work before it ends: it is absent from members, counts,
     * visits, broadcasts and pools, until {@link #show()}. Its names stay, and its numbers stay in their totals. Watchers
     * see it leave with {@link Reason#HIDDEN}. Takes time in proportion to its entries, in which some are hidden before
     * others.
     *
     * @return true if it was not hidden before
     */
    boolean hide();

    /**
     * Shows this owner's memberships again. Watchers see it join with {@link Reason#SHOWN}.
     *
     * @return true if it was hidden before
     */
    boolean show();

    /**
     * Waits for a name to be held, in this owner's name: as {@link Registry#await(Name, Duration, Executor)}, and fails
     * with {@link OwnerEndedException} when this owner ends first.
     *
     * @param name the name
     * @param timeout how long, positive, with a resolution of a millisecond; null for no limit
     * @param executor where the future is completed; null for the registry's own
     * @return completes exactly once
     * @throws LimitExceededException if this owner may have no more awaits open
     */
    CompletableFuture<Entry<T>> await(Name name, @Nullable Duration timeout, @Nullable Executor executor);

    /**
     * Waits for a name to be free, in this owner's name: as {@link Registry#awaitFree(Name, Duration, Executor)}, and
     * fails with {@link OwnerEndedException} when this owner ends first. Where that very end frees the name, it completes
     * with the name.
     *
     * @param name the name
     * @param timeout how long, positive, with a resolution of a millisecond; null for no limit
     * @param executor where the future is completed; null for the registry's own
     * @return completes exactly once, with the name
     * @throws LimitExceededException if this owner may have no more awaits open
     */
    CompletableFuture<Name> awaitFree(Name name, @Nullable Duration timeout, @Nullable Executor executor);

    /**
     * Watches keys in this owner's name: as {@link Registry#watch(Scope, Watcher, Executor, int)}, and closed when this
     * owner ends: nothing is told from that instant on, its own end neither.
     *
     * @param scope which keys
     * @param watcher is told what is there, then each change
     * @param executor where it is told; null for the registry's own
     * @param buffer how many changes may wait to be told, 1 or more
     * @return ends the watch
     * @throws LimitExceededException if this owner may have no more watches open
     */
    Subscription watch(Scope scope, Watcher<T> watcher, @Nullable Executor executor, int buffer);

    /**
     * Monitors an owner in this one's name: as {@link Registry#monitor(Owner, Consumer, Executor)}, and closed when this
     * owner ends, unless it monitors itself: that is told of its end like any other, exactly once.
     *
     * @param owner an owner of the same registry, this one included
     * @param watcher is told exactly once, unless the subscription is closed before
     * @param executor where it is told; null for the registry's own
     * @return ends the monitor
     * @throws LimitExceededException if this owner may have no more watches open
     */
    Subscription monitor(Owner<T> owner, Consumer<? super Down<T>> watcher, @Nullable Executor executor);

    /**
     * Ends this owner with {@link Reason#LEFT}.
     *
     * @return true for the call that ended it
     */
    default boolean leave() {
        return leave(Reason.LEFT);
    }

    /**
     * Ends this owner. Idempotent, callable from any thread, in time proportional to its own entries. First it is
     * marked ended, from when on nothing shows it; then its entries go, counts are right, monitors and waiting lines
     * are served, and its end stage completes.
     *
     * @param reason why
     * @return true for the call that ended it, once all of that is done; false says only that another call did or does
     */
    boolean leave(Reason reason);

    /**
     * Tells why this owner ended.
     *
     * @return the reason, or empty while it lives
     */
    Optional<Reason> endReason();

    /**
     * Returns a stage that completes when this owner has ended and its entries are gone.
     *
     * @return completes on the registry's executor, never exceptionally
     */
    CompletionStage<Reason> ended();

    /** Ends this owner, as {@link #leave()} does. */
    @Override
    default void close() {
        leave();
    }
}
