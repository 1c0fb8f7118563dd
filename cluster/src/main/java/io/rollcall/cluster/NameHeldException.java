package io.rollcall.cluster;

/**
 * Tells that a name is held by another.
 *
 * @since 0.1
 */
public final class NameHeldException extends ClusterException {
    private static final long serialVersionUID = 1;

    private final transient Holding holding;

    NameHeldException(Holding holding) {
        super(holding.name() + " is held by worker " + holding.worker() + " of " + holding.node());
        this.holding = holding;
    }

    /**
     * Returns who held it at the log position at which it was refused.
     *
     * @return the holding
     */
    public Holding holding() {
        return holding;
    }
}
