package io.rollcall.cluster;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The engine of a {@link NodeMain}, in two respects other than that of the field. It tells when the end of a run was asked
 * for and when it was applied, for {@link Recorder}. And it may be that of the next version, as far as entries go: one that
 * reads entries of this version and of its own, and writes those of this version until it is told that all nodes are of its own.
 */
final class NodeEngine implements Engine {
    private static final byte BATCH = new Command.Batch(0, 0, List.of()).bytes()[1];

    private final Engine engine;
    private final byte known;
    private final Consumer<String> told;
    private volatile byte written = Wire.VERSION;

    NodeEngine(Engine engine, byte known, Consumer<String> told) {
        this.engine = engine;
        this.told = told;
        this.known = known;
    }

    /** Has it write the newest version that it knows. */
    String write() {
        written = known;
        return "" + known;
    }

    @Override
    public void start(Replica replica) throws IOException {
        engine.start(new Seeing((Member) replica));
    }

    @Override
    public Incarnation self() {
        return engine.self();
    }

    @Override
    public CompletableFuture<byte[]> propose(byte[] entry) {
        if (entry[1] != BATCH) {
            Command command = Command.of(entry);
            if (command instanceof Command.Purge purge) {
                purge.sessions().forEach(session -> tell("asked", "purge:" + session));
            } else if (command instanceof Command.Join join) {
                tell("asked", key(join));
            }
        }
        return engine.propose(inVersion(entry, written));
    }

    private static byte[] inVersion(byte[] entry, byte version) {
        if (entry[0] == version) {
            return entry;
        }
        byte[] other = entry.clone();
        other[0] = version;
        return other;
    }

    private static String key(Command.Join join) {
        return "join:" + join.incarnation() + ":" + join.nonce();
    }

    private void tell(String what, String key) {
        told.accept(what + " " + System.nanoTime() + " " + key);
    }

    @Override
    public boolean send(Incarnation to, byte[] message) {
        return engine.send(to, message);
    }

    @Override
    public Status status() {
        return engine.status();
    }

    @Override
    public void close() {
        engine.close();
    }

    private final class Seeing implements Replica {
        private final Member member;

        Seeing(Member member) {
            this.member = member;
        }

        @Override
        public byte[] apply(byte[] entry) {
            byte[] read = entry[0] <= known ? inVersion(entry, Wire.VERSION) : entry;
            if (read[0] == Wire.VERSION && read[1] != BATCH) {
                see(Command.of(read));
            }
            return member.apply(read);
        }

        /** Tells which runs an entry ends, just before it does; in the thread that alone changes the table. */
        private void see(Command command) {
            for (Session session : member.table().sessions()) {
                Incarnation incarnation = session.incarnation();
                if (command instanceof Command.Purge purge
                        && purge.sessions().contains(session.node().session())) {
                    tell("ended", "purge:" + session.node().session() + " " + incarnation);
                } else if (command instanceof Command.Join join
                        && join.incarnation().equals(incarnation)
                        && join.nonce() > session.nonce()) {
                    tell("ended", key(join) + " " + incarnation);
                }
            }
        }

        @Override
        public void write(DataOutput out) throws IOException {
            member.write(out);
        }

        @Override
        public void read(DataInput in) throws IOException {
            member.read(in);
        }

        @Override
        public void received(Incarnation from, byte[] message, boolean more) {
            member.received(from, message, more);
        }

        @Override
        public void statusChanged() {
            member.statusChanged();
        }

        @Override
        public void failed(String why) {
            member.failed(why);
        }
    }
}
