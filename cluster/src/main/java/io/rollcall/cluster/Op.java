package io.rollcall.cluster;

import io.rollcall.registry.Name;
import io.rollcall.registry.Reason;
import io.rollcall.registry.SharedKey;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a node does for a worker of its own. It is applied by every node, at the same position of the log, and so
 * depends on the table alone: on no clock, no chance, and nothing of its node.
 */
sealed interface Op {
    /** Does it. */
    Answer apply(Table table, Session session);

    /** The number that says which op it is; part of the log's format. */
    int type();

    /** Writes what follows the type. */
    void write(DataOutput out) throws IOException;

    /** About how many bytes it takes. */
    default int weight() {
        return 64;
    }

    /** About how many bytes a value and all else take. */
    private static int weight(@Nullable String value) {
        return 64 + (value == null ? 0 : 2 * value.length());
    }

    /** Reads an op with its type. */
    static Op read(DataInput in) throws IOException {
        int type = in.readUnsignedByte();
        return switch (type) {
            case Claim.TYPE -> new Claim(Keys.readName(in), in.readLong(), Wire.readText(in));
            case Queue.TYPE -> new Queue(Keys.readName(in), in.readLong(), Wire.readText(in));
            case Unqueue.TYPE -> new Unqueue(Keys.readName(in), in.readLong(), in.readLong());
            case Take.TYPE -> Take.read(in);
            case Release.TYPE -> new Release(Keys.readName(in), in.readLong());
            case Store.TYPE -> new Store(Keys.readName(in), in.readLong(), Wire.readText(in));
            case End.TYPE -> new End(in.readLong(), in.readUTF());
            case Publish.TYPE -> new Publish(Keys.readShared(in), new Share(in.readInt(), in.readLong()));
            case Read.TYPE -> new Read(Keys.readName(in));
            case Check.TYPE -> new Check(in.readLong());
            case Give.TYPE -> new Give(Keys.readName(in), in.readLong(), in.readLong(), in.readLong());
            default -> throw new UnknownCommandException("an op is of type " + type);
        };
    }

    /** Claims a name; who holds it already is granted it again, with the same token, so that a repeat settles a doubt. */
    record Claim(Name name, long worker, @Nullable String value) implements Op {
        private static final int TYPE = 1;

        @Override
        public Answer apply(Table table, Session session) {
            NameRow row = table.row(name);
            if (row == null) {
                return Answer.granted(table.grant(name, session, worker, value));
            }
            return row.isHeldBy(session, worker) ? Answer.granted(row.holding()) : Answer.taken(row.holding());
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int weight() {
            return Op.weight(value);
        }

        @Override
        public void write(DataOutput out) throws IOException {
            Keys.write(out, name);
            out.writeLong(worker);
            Wire.writeText(out, value);
        }
    }

    /** Stands in line for a name, once. */
    record Queue(Name name, long worker, @Nullable String value) implements Op {
        private static final int TYPE = 2;

        @Override
        public Answer apply(Table table, Session session) {
            NameRow row = table.row(name);
            if (row == null) {
                return Answer.granted(table.grant(name, session, worker, value));
            }
            if (row.isHeldBy(session, worker)) {
                return Answer.granted(row.holding());
            }
            return Answer.waiting(row.holding(), row.enqueue(session, worker, value));
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int weight() {
            return Op.weight(value);
        }

        @Override
        public void write(DataOutput out) throws IOException {
            Keys.write(out, name);
            out.writeLong(worker);
            Wire.writeText(out, value);
        }
    }

    /**
     * Leaves the line of a name. A grant that came first is given up, but for one that the worker knows: that of the token
     * to be kept, 0 for none.
     */
    record Unqueue(Name name, long worker, long kept) implements Op {
        /** Keeps the name whichever its grant is. */
        static final long ANY = -1;

        private static final int TYPE = 3;

        @Override
        public Answer apply(Table table, Session session) {
            NameRow row = table.row(name);
            if (row == null) {
                return Answer.REFUSED;
            }
            if (row.isHeldBy(session, worker) && kept != ANY && row.holding().token() != kept) {
                table.release(row, Reason.DROPPED);
                return Answer.DONE;
            }
            return Answer.done(row.leaveLine(session, worker));
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            Keys.write(out, name);
            out.writeLong(worker);
            out.writeLong(kept);
        }
    }

    /**
     * Takes a name from whoever holds it, or only from one grant, or only if it is free; the node of who held it ends that
     * worker, if asked to.
     */
    record Take(Name name, long worker, @Nullable String value, boolean ends, long from) implements Op {
        /** From whoever holds it. */
        static final long ANYBODY = -1;
        /** Only if nobody holds it; no grant has this token. */
        static final long NOBODY = 0;

        private static final int TYPE = 4;

        static Take read(DataInput in) throws IOException {
            return new Take(Keys.readName(in), in.readLong(), Wire.readText(in), in.readBoolean(), in.readLong());
        }

        @Override
        public Answer apply(Table table, Session session) {
            NameRow row = table.row(name);
            if (row == null) {
                return Answer.granted(table.grant(name, session, worker, value));
            }
            if (row.isHeldBy(session, worker)) {
                return Answer.granted(row.holding());
            }
            if (from != ANYBODY && row.holding().token() != from) {
                return Answer.taken(row.holding());
            }
            row.leaveLine(session, worker);
            return Answer.granted(table.take(row, session, worker, value, ends));
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int weight() {
            return Op.weight(value);
        }

        @Override
        public void write(DataOutput out) throws IOException {
            Keys.write(out, name);
            out.writeLong(worker);
            Wire.writeText(out, value);
            out.writeBoolean(ends);
            out.writeLong(from);
        }
    }

    /** Gives up a name, by the token of its grant; the first in line gets it. */
    record Release(Name name, long token) implements Op {
        private static final int TYPE = 5;

        @Override
        public Answer apply(Table table, Session session) {
            NameRow row = table.row(name);
            if (row == null || row.holding().token() != token) {
                return Answer.REFUSED;
            }
            table.release(row, Reason.DROPPED);
            return Answer.DONE;
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            Keys.write(out, name);
            out.writeLong(token);
        }
    }

    /** Replaces the value kept with a name, by the token of its grant. */
    record Store(Name name, long token, @Nullable String value) implements Op {
        private static final int TYPE = 6;

        @Override
        public Answer apply(Table table, Session session) {
            NameRow row = table.row(name);
            if (row == null || row.holding().token() != token) {
                return Answer.REFUSED;
            }
            table.store(row, value);
            return Answer.DONE;
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public int weight() {
            return Op.weight(value);
        }

        @Override
        public void write(DataOutput out) throws IOException {
            Keys.write(out, name);
            out.writeLong(token);
            Wire.writeText(out, value);
        }
    }

    /** Takes all names and places of a worker that has ended. */
    record End(long worker, String reason) implements Op {
        private static final int TYPE = 7;

        @Override
        public Answer apply(Table table, Session session) {
            return Answer.done(table.end(session, worker, Reason.of(reason)));
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            out.writeLong(worker);
            out.writeUTF(reason);
        }
    }

    /** Says how much of a shared key the node has now, in all. */
    record Publish(SharedKey key, Share share) implements Op {
        private static final int TYPE = 8;

        @Override
        public Answer apply(Table table, Session session) {
            table.publish(session, key, share);
            return Answer.DONE;
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            Keys.writeShared(out, key);
            out.writeInt(share.count());
            out.writeLong(share.total());
        }
    }

    /** Reads who holds a name at this position of the log. */
    record Read(Name name) implements Op {
        private static final int TYPE = 9;

        @Override
        public Answer apply(Table table, Session session) {
            return Answer.found(table.find(name));
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            Keys.write(out, name);
        }
    }

    /** Asks for nothing: where it is applied, its node was still joined. */
    record Check(long number) implements Op {
        private static final int TYPE = 10;

        @Override
        public Answer apply(Table table, Session session) {
            return Answer.DONE;
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            out.writeLong(number);
        }
    }

    /**
     * Hands a name on to a worker of a run that is joined, by the token of its grant, with its value; the line stays, but
     * for who gets it.
     */
    record Give(Name name, long token, long receiver, long worker) implements Op {
        private static final int TYPE = 11;

        @Override
        public Answer apply(Table table, Session session) {
            NameRow row = table.row(name);
            Session receiving = table.session(receiver);
            if (row == null || row.holding().token() != token || receiving == null) {
                return Answer.REFUSED;
            }
            if (row.isHeldBy(receiving, worker)) {
                return Answer.given(row.holding());
            }
            row.leaveLine(receiving, worker);
            return Answer.given(table.give(row, receiving, worker));
        }

        @Override
        public int type() {
            return TYPE;
        }

        @Override
        public void write(DataOutput out) throws IOException {
            Keys.write(out, name);
            out.writeLong(token);
            out.writeLong(receiver);
            out.writeLong(worker);
        }
    }
}
