package io.rollcall.cluster;

import io.rollcall.registry.Name;
import io.rollcall.registry.Reason;
import io.rollcall.registry.SharedKey;
import org.jspecify.annotations.Nullable;

/** Hears what an applied entry changed, in the order in which it did, from the thread that applies it. */
interface TableListener {
    /** Tells of a name; before and after are never both null. Ends is whether the one before is to end. */
    void changed(Name name, @Nullable Holding before, @Nullable Holding after, Reason reason, boolean ends);

    /** Tells that the share of a node in a key is another now. */
    void published(SharedKey key, Node node, Share before, Share after);

    /** Tells that a run of a node has begun. */
    void joined(Session session);

    /** Tells that a run of a node is over; what it had has gone before. */
    void purged(Session session);
}
