package io.rollcall.cluster;

import org.jgroups.Address;
import org.jgroups.Message;
import org.jgroups.View;
import org.jgroups.protocols.PerDestinationBundler;
import org.jspecify.annotations.Nullable;

/**
 * A queue for each peer, and one for what goes to all: of one for everything, a peer that has vanished holds up the
 * heartbeats to all others.
 *
 * <p>Others find a queue once it has begun. The parent has each who finds it missing begin it: of two, the second replaces
 * what the sending thread waits at, and nothing goes that way any more.
 */
final class PeerQueues extends PerDestinationBundler {
    /** Messages in one queue: what does not fit is dropped, and sent again half a second later. More than credits allow for. */
    private static final int CAPACITY = 1 << 17;

    PeerQueues() {
        setCapacity(CAPACITY);
    }

    @Override
    public void send(Message message) throws Exception {
        if (message.getSrc() == null) {
            message.setSrc(local_addr);
        }
        Address to = message.getDest();
        Queue queue = dests.get(key(to)) instanceof Queue begun ? begun : begin(to);
        queue.add(message);
    }

    @Override
    public synchronized void viewChange(View view) {
        view.getMembers().forEach(this::begin);
        super.viewChange(view);
    }

    private synchronized Queue begin(@Nullable Address to) {
        if (dests.get(key(to)) instanceof Queue begun) {
            return begun;
        }
        Queue queue = new Queue(to);
        queue.start();
        dests.put(key(to), queue);
        return queue;
    }

    private static Address key(@Nullable Address to) {
        return to == null ? NULL : to;
    }

    private final class Queue extends SendBuffer {
        Queue(@Nullable Address to) {
            super(to);
        }

        void add(Message message) throws Exception {
            send(message);
        }
    }
}
