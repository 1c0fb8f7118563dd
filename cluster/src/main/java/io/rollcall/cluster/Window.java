package io.rollcall.cluster;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What one run of a node has asked for and not been answered: the ops that wait, and the batches under way, numbered in
 * order. A batch is proposed again, the very same, until it is answered or the run is over. Guarded by the member's lock.
 */
final class Window {
    /** How many ops a batch has at most. */
    static final int MAX_OPS = 512;
    /** How many bytes, about, after which a batch takes no further op. */
    static final int MAX_WEIGHT = 256 * 1024;
    /** How many batches are under way at most; fewer than the table keeps answers of. */
    static final int MAX_BATCHES = 4;

    /** A batch under way; proposed is when it last was. */
    static final class Sent {
        final long serial;
        final byte[] entry;
        final List<Request> requests;
        long proposed;
        boolean early;

        Sent(long serial, byte[] entry, List<Request> requests) {
            this.serial = serial;
            this.entry = entry;
            this.requests = requests;
        }
    }

    private final Queue<Request> waiting = new ArrayDeque<>();
    private final TreeMap<Long, Sent> sent = new TreeMap<>();
    private long serial;

    void add(Request request) {
        waiting.add(request);
    }

    /** How many ops wait to be sent. */
    int size() {
        return waiting.size();
    }

    boolean isIdle() {
        return waiting.isEmpty() && sent.isEmpty();
    }

    /** Tells whether another batch may be sent. */
    boolean hasRoom() {
        return sent.isEmpty() || serial - sent.firstKey() + 1 < MAX_BATCHES;
    }

    /** Makes the next batch of what waits; null if nothing does. */
    @Nullable Sent next(Node me, long now) {
        List<Request> requests = new ArrayList<>();
        int weight = 0;
        while (requests.size() < MAX_OPS && weight < MAX_WEIGHT && !waiting.isEmpty()) {
            weight += waiting.element().op().weight();
            requests.add(waiting.remove());
        }
        if (requests.isEmpty()) {
            return null;
        }
        List<Op> ops = requests.stream().map(Request::op).toList();
        Sent batch = new Sent(++serial, new Command.Batch(me.session(), serial, ops).bytes(), requests);
        batch.proposed = now;
        sent.put(serial, batch);
        return batch;
    }

    /** Takes a batch out that was answered; null if that is known. */
    @Nullable Sent answered(long ofSerial) {
        return sent.remove(ofSerial);
    }

    /** Notes that a batch was refused for coming before its predecessor; returns it if it need not wait for that any more. */
    List<Sent> refusedAsEarly(long ofSerial) {
        Sent batch = sent.get(ofSerial);
        if (batch == null) {
            return List.of();
        }
        batch.early = true;
        return sent.containsKey(ofSerial - 1) ? List.of() : List.of(batch);
    }

    /** The batch that came before its predecessor, which now is answered. */
    List<Sent> heldUpBy(long ofSerial) {
        Sent next = sent.get(ofSerial + 1);
        return next != null && next.early ? List.of(next) : List.of();
    }

    /** The batches that were last proposed before an instant, oldest first. */
    List<Sent> proposedBefore(long instant) {
        return sent.values().stream()
                .filter(batch -> batch.proposed - instant <= 0)
                .toList();
    }

    List<Long> serials() {
        return List.copyOf(sent.keySet());
    }

    /** Fails what nobody should wait for any longer; what was not sent yet will not be. */
    void expire(long now) {
        ClusterException why = new OutcomeUnknownException("nobody answered in time");
        for (Map.Entry<Long, Sent> each : sent.entrySet()) {
            each.getValue().requests.stream()
                    .filter(request -> request.isOver(now))
                    .forEach(request -> request.fail(why));
        }
        waiting.removeIf(request -> {
            boolean over = request.isOver(now);
            if (over) {
                request.fail(why);
            }
            return over;
        });
    }

    /** Fails everything, and begins anew with number 1. */
    void reset(ClusterException why) {
        List<Request> all = new ArrayList<>();
        sent.values().forEach(batch -> all.addAll(batch.requests));
        all.addAll(waiting);
        sent.clear();
        waiting.clear();
        serial = 0;
        all.forEach(request -> request.fail(why));
    }
}
