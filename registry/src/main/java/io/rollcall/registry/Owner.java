package io.rollcall.registry;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
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
     */
    Claim<T> tryRegister(Name name, @Nullable Object value);

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
     */
    Takeover<T> takeOver(Name name, @Nullable Object value, Displaced displaced);

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
     *     with {@link OwnerEndedException} or {@link RegistryClosedException} if the end comes first. Completed on the
     *     registry's executor. A cancel that comes after the grant gives the name up again.
     * @throws NameTakenException if this owner itself holds it
     */
    CompletableFuture<Registration<T>> registerWhenFree(Name name, @Nullable Object value);

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
