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

    /** The kinds. Their numbers are part of the log's format. */
    enum Kind {
        /** A batch was applied, now or before. */
        APPLIED(0),
        /** A batch's run of its node is over; nothing was done. */
        FENCED(1),
        /** A batch came before its predecessor; nothing was done. */
        EARLY(2),
        /** A batch was applied so long ago that its answers are not kept. */
        PAST(3),
        /** A process is taken in. */
        JOINED(4),
        /** A join came after a later one; nothing was done. */
        STALE(5),
        /** What was to be purged is. */
        PURGED(6);

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
            throw new UnknownCommandException("an outcome is of kind " + code);
        }
    }

    static Outcome applied(List<Answer> answers) {
        return new Outcome(Kind.APPLIED, answers, null);
    }

    static Outcome joined(Node node) {
        return new Outcome(Kind.JOINED, List.of(), node);
    }

    byte[] bytes() {
        return Wire.bytes(out -> {
            out.writeByte(kind.code);
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
        Kind kind = Kind.of(in.readUnsignedByte());
        Node node = in.readBoolean() ? Wire.readNode(in) : null;
        List<Answer> answers = new ArrayList<>();
        for (int left = in.readInt(); left > 0; left--) {
            answers.add(Answer.read(in));
        }
        return new Outcome(kind, List.copyOf(answers), node);
    }
}
