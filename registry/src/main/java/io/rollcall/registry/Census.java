package io.rollcall.registry;

/**
 * Counts what a registry holds: all zero once every owner has left and nobody waits.
 *
 * @param owners owners that have joined and not ended
 * @param names names held
 * @param properties properties that have a member
 * @param memberships members of all properties together
 * @param waiting awaits and places in line that are open, starts under way, and those who wait for them
 * @since 0.1
 */
public record Census(long owners, long names, long properties, long memberships, long waiting) {
    /** What an empty registry answers. */
    public static final Census EMPTY = new Census(0, 0, 0, 0, 0);
}
