package io.rollcall.registry;

/**
 * Thrown when something is asked for on behalf of an owner that has ended.
 *
 * @since 0.1
 */
public final class OwnerEndedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final transient Owner<?> owner;

    OwnerEndedException(Owner<?> owner, Reason reason) {
        super("owner " + owner.id() + " (" + Texts.of(owner.subject()) + ") has ended: " + reason);
        this.owner = owner;
    }

    /**
     * Returns the owner that had ended.
     *
     * @return the owner
     */
    public Owner<?> owner() {
        return owner;
    }
}
