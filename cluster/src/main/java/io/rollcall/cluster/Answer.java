package io.rollcall.cluster;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What the table answers to one {@link Op}. */
record Answer(Kind kind, @Nullable Holding holding) {
    static final Answer WAITING = new Answer(Kind.WAITING, null);
    static final Answer DONE = new Answer(Kind.DONE, null);
    static final Answer REFUSED = new Answer(Kind.REFUSED, null);

    /** What became of an op. Their numbers are part of the log's format. */
    enum Kind {
        /** The name is the worker's. */
        GRANTED(0),
        /** Another holds the name. */
        TAKEN(1),
        /** The worker stands in line. */
        WAITING(2),
        /** It was done. */
        DONE(3),
        /** There was nothing to do it to. */
        REFUSED(4),
        /** Who holds the name, or nobody. */
        FOUND(5);

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
        return new Answer(Kind.GRANTED, holding);
    }

    static Answer taken(Holding by) {
        return new Answer(Kind.TAKEN, by);
    }

    static Answer found(@Nullable Holding holding) {
        return new Answer(Kind.FOUND, holding);
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
    }

    static Answer read(DataInput in) throws IOException {
        Kind kind = Kind.of(in.readUnsignedByte());
        return new Answer(kind, in.readBoolean() ? Wire.readHolding(in) : null);
    }
}
