package io.rollcall.cluster;

import io.rollcall.registry.Counter;
import io.rollcall.registry.CounterRegistration;
import io.rollcall.registry.Displaced;
import io.rollcall.registry.LimitExceededException;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.OwnerEndedException;
import io.rollcall.registry.Property;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registration;
import io.rollcall.registry.RegistryClosedException;
import io.rollcall.registry.SharedKey;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The side of a local owner that the whole cluster sees: what it registers here is unique or counted across all nodes, and
 * goes with the owner's end, its process's or its machine's. Calls that need the others answer with a stage, which always
 * completes, at the latest after the registry's time-out: with an answer that a majority has committed; with
 * {@link SuspendedException}, and nothing was done; or with {@link OutcomeUnknownException}, and the same call by this owner
 * settles it.
 *
 * <p>Safe for use by any thread. Its calls take effect in the order in which they were made. Stages complete on the cluster
 * registry's executor.
 *
 * @param <T> what the local registry looks up
 * @since 0.1
 */
public final class ClusterOwner<T> {
    private final ClusterRegistry<T> registry;
    private final long id;
    private final Owner<T> owner;
    private final Owner<T> members;
    private final ClusterListener listener;

    private final Grants grants = new Grants(this);
    /** Guarded by the member's lock. */
    private final Lines lines;
    /** Names that it has asked for, with an outcome that nobody knows yet; guarded by the member's lock. */
    private final Set<Name> unsettled = new HashSet<>();
    /** Whether there may be something in the table; guarded by the member's lock. */
    private boolean used;
    /** Guarded by the member's lock. */
    private boolean over;

    ClusterOwner(ClusterRegistry<T> registry, long id, Owner<T> owner, Owner<T> members, ClusterListener listener) {
        this.registry = registry;
        this.id = id;
        this.owner = owner;
        this.members = members;
        this.listener = listener;
        this.lines = new Lines(this, registry.member());
    }

    /**
     * Returns the number by which other nodes know it, together with this {@link Node}: the local owner's, or the one that
     * it {@linkplain ClusterRegistry#join(Owner, long, ClusterListener) joined} under.
     *
     * @return the id
     */
    public long id() {
        return id;
    }

    /**
     * Returns the local owner. What is registered through it stays on this node, but for shared keys where
     * {@linkplain ClusterBuilder#sharing() those are shared}.
     *
     * @return the owner
     */
    public Owner<T> owner() {
        return owner;
    }

    /**
     * Registers a name.
     *
     * @param name the name, made of a String
     * @param value what to keep with it, 16,384 chars at most; null for none
     * @return completes with the token, also if the owner holds it already; fails with {@link NameHeldException}, another
     *     {@link ClusterException}, or {@link OwnerEndedException}
     * @throws IllegalArgumentException if the name is not made of a String, or the value is too long
     */
    public CompletionStage<ClusterRegistration> register(Name name, @Nullable String value) {
        return tryRegister(name, value)
                .thenApply(claim -> claim.registration().orElseThrow(() -> new NameHeldException(claim.holding())));
    }

    /**
     * Registers a name without a value, as {@link #register(Name, String)} does.
     *
     * @param name the name
     * @return completes with the token
     */
    public CompletionStage<ClusterRegistration> register(Name name) {
        return register(name, null);
    }

    /**
     * Registers a name or locates its holder, in one step of the log.
     *
     * @param name the name, made of a String
     * @param value what to keep with it if granted, 16,384 chars at most; null for none
     * @return completes with who holds it now; fails with a {@link ClusterException} or {@link OwnerEndedException}
     * @throws IllegalArgumentException if the name is not made of a String, or the value is too long
     */
    public CompletionStage<ClusterClaim> tryRegister(Name name, @Nullable String value) {
        return claim(new Op.Claim(Keys.checked(name), id(), Keys.checkedValue(value)));
    }

    private CompletionStage<ClusterClaim> claim(Op op) {
        CompletableFuture<ClusterClaim> claim = new CompletableFuture<>();
        ask(
                op,
                claim,
                answer -> new ClusterClaim(
                        answer.held(),
                        answer.kind() == Answer.Kind.GRANTED ? Optional.of(token(answer.held())) : Optional.empty()));
        return claim;
    }

    /**
     * Takes a name from whoever holds it, in one step of the log; a line that waits for it stays. The holder's listener is
     * told on its node.
     *
     * @param name the name, made of a String
     * @param value what to keep with it, 16,384 chars at most; null for none
     * @param displaced whether the holder's node ends it, once it hears of this; the name is this owner's before that
     * @return completes with the token; fails with a {@link ClusterException} or {@link OwnerEndedException}
     * @throws IllegalArgumentException if the name is not made of a String, or the value is too long
     */
    public CompletionStage<ClusterRegistration> takeOver(Name name, @Nullable String value, Displaced displaced) {
        CompletableFuture<ClusterRegistration> taken = new CompletableFuture<>();
        ask(take(name, value, displaced, Op.Take.ANYBODY), taken, answer -> token(answer.held()));
        return taken;
    }

    /**
     * Takes a name, in one step of the log, if nobody holds it or one grant of it stands still, whatever its value; so who
     * looked at a holder takes the name from that one and no other.
     *
     * @param name the name, made of a String
     * @param value what to keep with it, 16,384 chars at most; null for none
     * @param displaced whether the holder's node ends it, once it hears of this; the name is this owner's before that
     * @param expected the grant from which it may be taken; null if it must be free
     * @return completes with who holds it now: this owner, also if it did already, or another who is not displaced; fails
     *     with a {@link ClusterException} or {@link OwnerEndedException}
     * @throws IllegalArgumentException if the name is not made of a String, or the value is too long
     */
    public CompletionStage<ClusterClaim> takeOver(
            Name name, @Nullable String value, Displaced displaced, @Nullable Holding expected) {
        return claim(take(name, value, displaced, expected == null ? Op.Take.NOBODY : expected.token()));
    }

    private Op take(Name name, @Nullable String value, Displaced displaced, long from) {
        return new Op.Take(Keys.checked(name), id(), Keys.checkedValue(value), displaced == Displaced.END, from);
    }

    /**
     * Stands in line for a name, once: first come, first served, in the log's order.
     *
     * @param name the name, made of a String
     * @param value what to keep with it when granted, 16,384 chars at most; null for none
     * @return completes with the token when granted, however long that takes; fails with a {@link ClusterException} if the
     *     place was not taken or is lost with this node's run, or with {@link OwnerEndedException}. The same future for as
     *     long as the owner stands in that line. Cancelling it leaves the line; a grant that came first is given up
     * @throws IllegalArgumentException if the name is not made of a String, or the value is too long
     */
    public CompletableFuture<ClusterRegistration> registerWhenFree(Name name, @Nullable String value) {
        Op.Queue op = queue(name, value);
        return registry.member().found(() -> lines.stand(op, null));
    }

    /**
     * Stands in line for a name, as {@link #registerWhenFree} does, and tells at what position; one that stands there
     * already is told where it is by now.
     *
     * @param name the name, made of a String
     * @param value what to keep with it when granted, 16,384 chars at most; null for none
     * @return completes with the place; fails with a {@link ClusterException} or {@link OwnerEndedException}, and as a rule
     *     no place is kept then: one of which nothing is known is left
     * @throws IllegalArgumentException if the name is not made of a String, or the value is too long
     */
    public CompletionStage<ClusterPlace> standInLine(Name name, @Nullable String value) {
        Op.Queue op = queue(name, value);
        CompletableFuture<ClusterPlace> place = new CompletableFuture<>();
        registry.member().locked(() -> lines.stand(op, place));
        return place;
    }

    private Op.Queue queue(Name name, @Nullable String value) {
        return new Op.Queue(Keys.checked(name), id(), Keys.checkedValue(value));
    }

    /**
     * Leaves the line of a name: its future is cancelled, and a grant that came first is given up.
     *
     * @param name the name
     * @return true if the owner stood there, as this node knows
     */
    public boolean leaveLine(Name name) {
        return registry.member().found(() -> lines.leave(name));
    }

    /**
     * Becomes a member of a property across the cluster.
     *
     * @param property the property, made of a String
     * @param value what to keep with it on this node, or null
     * @return completes with the token once the others count it; fails with a {@link ClusterException}, while the membership
     *     stands on this node and is counted by the others as soon as that is possible; or with what the local registry
     *     refuses it with, as {@link OwnerEndedException}, and nothing is registered
     * @throws IllegalArgumentException if the property is not made of a String
     */
    public CompletionStage<Registration<T>> register(Property property, @Nullable Object value) {
        return shared(property, () -> members.register(property, value));
    }

    /**
     * Takes a number of one's own under a counter across the cluster. The token adds to it; the others see the sum of each
     * node, which follows within tens of milliseconds.
     *
     * @param counter the counter, made of a String
     * @param initial the number to begin with
     * @return completes with the token once the others have it; fails as {@link #register(Property, Object)} does
     * @throws IllegalArgumentException if the counter is not made of a String
     */
    public CompletionStage<CounterRegistration<T>> register(Counter counter, long initial) {
        return shared(counter, () -> members.register(counter, initial));
    }

    private <R> CompletionStage<R> shared(SharedKey key, Supplier<R> registering) {
        Keys.checked(key);
        CompletableFuture<R> published = new CompletableFuture<>();
        R token;
        try {
            token = registering.get();
        } catch (OwnerEndedException | LimitExceededException | RegistryClosedException refused) {
            return CompletableFuture.failedFuture(refused);
        }
        registry.publish(
                key,
                (answer, failure) -> registry.later(() -> {
                    if (failure == null) {
                        published.complete(token);
                    } else {
                        published.completeExceptionally(failure);
                    }
                }));
        return published;
    }

    /**
     * Lists the names held across the cluster, as this node knows them.
     *
     * @return an immutable snapshot, in no order
     */
    public List<ClusterRegistration> registrations() {
        return registry.member().found(grants::all);
    }

    /**
     * Finds the token of a name that this owner holds, as this node knows, without a look at its others.
     *
     * @param name the name
     * @return the token, or empty if the owner does not hold the name
     */
    public Optional<ClusterRegistration> registration(Name name) {
        return Optional.ofNullable(grants.find(name));
    }

    /**
     * Ends this side of the owner, as the local owner's end does by itself a little later: what it holds across the cluster
     * is free, and its id may be joined under again. To be called once the local owner has ended. Idempotent.
     */
    public void leave() {
        registry.end(this);
    }

    /** Tells whether this owner may act on what it holds. */
    boolean isActive() {
        return owner.endReason().isEmpty() && registry.member().suspended() == null;
    }

    /** Tells whether a grant stands, as far as this node knows. */
    boolean holds(long token) {
        return grants.find(token) != null;
    }

    Owner<T> members() {
        return members;
    }

    /** Finds the token of a grant, or makes it; with the lock held. */
    ClusterRegistration token(Holding holding) {
        return grants.token(holding);
    }

    @Nullable ClusterRegistration held(Name name) {
        return grants.find(name);
    }

    /** Does something with a grant; completes with whether it stood. */
    CompletionStage<Boolean> done(Op op) {
        CompletableFuture<Boolean> done = new CompletableFuture<>();
        ask(op, done, answer -> {
            boolean did = answer.kind() == Answer.Kind.DONE || answer.kind() == Answer.Kind.GIVEN;
            if (did && op instanceof Op.Release release) { // else it was taken before, which the log tells yet
                grants.remove(release.token());
            } else if (did && op instanceof Op.Give give && answer.held().token() != give.token()) {
                grants.remove(give.token());
            } else if (did && op instanceof Op.Store store) {
                ClusterRegistration changed = grants.find(store.token());
                if (changed != null) {
                    changed.update(changed.holding().withValue(store.value()));
                }
            }
            return did;
        });
        return done;
    }

    private <R> void ask(Op op, CompletableFuture<R> result, Function<Answer, R> reading) {
        registry.member()
                .locked(() -> askLocked(op, (answer, failure) -> {
                    if (answer == null) {
                        registry.later(() -> result.completeExceptionally(failure));
                    } else {
                        R value = reading.apply(answer);
                        registry.later(() -> result.complete(value));
                    }
                }));
    }

    /** Hears what became of an op; one of the two is null. */
    interface Hearing {
        void completed(@Nullable Answer answer, @Nullable RuntimeException failure);
    }

    /** Asks for an op of this owner, with the lock held. */
    void askLocked(Op op, Hearing hearing) {
        OwnerEndedException ended = ended();
        if (ended != null) {
            hearing.completed(null, ended);
            return;
        }
        used = true;
        registry.ask(op, (answer, failure) -> {
            Name name = asksFor(op);
            if (name != null && failure instanceof OutcomeUnknownException) {
                unsettled.add(name);
            } else if (name != null && answer != null && answer.kind() == Answer.Kind.GRANTED) {
                unsettled.remove(name);
            }
            hearing.completed(answer, failure);
        });
    }

    private static @Nullable Name asksFor(Op op) {
        if (op instanceof Op.Claim claim) {
            return claim.name();
        }
        if (op instanceof Op.Take take) {
            return take.name();
        }
        return op instanceof Op.Queue queue ? queue.name() : null;
    }

    private @Nullable OwnerEndedException ended() {
        if (owner.endReason().isEmpty()) {
            return null;
        }
        try {
            owner.registerAll(Map.of()); // registers nothing, but for who has not ended
            return null;
        } catch (OwnerEndedException ended) {
            return ended;
        }
    }

    /** Hears that a name is this owner's, or has another value; with the lock held. */
    void gained(@Nullable Holding before, Holding now, Reason reason) {
        used = true;
        ClusterRegistration standing = grants.find(now.token());
        if (standing != null) {
            standing.update(now);
        }
        if (now.isSameGrant(before)) {
            return;
        }
        boolean waited = lines.granted(now);
        boolean settles = unsettled.remove(now.name()); // also where it is known to be gone again, which is told next
        if (reason.equals(Reason.GIVEN)) {
            given(now, before);
        } else if (standing == null
                && !waited
                && (settles || now.isSameGrant(registry.member().find(now.name())))) {
            unexpected(now, before, reason);
        } // else it was asked for, and may have been given up already
    }

    /** Hears of a grant that nobody waits for: of a call whose outcome was unknown, or what was given meanwhile. */
    private void unexpected(Holding now, @Nullable Holding before, Reason reason) {
        if (reason.equals(Difference.CAUGHT_UP)) {
            given(now, before);
        } else {
            grants.token(now);
            registry.later(() -> listener.settled(now));
        }
    }

    private void given(Holding now, @Nullable Holding before) {
        grants.token(now);
        registry.later(() -> listener.given(now, before == null ? now : before));
    }

    /** Hears that a name is this owner's no more; with the lock held. */
    void lost(Holding before, Reason reason, @Nullable Holding by, boolean ends) {
        boolean known = grants.remove(before.token()) != null; // else it was of one before it under the same id
        if (known && !reason.equals(Reason.DROPPED) && !reason.equals(Reason.LEFT) && !reason.equals(Reason.GIVEN)) {
            registry.later(() -> listener.lost(before, reason, by));
        }
        if (known && ends) {
            displaced();
        }
    }

    /** Hears that a take-over ends it. */
    void displaced() {
        registry.later(() -> owner.leave(Reason.TAKEN));
    }

    /** Compares with a table that came whole: what came and went meanwhile was not told. With the lock held. */
    void caughtUp(Table table) {
        for (ClusterRegistration token : grants.all()) {
            Holding now = table.find(token.name());
            if (token.token() <= table.stamp() && !token.holding().isSameGrant(now)) {
                lost(token.holding(), Difference.CAUGHT_UP, now, false);
            }
        }
        lines.takeAgain();
    }

    /** Hears that all is lost with this node's run; with the lock held. */
    void lostAll() {
        grants.all().forEach(token -> lost(token.holding(), Table.NODE_GONE, null, false));
        lines.fail(new OutcomeUnknownException("the place went with this node's run, which the others took for dead"));
        unsettled.clear();
        used = false;
    }

    /** Hears that the local owner has ended; with the lock held. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        if (used) {
            registry.member()
                    .tell(new Op.End(id, owner.endReason().orElse(Reason.LEFT).word()));
        }
        grants.clear();
        unsettled.clear();
        OwnerEndedException ended = ended();
        lines.fail(ended == null ? new ClusterClosedException("the local registry is closed") : ended);
    }

    void suspended(@Nullable String why) {
        registry.later(() -> {
            if (why == null) {
                listener.resumed();
            } else {
                listener.suspended(why);
            }
        });
    }
}
