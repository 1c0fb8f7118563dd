package io.rollcall.registry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Picks one of the members of a shared key. Whoever registers the key is in the pool, until it ends, unregisters or
 * hides; there is nothing else to set up.
 *
 * <p>Safe for use by any thread. The picks take no lock and remember nothing but the cursor of {@link #next()}, which
 * belongs to this object. Claims are exclusive among all pools of one registry over one key.
 *
 * @param <T> what the registry looks up
 * @since 0.1
 */
public interface Pool<T> {
    /**
     * Picks the next member, round robin. The cursor moves past members that are gone, so that none gets two turns
     * because of them. Costs constant time, but for the gaps that many leavers at once have left.
     *
     * @return a member, or empty if there is none
     */
    Optional<T> next();

    /**
     * Picks any member, each as likely as the others but for those next to a gap. Costs as {@link #next()} does.
     *
     * @return a member, or empty if there is none
     */
    Optional<T> random();

    /**
     * Picks the member with the least load. Costs time in proportion to the members.
     *
     * @param load how much a member has to do, in a unit of the caller's; runs in the caller, under no lock
     * @return a member, the one that joined the registry first among equals; empty if there is none
     */
    Optional<T> leastLoaded(ToLongFunction<? super T> load);

    /**
     * Picks the member that a key belongs to, by rendezvous hashing: equal keys get the same member, and when members
     * come or go only the keys of those move. Costs time in proportion to the members.
     *
     * @param key any value with a {@code hashCode} that depends on what it says, such as a String
     * @return a member, or empty if there is none
     */
    Optional<T> pick(Object key);

    /**
     * Claims a member for oneself alone, as {@link #claim(Duration, Owner)} does, in nobody's name.
     *
     * @param timeout how long to wait for a free member, positive, with a resolution of a millisecond
     * @return completes with the claim
     */
    default CompletableFuture<Claimed<T>> claim(Duration timeout) {
        return claim(timeout, null);
    }

    /**
     * Claims a member for oneself alone: until it is released no other claim gets it. If every member is claimed, or
     * there is none, the claim waits in line, first come, first served, for one to be released or to join. A member that
     * hides or unregisters stays claimed and is claimed no more once released.
     *
     * @param timeout how long to wait for a free member, positive, with a resolution of a millisecond
     * @param claimer an owner of the registry with whose end the claim ends, waiting or held; it counts as one of its
     *     awaits until released. Null for none
     * @return completes with the claim, on the registry's executor, or comes completed if a member is free. Fails with
     *     {@link java.util.concurrent.TimeoutException} when the time is over, {@link LimitExceededException} if too many
     *     wait already, {@link OwnerEndedException} if the claimer ends first, {@link RegistryClosedException} when the
     *     registry is closed. Cancelling it leaves the line; a cancel that comes after the grant releases the claim
     * @throws IllegalArgumentException if the time is not positive, or the claimer is of another registry
     * @throws LimitExceededException if the claimer may have no more awaits open
     */
    CompletableFuture<Claimed<T>> claim(Duration timeout, @Nullable Owner<T> claimer);

    /**
     * Claims a member, works with it, and releases it when the work is done, in whatever way.
     *
     * @param <R> what the work answers
     * @param timeout how long to wait for a free member, positive, with a resolution of a millisecond
     * @param work runs with the member, where the claim is completed; the claim is released when its stage is done, or if
     *     it throws
     * @return completes as the work's stage does; fails as {@link #claim(Duration, Owner)} does, or with what the work
     *     threw. Cancelling it leaves the line
     */
    <R> CompletableFuture<R> use(Duration timeout, Function<? super T, ? extends CompletionStage<R>> work);

    /**
     * Counts the claims that are held.
     *
     * @return how many members are claimed
     */
    int claimed();

    /**
     * Counts the claims that wait.
     *
     * @return the length of the line
     */
    int waiting();
}
