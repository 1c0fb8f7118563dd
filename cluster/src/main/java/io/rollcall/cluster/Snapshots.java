package io.rollcall.cluster;

import io.rollcall.registry.Name;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Writes a whole table and reads it again. Equal tables have equal bytes, and one that was read goes on as the one that
 * was written would have: the orders in which it lists things are the same.
 */
final class Snapshots {
    private Snapshots() {}

    static void write(Table table, DataOutput out) throws IOException {
        out.writeByte(Wire.VERSION);
        out.writeLong(table.stamp());
        out.writeInt(table.sessions().size());
        for (Session session : table.sessions()) {
            writeSession(session, out);
        }
        for (Session session : table.sessions()) {
            for (Session.Held held : session.workers().values()) {
                for (NameRow row : held.names) {
                    writeLine(row, out);
                }
            }
        }
        out.writeBoolean(false); // no further line
    }

    private static void writeSession(Session session, DataOutput out) throws IOException {
        Wire.writeIncarnation(out, session.incarnation());
        out.writeLong(session.node().session());
        out.writeLong(session.nonce());
        out.writeLong(session.serial());
        out.writeInt(session.answers().size());
        for (var answer : session.answers().entrySet()) {
            out.writeLong(answer.getKey());
            out.writeInt(answer.getValue().length);
            out.write(answer.getValue());
        }
        out.writeInt(session.workers().size());
        for (var worker : session.workers().entrySet()) {
            out.writeLong(worker.getKey());
            out.writeBoolean(worker.getValue().doomed);
            out.writeInt(worker.getValue().names.size());
            for (NameRow row : worker.getValue().names) {
                Wire.writeHolding(out, row.holding());
            }
        }
        out.writeInt(session.shares().size());
        for (var share : session.shares().entrySet()) {
            Keys.writeShared(out, share.getKey());
            out.writeInt(share.getValue().count());
            out.writeLong(share.getValue().total());
        }
    }

    private static void writeLine(NameRow row, DataOutput out) throws IOException {
        for (Map.Entry<NameRow.Place, @Nullable String> place : row.line().entrySet()) {
            out.writeBoolean(true);
            Keys.write(out, row.name());
            out.writeLong(place.getKey().session().node().session());
            out.writeLong(place.getKey().worker());
            Wire.writeText(out, place.getValue());
        }
    }

    /**
     * Reads a table.
     *
     * @throws UnknownCommandException if it is of another version
     */
    static Table read(DataInput in, TableListener listener) throws IOException {
        byte version = in.readByte();
        if (version != Wire.VERSION) {
            throw new UnknownCommandException("a snapshot's version is " + version + " and known is " + Wire.VERSION);
        }
        Table table = new Table(listener);
        table.setStamp(in.readLong());
        for (int left = in.readInt(); left > 0; left--) {
            readSession(table, in);
        }
        while (in.readBoolean()) {
            Name name = Keys.readName(in);
            Session session = Objects.requireNonNull(table.session(in.readLong()), "a place's session");
            Objects.requireNonNull(table.row(name), "a line's name").enqueue(session, in.readLong(), Wire.readText(in));
        }
        return table;
    }

    private static void readSession(Table table, DataInput in) throws IOException {
        Incarnation incarnation = Wire.readIncarnation(in);
        Session session = new Session(new Node(incarnation.node(), in.readLong()), incarnation, in.readLong());
        long serial = in.readLong();
        for (int left = in.readInt(); left > 0; left--) {
            long answered = in.readLong();
            byte[] answer = new byte[in.readInt()];
            in.readFully(answer);
            session.answered(answered, answer);
        }
        session.setSerial(serial);
        table.add(session);
        for (int left = in.readInt(); left > 0; left--) {
            long worker = in.readLong();
            session.worker(worker).doomed = in.readBoolean(); // also one that only waits, for the order
            for (int names = in.readInt(); names > 0; names--) {
                table.add(table.place(Wire.readHolding(in), session));
            }
        }
        for (int left = in.readInt(); left > 0; left--) {
            table.restore(session, Keys.readShared(in), new Share(in.readInt(), in.readLong()));
        }
    }
}
