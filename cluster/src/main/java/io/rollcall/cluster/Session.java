package io.rollcall.cluster;

import io.rollcall.registry.SharedKey;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the table knows of one run of a node: its batches' numbers and what its workers have. Written by the one thread
 * that applies the log. All orders are those in which things were first applied, which are the same on every node.
 */
final class Session {
    /** How many answers are kept for repeats; more than a node has batches under way. */
    static final int KEPT_ANSWERS = 8;

    /** What a worker has. */
    static final class Held {
        final Set<NameRow> names = new LinkedHashSet<>(4);
        private @Nullable Set<NameRow> lines; // mostly none
        /** Whether a take-over ends the worker: kept until its node has done so. */
        boolean doomed;

        void stands(NameRow row) {
            Set<NameRow> standing = lines;
            if (standing == null) {
                standing = new LinkedHashSet<>(4);
                lines = standing;
            }
            standing.add(row);
        }

        void leaves(NameRow row) {
            Set<NameRow> standing = lines;
            if (standing != null && standing.remove(row) && standing.isEmpty()) {
                lines = null;
            }
        }

        /** Lists the names in whose lines it stands, as they are now. */
        List<NameRow> lines() {
            Set<NameRow> standing = lines;
            return standing == null ? List.of() : List.copyOf(standing);
        }

        private boolean isIdle() {
            return names.isEmpty() && lines == null && !doomed;
        }
    }

    private final Node node;
    private final Incarnation incarnation;
    private final long nonce;
    private final Map<Long, byte[]> answers = new LinkedHashMap<>();
    private final Map<Long, Held> workers = new LinkedHashMap<>();
    private final Map<SharedKey, Share> shares = new LinkedHashMap<>();
    private long serial;

    Session(Node node, Incarnation incarnation, long nonce) {
        this.node = node;
        this.incarnation = incarnation;
        this.nonce = nonce;
    }

    Node node() {
        return node;
    }

    Incarnation incarnation() {
        return incarnation;
    }

    /** Which of its incarnation's joins made it: a later one has a greater. */
    long nonce() {
        return nonce;
    }

    /** The number of the last batch that was applied, 0 for none. */
    long serial() {
        return serial;
    }

    /** Notes what was answered to the next batch. */
    void answered(long newSerial, byte[] answer) {
        serial = newSerial;
        answers.put(newSerial, answer);
        answers.remove(newSerial - KEPT_ANSWERS);
    }

    void setSerial(long newSerial) {
        serial = newSerial;
    }

    /** Finds what was answered to a batch, while that is kept. */
    byte @Nullable [] answer(long ofSerial) {
        return answers.get(ofSerial);
    }

    Map<Long, byte[]> answers() {
        return answers;
    }

    /** Finds what a worker has, to add to it. */
    Held worker(long worker) {
        return workers.computeIfAbsent(worker, id -> new Held());
    }

    Map<Long, Held> workers() {
        return workers;
    }

    void forgetIfIdle(long worker) {
        Held held = workers.get(worker);
        if (held != null && held.isIdle()) {
            workers.remove(worker);
        }
    }

    /** Lists the workers that a take-over ends, and whose end is yet to come. */
    List<Long> doomed() {
        return workers.entrySet().stream()
                .filter(worker -> worker.getValue().doomed)
                .map(Map.Entry::getKey)
                .toList();
    }

    Map<SharedKey, Share> shares() {
        return shares;
    }
}
