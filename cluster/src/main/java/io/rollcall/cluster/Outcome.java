package io.rollcall.cluster;

import java.io.DataInput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What became of a {@link Command}: what the engine returns to its proposer. */
record Outcome(Kind kind, List<Answer> answers, @Nullable Node node) {
    static final Outcome FENCED = new Outcome(Kind.FENCED, List.of(), null);
    static final Outcome EARLY = new Outcome(Kind.EARLY, List.of(), null);
    static final Outcome PAST = new Outcome(Kind.PAST, List.of(), null);
    static final Outcome STALE = new Outcome(Kind.STALE, List.of(), null);
    static final Outcome PURGED = new Outcome(Kind.PURGED, List.of(), null);

    /** The kinds. Their order is part of the format. */
    enum Kind {
        /** A batch was applied, now or before. */
        APPLIED,
        /** A batch's run of its node is over; nothing was done. */
        FENCED,
        /** A batch came before its predecessor; nothing was done. */
        EARLY,
        /** A batch was applied so long ago that its answers are not kept. */
        PAST,
        /** A process is taken in. */
        JOINED,
        /** A join came after a later one; nothing was done. */
        STALE,
        /** What was to be purged is. */
        PURGED
    }

    private static final Kind[] KINDS = Kind.values();

    static Outcome applied(List<Answer> answers) {
        return new Outcome(Kind.APPLIED, answers, null);
    }

    static Outcome joined(Node node) {
        return new Outcome(Kind.JOINED, List.of(), node);
    }

    byte[] bytes() {
        return Wire.bytes(out -> {
            out.writeByte(kind.ordinal());
            out.writeBoolean(node != null);
            if (node != null) {
                Wire.writeNode(out, node);
            }
            out.writeInt(answers.size());
            for (Answer answer : answers) {
                answer.write(out);
            }
        });
    }

    static Outcome of(byte[] bytes) {
        return Wire.read(bytes, Outcome::read);
    }

    private static Outcome read(DataInput in) throws IOException {
        int kind = in.readUnsignedByte();
        if (kind >= KINDS.length) {
            throw new UnknownCommandException("an outcome is of kind " + kind);
        }
        Node node = in.readBoolean() ? Wire.readNode(in) : null;
        List<Answer> answers = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            answers.add(Answer.read(in));
        }
        return new Outcome(KINDS[kind], List.copyOf(answers), node);
    }
}
