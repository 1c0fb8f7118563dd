package io.rollcall.cluster;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One entry of the log: its version, its type, and what belongs to it. What a version does not know it must not skip, since
 * others have applied it.
 */
sealed interface Command {
    /** Applies it, and returns what its proposer is told. */
    byte[] apply(Table table);

    /** Writes it. */
    byte[] bytes();

    /**
     * Reads an entry.
     *
     * @throws UnknownCommandException if it is of another version, of an unknown type, or not whole
     */
    static Command of(byte[] entry) {
        return Wire.read(entry, in -> {
            byte version = in.readByte();
            if (version != Wire.VERSION) {
                throw new UnknownCommandException("its version is " + version + " and known is " + Wire.VERSION);
            }
            int type = in.readUnsignedByte();
            return switch (type) {
                case Join.TYPE -> new Join(Wire.readIncarnation(in), in.readLong());
                case Purge.TYPE -> Purge.read(in);
                case Batch.TYPE -> Batch.read(in);
                default -> throw new UnknownCommandException("its type is " + type);
            };
        });
    }

    private static void begin(DataOutput out, int type) throws IOException {
        out.writeByte(Wire.VERSION);
        out.writeByte(type);
    }

    /** A process asks to be taken in; it may do so again later, with a greater nonce. */
    record Join(Incarnation incarnation, long nonce) implements Command {
        private static final int TYPE = 1;

        @Override
        public byte[] apply(Table table) {
            Session session = table.join(incarnation, nonce);
            return session == null
                    ? Outcome.STALE.bytes()
                    : Outcome.joined(session.node()).bytes();
        }

        @Override
        public byte[] bytes() {
            return Wire.bytes(out -> {
                begin(out, TYPE);
                Wire.writeIncarnation(out, incarnation);
                out.writeLong(nonce);
            });
        }
    }

    /** Runs that are over: the leader does not see them any more. */
    record Purge(List<Long> sessions) implements Command {
        private static final int TYPE = 2;

        @Override
        public byte[] apply(Table table) {
            table.purge(sessions);
            return Outcome.PURGED.bytes();
        }

        @Override
        public byte[] bytes() {
            return Wire.bytes(out -> {
                begin(out, TYPE);
                out.writeInt(sessions.size());
                for (long session : sessions) {
                    out.writeLong(session);
                }
            });
        }

        static Purge read(DataInput in) throws IOException {
            List<Long> sessions = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                sessions.add(in.readLong());
            }
            return new Purge(List.copyOf(sessions));
        }
    }

    /**
     * Ops of one run of a node. Its batches are numbered from 1, and applied in that order, each once: a repeat is answered
     * as the first time, and one that came too early is not applied.
     */
    record Batch(long session, long serial, List<Op> ops) implements Command {
        private static final int TYPE = 3;

        @Override
        public byte[] apply(Table table) {
            Session joined = table.session(session);
            if (joined == null) {
                return Outcome.FENCED.bytes();
            }
            if (serial > joined.serial() + 1) {
                return Outcome.EARLY.bytes();
            }
            byte[] before = joined.answer(serial);
            if (before != null || serial <= joined.serial()) {
                return before == null ? Outcome.PAST.bytes() : before;
            }
            List<Answer> answers = new ArrayList<>(ops.size());
            for (Op op : ops) {
                answers.add(op.apply(table, joined));
            }
            byte[] answer = Outcome.applied(answers).bytes();
            joined.answered(serial, answer);
            return answer;
        }

        @Override
        public byte[] bytes() {
            return Wire.bytes(out -> {
                begin(out, TYPE);
                out.writeLong(session);
                out.writeLong(serial);
                out.writeInt(ops.size());
                for (Op op : ops) {
                    out.writeByte(op.type());
                    op.write(out);
                }
            });
        }

        static Batch read(DataInput in) throws IOException {
            long session = in.readLong();
            long serial = in.readLong();
            List<Op> ops = new ArrayList<>();
            for (int left = in.readInt(); left > 0; left--) {
                ops.add(Op.read(in));
            }
            return new Batch(session, serial, List.copyOf(ops));
        }
    }
}
