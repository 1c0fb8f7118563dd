package io.rollcall.cluster;

import io.rollcall.registry.Name;
import org.jspecify.annotations.Nullable;

/**
 * A name held by a worker somewhere in the cluster, as it was when asked: it may be out of date as soon as it is
 * returned.
 *
 * @param name the name
 * @param node the run of the node on which the holder lives
 * @param worker the holder's {@linkplain ClusterOwner#id() id} on that node
 * @param token the fencing token of this grant: greater than that of any grant before it, of whatever name, for as long as
 *     the cluster's log exists. Whoever guards a side effect with it refuses a smaller one than it has seen
 * @param value what the holder keeps with the name, or null
 * @since 0.1
 */
public record Holding(
        Name name,
        Node node,
        long worker,
        long token,
        @Nullable String value) {
    /** Tells whether this is the same grant, whatever its value. */
    boolean isSameGrant(@Nullable Holding other) {
        return other != null && token == other.token;
    }

    Holding withValue(@Nullable String newValue) {
        return new Holding(name, node, worker, token, newValue);
    }
}
