package io.rollcall.registry;

/**
 * Answers a {@linkplain Registry#dispatch(Name, java.util.function.Predicate) dispatch} to a name.
 *
 * @since 0.1
 */
public enum Dispatch {
    /** The holder's action accepted. */
    DELIVERED,
    /** Nobody holds the name. */
    NOBODY,
    /** The holder's action refused: it is too slow, or closing. */
    REFUSED
}
