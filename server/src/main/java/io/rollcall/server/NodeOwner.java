package io.rollcall.server;

import io.rollcall.cluster.ClusterClaim;
import io.rollcall.cluster.ClusterListener;
import io.rollcall.cluster.ClusterOwner;
import io.rollcall.cluster.ClusterPlace;
import io.rollcall.cluster.ClusterRegistration;
import io.rollcall.cluster.Holding;
import io.rollcall.registry.Displaced;
import io.rollcall.registry.LimitExceededException;
import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import io.rollcall.registry.OwnerEndedException;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registration;
import io.rollcall.registry.RegistryClosedException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What one connection holds among all nodes. Each name is agreed upon first and then noted in this node's registry, before
 * anybody hears of it, so that there the connection is found to hold what it holds. Safe for use by any thread.
 */
final class NodeOwner implements ClusterListener {
    private final Session session;
    private final Owner<Connection> local;
    private final ClusterOwner<Connection> owner;
    /** Who is about to give which name. */
    private final Map<Name, String> givers = new ConcurrentHashMap<>(0);

    NodeOwner(Nodes nodes, Session session, Owner<Connection> local) {
        this.session = session;
        this.local = local;
        this.owner = nodes.cluster().join(local, session.number(), this);
    }

    /** Ends it here and now, ahead of the notice that the local owner has ended. */
    void end() {
        owner.leave();
    }

    /** Refuses a claim of what it holds already, or of one name too many. */
    void requireRoom(Name name) throws Refused {
        if (local.registration(name).isPresent()) {
            throw new Refused("TAKEN", session.id());
        }
        requireRoom();
    }

    /** Refuses one name too many; places in line are counted as names. */
    void requireRoom() throws Refused {
        long names = local.registrations().stream()
                .filter(held -> held.key() instanceof Name)
                .count();
        int own = Quotas.OWN;
        Quotas quotas = session.quotas();
        Quotas.check(
                Limit.NAMES,
                quotas.names(),
                (int) names - own + session.interests().places() + givers.size());
    }

    /** Claims a name; answers with who holds it now. */
    CompletionStage<ClusterClaim> claim(Name name, @Nullable String value) {
        return owner.tryRegister(name, value).thenApply(this::noted);
    }

    /** Takes a name from nobody, or from exactly this grant; answers with who holds it now. */
    CompletionStage<ClusterClaim> take(Name name, @Nullable String value, @Nullable Holding from) {
        return owner.takeOver(name, value, Displaced.END, from).thenApply(this::noted);
    }

    private ClusterClaim noted(ClusterClaim claim) {
        claim.registration().ifPresent(this::note);
        return claim;
    }

    /** Stands in line for a name; one that is granted at once is noted. */
    CompletionStage<ClusterPlace> queue(Name name, @Nullable String value) {
        return owner.standInLine(name, value).thenApply(place -> {
            if (place.position() == 0) {
                note(place.granted().join());
            }
            return place;
        });
    }

    boolean leaveLine(Name name) {
        return owner.leaveLine(name);
    }

    /** Notes what all nodes have agreed upon; gives it up again if there is no room for it here. */
    void note(ClusterRegistration granted) {
        try {
            note(granted.name(), granted.holding().value());
        } catch (LimitExceededException full) {
            granted.unregister();
            throw full;
        }
    }

    private void note(Name name, @Nullable String value) {
        Optional<Registration<Connection>> held = local.registration(name);
        if (held.isPresent()) {
            held.get().setValue(value);
        } else {
            local.takeOver(
                    name, value, Displaced.KEEP); // the last holder here may not have heard that it is that no more
        }
    }

    /** Gives a name up; answers with false if it is not held. */
    CompletionStage<Boolean> drop(Name name) {
        return ifHeld(
                name,
                held -> held.unregister().thenApply(dropped -> {
                    forget(name);
                    return dropped;
                }));
    }

    /** Changes the value of a name; answers with false if it is not held. */
    CompletionStage<Boolean> set(Name name, String value) {
        return ifHeld(
                name,
                held -> held.setValue(value).thenApply(set -> {
                    if (set) {
                        local.registration(name).ifPresent(noted -> noted.setValue(value));
                    }
                    return set;
                }));
    }

    /** Hands a name over; answers with false if it is not held, or the receiver's node is gone. */
    CompletionStage<Boolean> give(Name name, NodeTarget to) {
        return ifHeld(
                name,
                held -> held.giveTo(to.node(), to.number()).thenApply(given -> {
                    if (given) {
                        forget(name);
                    }
                    return given;
                }));
    }

    private CompletionStage<Boolean> ifHeld(Name name, Function<ClusterRegistration, CompletionStage<Boolean>> change) {
        return owner.registration(name).map(change).orElseGet(() -> CompletableFuture.completedFuture(false));
    }

    /** Tells whether a name is its own still. */
    boolean holds(Name name) {
        return owner.registration(name).isPresent();
    }

    /** Tells whether a grant of a name is its own still. */
    boolean holds(Name name, long token) {
        return owner.registration(name).filter(held -> held.token() == token).isPresent();
    }

    /** Notes who is about to give a name, so that the name says nothing about who this is. */
    void expect(Name name, String giver) {
        session.given().given(name);
        givers.put(name, giver);
    }

    /** Forgets that somebody was about to. */
    void expectNoMore(Name name) {
        if (givers.remove(name) != null) {
            session.given().claimed(name);
        }
    }

    @Override
    public void given(Holding now, Holding before) {
        String giver = givers.remove(now.name());
        String from = giver == null ? Nodes.idOf(before) : giver;
        try {
            session.given().given(now.name());
            note(now.name(), now.value());
        } catch (OwnerEndedException | RegistryClosedException | LimitExceededException gone) {
            owner.registration(now.name()).ifPresent(ClusterRegistration::unregister);
            return;
        }
        session.tell(">given " + Text.shown(now.name()) + " " + from);
    }

    @Override
    public void settled(Holding now) {
        try {
            note(now.name(), now.value());
        } catch (OwnerEndedException | RegistryClosedException | LimitExceededException gone) {
            owner.registration(now.name()).ifPresent(ClusterRegistration::unregister);
        }
    }

    @Override
    public void lost(Holding lost, Reason reason, @Nullable Holding by) {
        if (owner.registration(lost.name()).isEmpty()) { // else it has been claimed again meanwhile
            forget(lost.name());
        }
        session.tell(">taken " + Text.shown(lost.name()) + " " + (by == null ? "none" : Nodes.idOf(by)));
    }

    private void forget(Name name) {
        local.registration(name).ifPresent(Registration::unregister);
        session.given().claimed(name);
    }
}
