package io.rollcall.registry;

/**
 * Counts what a registry holds: all zero once every owner has left, and nobody waits or watches.
 *
 * @param owners owners that have joined and not ended
 * @param names names held
 * @param properties properties that have a member, hidden or not
 * @param counters counters that have a member, hidden or not
 * @param memberships members of all properties and counters together, hidden ones too
 * @param waiting awaits, places in line and claims that are open and wait, starts under way, and those who wait for them
 * @param watches watches that are open
 * @since 0.1
 */
public record Census(
        long owners, long names, long properties, long counters, long memberships, long waiting, long watches) {
    /** What an empty registry answers. */
    public static final Census EMPTY = new Census(0, 0, 0, 0, 0, 0, 0);
}
