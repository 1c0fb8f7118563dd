package io.rollcall.registry;

/**
 * Thrown when a closed registry is asked for anything, so that "closed" is never mistaken for "nobody".
 *
 * @since 0.1
 */
public final class RegistryClosedException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    RegistryClosedException() {
        super("the registry is closed");
    }
}
