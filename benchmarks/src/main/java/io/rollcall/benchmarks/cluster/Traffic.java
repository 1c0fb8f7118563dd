package io.rollcall.benchmarks.cluster;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Messages from one node to another, so many under way at once at most: the receiver acknowledges every {@value #ACK}th with
 * a message of one byte. Each node has one, which sends, or receives.
 */
final class Traffic {
    /** How many messages are acknowledged by one. */
    static final int ACK = 1024;
    /** How many messages are under way at most: half of what JGroups queues for a peer, and drops beyond. */
    static final int WINDOW = 8 * ACK;

    private static final int SECONDS = 60;

    /** What hands a message to the other node. */
    interface Link {
        void send(byte[] message) throws Exception;
    }

    private final Semaphore room = new Semaphore(WINDOW);
    private final Link back;
    private int received; // by the one thread at a time that messages come in

    Traffic(Link back) {
        this.back = back;
    }

    /**
     * Sends messages, and waits until all have arrived.
     *
     * @param count a multiple of {@link #ACK}
     * @return how many arrived in a second
     */
    double send(Link to, int count, int bytes) throws Exception {
        byte[] message = new byte[bytes];
        long begun = System.nanoTime();
        for (int i = 0; i < count; i++) {
            if (!room.tryAcquire()) {
                acquire(1);
            }
            to.send(message);
        }
        acquire(WINDOW);
        double seconds = (System.nanoTime() - begun) / 1e9;
        room.release(WINDOW);
        return count / seconds;
    }

    private void acquire(int permits) throws InterruptedException, TimeoutException {
        if (!room.tryAcquire(permits, SECONDS, TimeUnit.SECONDS)) {
            throw new TimeoutException((WINDOW - room.availablePermits()) + " messages were not acknowledged");
        }
    }

    /** Takes a message of the other node. */
    void received(int bytes) throws Exception {
        if (bytes == 1) {
            room.release(ACK);
        } else if (++received % ACK == 0) {
            back.send(new byte[1]);
        }
    }
}
