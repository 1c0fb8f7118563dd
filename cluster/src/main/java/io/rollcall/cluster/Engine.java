package io.rollcall.cluster;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The seam to what agrees on the log, and carries messages: proposals that a majority commits are applied by every node in
 * one order. Nothing above it knows of an engine, nothing below it of names.
 *
 * <p>Any number of threads may call it. It may lose, repeat and delay proposals, and fail one that is committed later.
 */
interface Engine extends AutoCloseable {
    /** What the engine calls. Applying, writing and reading come one at a time; the rest whenever it likes. */
    interface Replica {
        /** Applies a committed entry, and returns what its proposer is told. */
        byte[] apply(byte[] entry);

        /** Writes everything that was applied. */
        void write(DataOutput out) throws IOException;

        /** Replaces everything that was applied. */
        void read(DataInput in) throws IOException;

        /** Takes a message of another process. */
        default void received(Incarnation from, byte[] message) {
            received(from, message, false);
        }

        /** Takes a message of another process; after one that says that more come at once, another call follows. */
        void received(Incarnation from, byte[] message, boolean more);

        /** Tells that {@link Engine#status()} answers otherwise now; to be called with no lock held. */
        void statusChanged();

        /** Tells that this node has ended by itself, after its start, and why; to be called with no lock held. */
        void failed(String why);
    }

    /**
     * How things stand.
     *
     * @param members the processes that this one sees
     * @param voters whether they are a majority of those that vote
     * @param leader who leads, if known
     * @param term how many elections there were, as this process knows
     * @param committed up to which position of the log it knows a majority to have the entries
     * @param applied up to which position it has applied them
     */
    record Status(
            Set<Incarnation> members,
            boolean voters,
            @Nullable Incarnation leader,
            long term,
            long committed,
            long applied) {
        /** Of a process that has yet to see anybody. */
        static final Status ALONE = new Status(Set.of(), false, null, 0, 0, 0);

        boolean hasMajority() {
            return voters;
        }
    }

    /** Connects, after what is in the log on disk was applied; or has begun to, where that takes what only others can do. */
    void start(Replica replica) throws IOException;

    /** This process; known from the start on. */
    Incarnation self();

    /**
     * Proposes an entry.
     *
     * @return completes with what {@link Replica#apply} answered somewhere; failing, or never completing, it says nothing of
     *     whether the entry is or will be committed
     */
    CompletableFuture<byte[]> propose(byte[] entry);

    /**
     * Sends a message beside the log: at most once, in order for each receiver; false if it cannot be sent. May wait for a
     * receiver that takes nothing.
     */
    boolean send(Incarnation to, byte[] message);

    /** Tells whether it sees a process. */
    default boolean sees(Incarnation process) {
        return status().members().contains(process);
    }

    /** Tells how things stand. May take a lock of the engine's, so nothing calls it with one held. */
    Status status();

    /** Leaves; idempotent. */
    @Override
    void close();
}
