package io.rollcall.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.protocols.raft.RAFT;
import org.jgroups.raft.util.CommitTable;

/**
 * RAFT of jgroups-raft, but for how a node that is behind catches up while others are busy. Its parent sends such a node what it
 * lacks only once nothing was asked for a while, one entry at a time for as long as newer ones come in between, and another
 * snapshot each time until the first is answered: under load none of that ever ends.
 *
 * <p>All of it is done by the one thread that runs the protocol.
 */
final class CatchUpRaft extends RAFT {
    /** How often, under load, it is looked who is behind; and by how many entries that is. */
    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(50);

    private static final int BEHIND = 32;
    /** How many entries are sent again at a time. */
    private static final int MOST_ENTRIES = 64;
    /** How long a node is given for a snapshot until it is sent another. */
    private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

    private final Map<Address, Long> snapshots = new HashMap<>();
    private long looked = System.nanoTime();

    CatchUpRaft() {
        setId(RAFT_ID); // that of its parent, by which nodes know its messages
    }

    @Override
    protected void process(List<Request> requests) {
        super.process(requests);
        CommitTable followers = commit_table;
        long now = System.nanoTime();
        if (followers != null && now - looked >= EVERY) {
            looked = now;
            followers.forEach((member, entry) -> {
                if (last_appended - entry.nextIndex() >= BEHIND) {
                    sendAppendEntriesMessage(member, entry);
                }
            });
        }
    }

    @Override
    protected void sendAppendEntriesMessage(Address member, CommitTable.Entry entry) {
        long next = Math.max(entry.nextIndex(), 1);
        if (next < log_impl.firstAppended()) {
            long now = System.nanoTime();
            Long sent = snapshots.get(member);
            if (sent == null || now - sent >= PATIENCE) {
                snapshots.keySet().retainAll(commit_table.keys());
                snapshots.put(member, now);
                super.sendAppendEntriesMessage(member, entry);
            }
        } else if (next <= last_appended) {
            resend(member, next, Math.min(last_appended, next + MOST_ENTRIES - 1));
        } else {
            super.sendAppendEntriesMessage(member, entry);
        }
    }
}
