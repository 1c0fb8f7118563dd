package io.rollcall.cluster;

import io.rollcall.registry.SharedKey;
import java.io.DataInput;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A message between two nodes, beside the log. The session is the receiving run's; it is not read before the table there
 * has given the number that it is stamped with, so that who sent it knew nothing which its reader does not.
 */
final class Frame {
    /** What a message is. Their numbers are part of its format. */
    enum Kind {
        /** To the worker that has one grant of a name: its stamp is the grant's token. */
        HOLDER(0),
        /** To the members of a shared key. */
        MEMBERS(1),
        /** A question of one node to another. */
        QUESTION(2),
        /** An answer to a question. */
        ANSWER(3),
        /** A question that was not answered, with a text that says why. */
        FAILURE(4),
        /** A note of one node to another. */
        NOTE(5);

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
            throw new UnknownCommandException("a message is of kind " + code);
        }

        private boolean isOfNodes() {
            return this != HOLDER && this != MEMBERS;
        }
    }

    /** What all but the body and a long key takes, in bytes. */
    private static final int ROOM = 64;

    private final Kind kind;
    private final long session;
    private final long stamp;
    private final long number;
    private final long sender;
    private final @Nullable SharedKey key;
    private final byte[] body;

    private Frame(Kind kind, long session, long stamp, long number, long sender, @Nullable SharedKey key, byte[] body) {
        this.kind = kind;
        this.session = session;
        this.stamp = stamp;
        this.number = number;
        this.sender = sender;
        this.key = key;
        this.body = body;
    }

    static Frame toHolder(Holding holding, byte[] body) {
        return new Frame(Kind.HOLDER, holding.node().session(), holding.token(), holding.worker(), 0, null, body);
    }

    static Frame toMembers(Node node, SharedKey key, byte[] body) {
        return new Frame(Kind.MEMBERS, node.session(), 0, 0, 0, key, body);
    }

    /** Makes a message of one run to another; the number is that of the question, if there is one. */
    static Frame between(Kind kind, Node from, Node to, long stamp, long number, byte[] body) {
        return new Frame(kind, to.session(), stamp, number, from.session(), null, body);
    }

    Kind kind() {
        return kind;
    }

    long session() {
        return session;
    }

    /** What the table must have given before this is read; of one to a holder, the grant's token. */
    long stamp() {
        return stamp;
    }

    /** The worker that it is for, or the question's number. */
    long number() {
        return number;
    }

    /** The session of the run that sent it; 0 where that does not matter. */
    long sender() {
        return sender;
    }

    /** The shared key whose members it is for. */
    SharedKey shared() {
        return Objects.requireNonNull(key, "it is not for members");
    }

    byte[] body() {
        return body;
    }

    byte[] bytes() {
        return Wire.bytes(body.length + ROOM, out -> {
            out.writeByte(Wire.VERSION);
            out.writeByte(kind.code);
            out.writeLong(session);
            if (kind != Kind.MEMBERS) {
                out.writeLong(stamp);
                out.writeLong(number);
            }
            if (kind.isOfNodes()) {
                out.writeLong(sender);
            } else if (kind == Kind.MEMBERS) {
                Keys.writeShared(out, shared());
            }
            out.writeInt(body.length);
            out.write(body);
        });
    }

    static Frame of(byte[] bytes) {
        return Wire.read(bytes, Frame::read);
    }

    private static Frame read(DataInput in) throws IOException {
        byte version = in.readByte();
        if (version != Wire.VERSION) {
            throw new UnknownCommandException("a message's version is " + version + " and known is " + Wire.VERSION);
        }
        Kind kind = Kind.of(in.readUnsignedByte());
        long session = in.readLong();
        long stamp = kind == Kind.MEMBERS ? 0 : in.readLong();
        long number = kind == Kind.MEMBERS ? 0 : in.readLong();
        long sender = kind.isOfNodes() ? in.readLong() : 0;
        SharedKey key = kind == Kind.MEMBERS ? Keys.readShared(in) : null;
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        return new Frame(kind, session, stamp, number, sender, key, body);
    }
}
