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
        NOTE(5),
        /** To one member of a shared key. */
        MEMBER(6);

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

        /** Whether it is of one node to another, and not to a worker. */
        boolean isOfNodes() {
            return this != HOLDER && !isShared();
        }

        private boolean isShared() {
            return this == MEMBERS || this == MEMBER;
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
    private final @Nullable Pick pick;
    private final byte[] body;

    private Frame(
            Kind kind,
            long session,
            long stamp,
            long number,
            long sender,
            @Nullable SharedKey key,
            @Nullable Pick pick,
            byte[] body) {
        this.kind = kind;
        this.session = session;
        this.stamp = stamp;
        this.number = number;
        this.sender = sender;
        this.key = key;
        this.pick = pick;
        this.body = body;
    }

    static Frame toHolder(Holding holding, byte[] body) {
        return new Frame(Kind.HOLDER, holding.node().session(), holding.token(), holding.worker(), 0, null, null, body);
    }

    static Frame toMembers(Node node, SharedKey key, byte[] body) {
        return new Frame(Kind.MEMBERS, node.session(), 0, 0, 0, key, null, body);
    }

    static Frame toMember(Node node, SharedKey key, Pick pick, byte[] body) {
        return new Frame(Kind.MEMBER, node.session(), 0, 0, 0, key, pick, body);
    }

    /** Makes a message of one run to another; the number is that of the question, if there is one. */
    static Frame between(Kind kind, Node from, Node to, long stamp, long number, byte[] body) {
        return new Frame(kind, to.session(), stamp, number, from.session(), null, null, body);
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

    /** The shared key whose members, or one of them, it is for. */
    SharedKey shared() {
        return Objects.requireNonNull(key, "it is not for members");
    }

    /** How the member is picked that it is for. */
    Pick pick() {
        return Objects.requireNonNull(pick, "it is not for one member");
    }

    byte[] body() {
        return body;
    }

    byte[] bytes() {
        return Wire.bytes(body.length + ROOM, out -> {
            out.writeByte(Wire.VERSION);
            out.writeByte(kind.code);
            out.writeLong(session);
            if (!kind.isShared()) {
                out.writeLong(stamp);
                out.writeLong(number);
            }
            if (kind.isOfNodes()) {
                out.writeLong(sender);
            } else if (kind.isShared()) {
                Keys.writeShared(out, shared());
            }
            if (kind == Kind.MEMBER) {
                pick().write(out);
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
        long stamp = kind.isShared() ? 0 : in.readLong();
        long number = kind.isShared() ? 0 : in.readLong();
        long sender = kind.isOfNodes() ? in.readLong() : 0;
        SharedKey key = kind.isShared() ? Keys.readShared(in) : null;
        Pick pick = kind == Kind.MEMBER ? Pick.read(in) : null;
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        return new Frame(kind, session, stamp, number, sender, key, pick, body);
    }
}
