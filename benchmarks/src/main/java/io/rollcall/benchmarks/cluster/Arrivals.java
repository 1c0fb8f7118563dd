package io.rollcall.benchmarks.cluster;

import org.jspecify.annotations.Nullable;

/** Counts deliveries to the members on a node, and the messages they came in: those of one message share its bytes. */
final class Arrivals {
    private long deliveries; // these three by this object's lock
    private long messages;
    private byte @Nullable [] last;

    @SuppressWarnings("ReferenceEquality") // one message is one array
    synchronized boolean deliver(byte[] message) {
        deliveries++;
        if (message != last) {
            last = message;
            messages++;
        }
        notifyAll();
        return true;
    }

    /** Waits for deliveries; answers in how many messages they came. */
    synchronized long await(long wanted, long millis) throws InterruptedException {
        long deadline = System.nanoTime() + millis * 1_000_000;
        while (deliveries < wanted) {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new IllegalStateException(deliveries + " of " + wanted + " deliveries came");
            }
            wait(left);
        }
        long answer = messages;
        deliveries = 0;
        messages = 0;
        last = null;
        return answer;
    }
}
