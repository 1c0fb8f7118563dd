package io.rollcall.cluster;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/** Tells who hears of nodes. Guarded by the member's lock. */
final class Nodes {
    private final Member member;
    private final NodesListener listener;
    /** Whether this node was taken in once: what it reads from its log before that is long over. */
    private boolean begun;

    Nodes(Member member, NodesListener listener) {
        this.member = member;
        this.listener = listener;
    }

    /** Hears that this node is taken in, among others. */
    void takenIn(Collection<Session> joined) {
        if (!begun) {
            begun = true;
            joined.forEach(session -> came(session.node()));
        }
    }

    void came(Node node) {
        if (begun) {
            member.later(() -> listener.joined(node));
        }
    }

    void went(Node node) {
        if (begun) {
            member.later(() -> listener.gone(node));
        }
    }

    void suspended(@Nullable String why) {
        member.later(() -> {
            if (why == null) {
                listener.resumed();
            } else {
                listener.suspended(why);
            }
        });
    }
}
