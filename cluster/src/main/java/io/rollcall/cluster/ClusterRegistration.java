package io.rollcall.cluster;

import io.rollcall.registry.Name;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The token of one grant of a name. Only it, its owner's end, a take-over or its node's end removes that grant. Safe for use
 * by any thread.
 *
 * @since 0.1
 */
public final class ClusterRegistration {
    private final ClusterOwner<?> owner;
    private volatile Holding holding;
    private volatile boolean gone; // set under the member's lock

    ClusterRegistration(ClusterOwner<?> owner, Holding holding) {
        this.owner = owner;
        this.holding = holding;
    }

    /**
     * Returns the name.
     *
     * @return the name
     */
    public Name name() {
        return holding.name();
    }

    /**
     * Returns the fencing token of the grant: see {@link Holding#token()}.
     *
     * @return the token
     */
    public long token() {
        return holding.token();
    }

    /**
     * Returns the grant with its value as this node knows it; the last one if it is gone.
     *
     * @return a snapshot
     */
    public Holding holding() {
        return holding;
    }

    /**
     * Tells whether the owner may act on the grant. Finds a pause of this process at once. It cannot tell whether the
     * others have given the name away while no word of it came through: guard what must not happen twice with the
     * {@linkplain #token() token}.
     *
     * @return false while the node is suspended, and for good once the grant is gone or its owner has ended
     */
    public boolean isHeld() {
        return !gone && owner.isActive();
    }

    /**
     * Replaces the value kept with the name.
     *
     * @param value the new value, 16,384 chars at most; null for none
     * @return completes with true if the grant stood and has it now, with false if it was gone; fails with a
     *     {@link ClusterException}
     * @throws IllegalArgumentException if the value is too long
     */
    public CompletionStage<Boolean> setValue(@Nullable String value) {
        return owner.done(new Op.Store(name(), token(), Keys.checkedValue(value)));
    }

    /**
     * Gives the name up; the first in line gets it. Idempotent.
     *
     * @return completes with true for the call that removed the grant, with false if it was gone; fails with a
     *     {@link ClusterException}
     */
    public CompletionStage<Boolean> unregister() {
        return owner.done(new Op.Release(name(), token()));
    }

    /**
     * Hands the name to a worker of any node, in one step of the log: nobody sees it free in between. It is another grant,
     * with a token of its own; the value goes along, and a line that waits stays, but for the receiver, who has what it
     * waited for. The receiver's {@linkplain ClusterListener#given listener} is told. A worker that has ended, or that its
     * node does not know, does not keep the name: the first in line gets it, or it is free. Handing it to its present owner
     * changes nothing.
     *
     * @param node the run of the receiver's node
     * @param worker the receiver's {@linkplain ClusterOwner#id() id} there
     * @return completes with true if the grant stood and was given; with false if it was gone or that run is not joined, and
     *     nothing has changed; fails with a {@link ClusterException}
     */
    public CompletionStage<Boolean> giveTo(Node node, long worker) {
        return owner.done(new Op.Give(name(), token(), node.session(), worker));
    }

    void update(Holding now) {
        holding = now;
    }

    void goes() {
        gone = true;
    }

    @Override
    public String toString() {
        return holding.toString();
    }
}
