package io.rollcall.cluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.protocols.raft.LogEntry;
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
    /** How many entries are sent again at a time, and about how many bytes. */
    private static final int MOST_ENTRIES = 1024;

    private static final int MOST_BYTES = 1 << 20;
    /** How long a node is given to answer, until it is sent the very same again. */
    private static final long PATIENCE = TimeUnit.MILLISECONDS.toNanos(100);

    private static final long SNAPSHOT_PATIENCE = TimeUnit.SECONDS.toNanos(5);

    /** What a node was sent last: from which entry on, and when. */
    private record Sent(long from, long at) {}

    private final Map<Address, Sent> sent = new HashMap<>();
    private final Map<Address, Sent> snapshots = new HashMap<>();
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
            sent.keySet().retainAll(followers.keys());
            snapshots.keySet().retainAll(followers.keys());
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
            if (isDue(snapshots, member, 0, SNAPSHOT_PATIENCE)) {
                super.sendAppendEntriesMessage(member, entry);
            }
        } else if (next > last_appended) {
            super.sendAppendEntriesMessage(member, entry);
        } else if (isDue(sent, member, next, PATIENCE)) {
            resend(member, next, last(next));
        }
    }

    private static boolean isDue(Map<Address, Sent> sent, Address member, long from, long patience) {
        long now = System.nanoTime();
        Sent last = sent.get(member);
        if (last != null && last.from == from && now - last.at < patience) {
            return false;
        }
        sent.put(member, new Sent(from, now));
        return true;
    }

    /** Up to where entries are sent at a time; one at least. */
    private long last(long from) {
        long last = from;
        int bytes = 0;
        for (long i = from; i <= last_appended && i < from + MOST_ENTRIES && bytes < MOST_BYTES; i++) {
            LogEntry entry = log_impl.get(i);
            bytes += entry == null ? 0 : entry.length();
            last = i;
        }
        return last;
    }
}
