package io.rollcall.cluster;

import io.rollcall.registry.Reason;
import org.jspecify.annotations.Nullable;

/**
 * Hears what happens to an owner's names across the cluster. Calls come one at a time, on the cluster registry's executor,
 * and under no lock. What they throw is reported and harms nobody.
 *
 * @since 0.1
 */
public interface ClusterListener {
    /**
     * Tells that a name is the owner's no more, and not by its own doing: another took it, or the other nodes took this
     * one for dead. It may be claimed again.
     *
     * @param lost what was lost
     * @param reason why: {@link Reason#TAKEN}, or one with the word {@code node-gone} or {@code caught-up}
     * @param by who has it now, if known
     */
    default void lost(Holding lost, Reason reason, @Nullable Holding by) {}

    /**
     * Tells that another worker handed a name to the owner, to be {@linkplain ClusterOwner#registration kept} or given up.
     *
     * @param now the grant that is the owner's
     * @param before who had it before; the same as now where that is not known, since the node was behind
     */
    default void given(Holding now, Holding before) {}

    /**
     * Tells that a call whose outcome was unknown was committed after all: the name is the owner's.
     *
     * @param now what it holds
     */
    default void settled(Holding now) {}

    /**
     * Tells that this node may not act as an owner for the time being: the names may be another's by now.
     *
     * @param why a few words for people
     */
    default void suspended(String why) {}

    /** Tells that this node may act as an owner again, of what it was not told it lost. */
    default void resumed() {}
}
