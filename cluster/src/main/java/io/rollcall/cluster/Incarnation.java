package io.rollcall.cluster;

/**
 * One process of a node, as the engine knows it: the node's id, and an address that is drawn anew with each start.
 *
 * @param node the node's configured id
 * @param high the address's first half
 * @param low the address's second half
 */
record Incarnation(String node, long high, long low) {
    @Override
    public String toString() {
        return node + "@" + Long.toHexString(high ^ low);
    }
}
