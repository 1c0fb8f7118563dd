package io.rollcall.cluster;

import io.rollcall.registry.Reason;
import io.rollcall.registry.SharedKey;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Tells what became of each run and key between two tables, where the entries that led from one to the other were not
 * seen: first who came, last who went.
 */
final class Difference {
    /** Why an entry changed that changed while this node was behind. */
    static final Reason CAUGHT_UP = Reason.of("caught-up");

    private final Table before;
    private final Table after;

    Difference(Table before, Table after) {
        this.before = before;
        this.after = after;
    }

    void tell(TableListener listener) {
        for (Session now : after.sessions()) {
            if (before.session(now.node().session()) == null) {
                listener.joined(now);
            }
        }
        tellNames(listener);
        tellShares(listener);
        for (Session old : before.sessions()) {
            if (after.session(old.node().session()) == null) {
                listener.purged(old);
            }
        }
    }

    private void tellNames(TableListener listener) {
        for (Holding old : before.holdings()) {
            Holding now = after.find(old.name());
            if (!old.equals(now)) {
                listener.changed(old.name(), old, now, CAUGHT_UP, false);
            }
        }
        for (Holding now : after.holdings()) {
            if (before.find(now.name()) == null) {
                listener.changed(now.name(), null, now, CAUGHT_UP, false);
            }
        }
    }

    private void tellShares(TableListener listener) {
        Set<SharedKey> keys = new HashSet<>(before.sharedKeys());
        keys.addAll(after.sharedKeys());
        for (SharedKey key : keys) {
            Map<Node, Share> old = before.shares(key);
            Map<Node, Share> now = after.shares(key);
            Set<Node> nodes = new HashSet<>(old.keySet());
            nodes.addAll(now.keySet());
            for (Node node : nodes) {
                Share was = old.getOrDefault(node, Share.NONE);
                Share is = now.getOrDefault(node, Share.NONE);
                if (!was.equals(is)) {
                    listener.published(key, node, was, is);
                }
            }
        }
    }
}
