package io.rollcall.registry;

/**
 * Thrown when a name is held already, by another owner or by the caller itself.
 *
 * @since 0.1
 */
public final class NameTakenException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    private final transient Name name;
    private final transient Owner<?> holder;

    NameTakenException(Name name, Owner<?> holder) {
        super("name " + name + " is held by owner " + holder.id() + " (" + Texts.of(holder.subject()) + ")");
        this.name = name;
        this.holder = holder;
    }

    /**
     * Returns the name that was asked for.
     *
     * @return the name
     */
    public Name name() {
        return name;
    }

    /**
     * Returns the owner that held it; it may have ended since.
     *
     * @return the holder, the caller's own owner included
     */
    public Owner<?> holder() {
        return holder;
    }
}
