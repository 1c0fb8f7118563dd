package io.rollcall.registry;

/**
 * Says what becomes of the owner that loses a name to a {@linkplain Owner#takeOver(Name, Object, Displaced) take-over}.
 *
 * @since 0.1
 */
public enum Displaced {
    /** It ends with {@link Reason#TAKEN} and loses everything it holds. */
    END,
    /** It loses the name and keeps the rest. */
    KEEP
}
