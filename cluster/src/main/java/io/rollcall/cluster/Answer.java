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

    /** What became of an op. Their order is part of the log's format. */
    enum Kind {
        /** The name is the worker's. */
        GRANTED,
        /** Another holds the name. */
        TAKEN,
        /** The worker stands in line. */
        WAITING,
        /** It was done. */
        DONE,
        /** There was nothing to do it to. */
        REFUSED,
        /** Who holds the name, or nobody. */
        FOUND
    }

    private static final Kind[] KINDS = Kind.values();

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
        out.writeByte(kind.ordinal());
        out.writeBoolean(holding != null);
        if (holding != null) {
            Wire.writeHolding(out, holding);
        }
    }

    static Answer read(DataInput in) throws IOException {
        int kind = in.readUnsignedByte();
        if (kind >= KINDS.length) {
            throw new UnknownCommandException("an answer is of kind " + kind);
        }
        return new Answer(KINDS[kind], in.readBoolean() ? Wire.readHolding(in) : null);
    }
}
