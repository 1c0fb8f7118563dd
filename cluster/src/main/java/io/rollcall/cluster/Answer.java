package io.rollcall.cluster;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the table answers to one {@link Op}; the position is that of who stands in line, 1 for the next, and else 0. */
record Answer(Kind kind, @Nullable Holding holding, int position) {
    static final Answer DONE = new Answer(Kind.DONE, null, 0);
    static final Answer REFUSED = new Answer(Kind.REFUSED, null, 0);

    /** What became of an op. Their numbers are part of the log's format. */
    enum Kind {
        /** The name is the worker's. */
        GRANTED(0),
        /** Another holds the name. */
        TAKEN(1),
        /** The worker stands in line behind who holds the name. */
        WAITING(2),
        /** It was done. */
        DONE(3),
        /** There was nothing to do it to. */
        REFUSED(4),
        /** Who holds the name, or nobody. */
        FOUND(5),
        /** The name is another worker's now, who was given it. */
        GIVEN(6);

        private static final Kind[] KINDS = values();
        private final int code;

        Kind(int code) {
            this.code = code;
        }

        private static Kind of(int code) {
            for (Kind kind : KINDS) {
                if (kind.code == code) {
                    return kind;
                }
            }
            throw new UnknownCommandException("an answer is of kind " + code);
        }
    }

    static Answer granted(Holding holding) {
        return new Answer(Kind.GRANTED, holding, 0);
    }

    static Answer taken(Holding by) {
        return new Answer(Kind.TAKEN, by, 0);
    }

    static Answer waiting(Holding behind, int position) {
        return new Answer(Kind.WAITING, behind, position);
    }

    static Answer given(Holding holding) {
        return new Answer(Kind.GIVEN, holding, 0);
    }

    static Answer found(@Nullable Holding holding) {
        return new Answer(Kind.FOUND, holding, 0);
    }

    static Answer done(boolean done) {
        return done ? DONE : REFUSED;
    }

    Holding held() {
        return Objects.requireNonNull(holding, "no holding is answered");
    }

    void write(DataOutput out) throws IOException {
        out.writeByte(kind.code);
        out.writeBoolean(holding != null);
        if (holding != null) {
            Wire.writeHolding(out, holding);
        }
        if (kind == Kind.WAITING) {
            out.writeInt(position);
        }
    }

    static Answer read(DataInput in) throws IOException {
        Kind kind = Kind.of(in.readUnsignedByte());
        Holding holding = in.readBoolean() ? Wire.readHolding(in) : null;
        return new Answer(kind, holding, kind == Kind.WAITING ? in.readInt() : 0);
    }
}
