package io.rollcall.cluster;

import java.util.Map;

/**
 * Weighted rendezvous hashing over nodes, after Schindelhauer and Schomaker's logarithmic method: a node has keys in
 * proportion to its count, and when its count changes only keys to it or from it move. All nodes find the same, in all
 * virtual machines, and a run of a node has the keys of the one before it.
 */
final class Rendezvous {
    private static final double TWO_TO_53 = 1L << 53;

    private Rendezvous() {}

    /** Finds the node that a key belongs to; there is at least one, and each count is positive. */
    static Node node(String routingKey, Map<Node, Integer> counts) {
        long hash = mix(routingKey.hashCode());
        Node first = counts.keySet().iterator().next();
        double most = -1;
        for (Map.Entry<Node, Integer> each : counts.entrySet()) {
            Node node = each.getKey();
            double score = each.getValue()
                    / -StrictMath.log(chance(hash ^ mix(~node.id().hashCode())));
            if (score > most || (score == most && node.session() > first.session())) { // of one node's runs the newest
                first = node;
                most = score;
            }
        }
        return first;
    }

    /** A number above 0 and below 1 that any bit decides upon. */
    private static double chance(long bits) {
        return ((mix(bits) >>> 12) * 2 + 1) / TWO_TO_53;
    }

    /** Spreads the bits of a number over all of it (the finalizer of splitmix64). */
    private static long mix(long number) {
        long mixed = (number ^ (number >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}
