package io.rollcall.cluster;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** The few forms that log entries, answers, snapshots and messages are made of. */
final class Wire {
    /** The version of log entries and snapshots that this code writes, and the only one it reads. */
    static final byte VERSION = 1;

    private Wire() {}

    /** Writes something. */
    @FunctionalInterface
    interface Writer {
        void write(DataOutput out) throws IOException;
    }

    /** Reads something. */
    @FunctionalInterface
    interface Reader<V> {
        V read(DataInput in) throws IOException;
    }

    static byte[] bytes(Writer writer) {
        return bytes(32, writer);
    }

    /** Writes something; the room is how many bytes that takes, about. */
    static byte[] bytes(int room, Writer writer) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(room);
        try {
            writer.write(new DataOutputStream(bytes));
        } catch (IOException impossible) { // an array takes everything
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads all of some bytes.
     *
     * @throws UnknownCommandException if they end early, or go on after what was read
     */
    static <V> V read(byte[] bytes, Reader<V> reader) {
        try {
            DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
            V value = reader.read(in);
            if (in.available() > 0) {
                throw new UnknownCommandException(in.available() + " bytes too many");
            }
            return value;
        } catch (IOException broken) {
            throw new UnknownCommandException("it is not whole: " + broken);
        }
    }

    /** Writes a text exactly, lone surrogates too, or that there is none. */
    static void writeText(DataOutput out, @Nullable String text) throws IOException {
        out.writeBoolean(text != null);
        if (text != null) {
            out.writeUTF(text);
        }
    }

    static @Nullable String readText(DataInput in) throws IOException {
        return in.readBoolean() ? in.readUTF() : null;
    }

    static void writeNode(DataOutput out, Node node) throws IOException {
        out.writeUTF(node.id());
        out.writeLong(node.session());
    }

    static Node readNode(DataInput in) throws IOException {
        return new Node(in.readUTF(), in.readLong());
    }

    static void writeHolding(DataOutput out, Holding holding) throws IOException {
        Keys.write(out, holding.name());
        writeNode(out, holding.node());
        out.writeLong(holding.worker());
        out.writeLong(holding.token());
        writeText(out, holding.value());
    }

    static Holding readHolding(DataInput in) throws IOException {
        return new Holding(Keys.readName(in), readNode(in), in.readLong(), in.readLong(), readText(in));
    }

    static void writeIncarnation(DataOutput out, Incarnation incarnation) throws IOException {
        out.writeUTF(incarnation.node());
        out.writeLong(incarnation.high());
        out.writeLong(incarnation.low());
    }

    static Incarnation readIncarnation(DataInput in) throws IOException {
        return new Incarnation(in.readUTF(), in.readLong(), in.readLong());
    }
}
