package io.rollcall.registry;

import java.util.Objects;
import java.util.Optional;

/**
 * Answers {@link Registry#startOrLocate}: who holds the name, and whether this very call started it. Immutable.
 *
 * @param <T> what the registry looks up
 * @param entry the holding of the name; it may be out of date as soon as it is returned
 * @param started true for the one call whose factory made the holder
 * @param lost what this call's factory made though another held the name by then: it lives, holds nothing on account of
 *     this call, and is the caller's to use or to end; empty in every other case
 * @since 0.1
 */
public record Start<T>(Entry<T> entry, boolean started, Optional<Owner<T>> lost) {
    /**
     * Checks that nothing is null.
     *
     * @param entry the holding of the name
     * @param started whether the caller's factory made the holder
     * @param lost the caller's product, where another holds the name
     */
    public Start {
        Objects.requireNonNull(entry, "entry");
        Objects.requireNonNull(lost, "lost");
    }

    static <T> Start<T> located(Entry<T> entry) {
        return new Start<>(entry, false, Optional.empty());
    }
}
