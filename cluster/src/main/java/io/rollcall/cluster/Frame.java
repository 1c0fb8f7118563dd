package io.rollcall.cluster;

import io.rollcall.registry.Name;
import io.rollcall.registry.SharedKey;
import java.io.DataInput;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A message between two nodes: to the worker that has one grant of a name, or to the members of a shared key. The session
 * is the receiving node's.
 */
final class Frame {
    private final long session;
    private final @Nullable Name name;
    private final long worker;
    private final long token;
    private final @Nullable SharedKey key;
    private final byte[] body;

    private Frame(long session, @Nullable Name name, long worker, long token, @Nullable SharedKey key, byte[] body) {
        this.session = session;
        this.name = name;
        this.worker = worker;
        this.token = token;
        this.key = key;
        this.body = body;
    }

    long session() {
        return session;
    }

    long worker() {
        return worker;
    }

    /** The grant it is for; 0 where it is for members. */
    long token() {
        return token;
    }

    @Nullable SharedKey key() {
        return key;
    }

    byte[] body() {
        return body;
    }

    static Frame toHolder(Holding holding, byte[] body) {
        return new Frame(holding.node().session(), holding.name(), holding.worker(), holding.token(), null, body);
    }

    static Frame toMembers(Node node, SharedKey key, byte[] body) {
        return new Frame(node.session(), null, 0, 0, key, body);
    }

    byte[] bytes() {
        return Wire.bytes(out -> {
            out.writeByte(Wire.VERSION);
            out.writeLong(session);
            out.writeBoolean(name != null);
            if (name != null) {
                Keys.write(out, name);
                out.writeLong(worker);
                out.writeLong(token);
            } else if (key != null) {
                Keys.writeShared(out, key);
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
        long session = in.readLong();
        boolean toHolder = in.readBoolean();
        Name name = toHolder ? Keys.readName(in) : null;
        long worker = toHolder ? in.readLong() : 0;
        long token = toHolder ? in.readLong() : 0;
        SharedKey key = toHolder ? null : Keys.readShared(in);
        byte[] body = new byte[in.readInt()];
        in.readFully(body);
        return new Frame(session, name, worker, token, key, body);
    }
}
