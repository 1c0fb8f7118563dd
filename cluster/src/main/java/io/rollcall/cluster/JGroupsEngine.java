package io.rollcall.cluster;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.raft.RaftHandle;
import org.jgroups.raft.StateMachine;
import org.jgroups.raft.util.Utils;
import org.jgroups.util.MessageBatch;
import org.jgroups.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The engine that runs in the field: one JGroups channel with jgroups-raft on it. Safe for use by any thread. */
final class JGroupsEngine implements Engine {
    private static final Logger LOG = LoggerFactory.getLogger(JGroupsEngine.class);
    private static final int CONNECTS = 5;
    private static final int PATIENCE_SECONDS = 3;
    private static final byte[] NOTHING = {};

    /** Who is there, and how to reach each. */
    private record Seen(Map<Incarnation, Address> addresses, Map<Address, Incarnation> processes, boolean majority) {
        static final Seen NOBODY = new Seen(Map.of(), Map.of(), false);
    }

    private final ClusterOptions options;
    private @Nullable AdmissionProtocol admission; // these three are set by start, before anybody else calls
    private @Nullable JChannel channel;
    private @Nullable RaftHandle raft;
    private volatile Incarnation self;
    private volatile Seen seen = Seen.NOBODY;
    private volatile boolean closed;
    private volatile boolean unreadable;
    private final Executor tellers = ClusterBuilder.thread("rollcall-cluster-status");

    JGroupsEngine(ClusterOptions options) {
        this.options = options;
        this.self = new Incarnation(options.node(), 0, 0); // until there is an address
    }

    @Override
    public void start(Replica replica) throws IOException {
        AdmissionProtocol admitting = new AdmissionProtocol(options, DataFolder.claim(options));
        admission = admitting;
        CompletableFuture<Void> connected = new CompletableFuture<>();
        try {
            Applying applying = new Applying(replica);
            Receiving receiving = new Receiving(replica);
            Thread connecting = new Thread(
                    () -> {
                        try {
                            connect(applying, receiving, admitting);
                            raft().addRoleListener(role ->
                                    tellers.execute(replica::statusChanged)); // it comes with a lock of RAFT's held
                            replica.statusChanged();
                            connected.complete(null);
                        } catch (Exception failed) { // JGroups declares no less
                            connected.completeExceptionally(failed);
                        }
                    },
                    "rollcall-cluster-connect");
            connecting.setDaemon(true);
            connecting.start();
            awaitEntry(connected, admitting.decided());
        } catch (IOException failed) {
            close();
            throw failed;
        } catch (Exception failed) { // JGroups declares no less
            close();
            throw refused(failed);
        }
        connected.whenComplete((done, failed) -> {
            if (failed != null) {
                fail(replica, failed);
            }
        });
        admitting.refused().thenAccept(why -> fail(replica, new IllegalStateException(why)));
    }

    private void fail(Replica replica, Throwable why) {
        if (!closed) {
            LOG.error("cluster-entry-failed", why);
            tellers.execute(() -> replica.failed(String.valueOf(refused(why).getMessage())));
        }
    }

    /** What cannot be kept must not be acknowledged: the node is over, and leaves with that, so that another leads where it did. */
    private void logEnded(Replica replica, Exception why) {
        if (!closed) {
            LOG.error("cluster-log-failed", why);
            tellers.execute(() -> replica.failed(String.valueOf(why.getMessage())));
        }
    }

    /** Waits until the node has entered; but where other voters must be asked first, not longer than the patience for that. */
    private static void awaitEntry(CompletableFuture<Void> connected, CompletableFuture<Boolean> decided)
            throws Exception {
        try {
            CompletableFuture.anyOf(connected, decided).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            connected.get();
        } catch (TimeoutException others) {
            LOG.debug("cluster-founding-goes-on"); // the others have yet to be started
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof Exception cause ? cause : failed;
        }
    }

    private IOException refused(Throwable failed) {
        AdmissionProtocol asked = admission;
        String why = asked == null ? null : asked.refused().getNow(null);
        return why == null
                ? new IOException("node " + options.node() + " cannot enter cluster " + options.cluster(), failed)
                : new IOException(options.data() + " is new, and " + why
                        + ": what it voted for was in that one. See \"When a voter's disk is lost\"");
    }

    /**
     * Connects; one whose request to be taken in is repeated may be refused as its own double, and tries again, with all of
     * it new. One that cannot read its own log, or is refused, does not.
     */
    private void connect(Applying applying, Receiving receiving, AdmissionProtocol admitting) throws Exception {
        for (int left = CONNECTS; ; left--) {
            RaftLog log = new RaftLog(
                    options.data().resolve(options.node() + ".log"), why -> logEnded(applying.replica, why));
            applying.log = log;
            JChannel opening = new JChannel(JGroupsStack.of(options, log, admitting));
            channel = opening;
            opening.getProtocolStack().getTransport().disableDiagnostics(); // a port that nobody asked for
            opening.name(options.node());
            raft = new RaftHandle(opening, applying).raftId(options.node());
            opening.setReceiver(receiving);
            try {
                opening.connect(options.cluster());
                return;
            } catch (Exception refused) {
                opening.close();
                log.close();
                if (left == 1 || closed || unreadable || admitting.refused().isDone()) {
                    throw refused;
                }
                LOG.warn("cluster-connect-refused", refused);
            }
        }
    }

    RaftHandle raft() {
        return Objects.requireNonNull(raft, "the engine is not started");
    }

    @Override
    public Incarnation self() {
        return self;
    }

    @Override
    public CompletableFuture<byte[]> propose(byte[] entry) {
        try {
            return raft().setAsync(entry, 0, entry.length);
        } catch (Exception failed) { // nobody leads, or its queue is full
            return CompletableFuture.failedFuture(failed);
        }
    }

    @Override
    public boolean send(Incarnation to, byte[] message) {
        Address address = seen.addresses.get(to);
        if (address == null) {
            return false;
        }
        try {
            Objects.requireNonNull(channel).send(new BytesMessage(address, message));
            return true;
        } catch (Exception failed) { // closed, or interrupted while it waited for room
            LOG.debug("cluster-send-failed", failed);
            return false;
        }
    }

    @Override
    public boolean sees(Incarnation process) {
        return seen.addresses.containsKey(process);
    }

    @Override
    public Status status() {
        Seen now = seen;
        RaftHandle handle = raft;
        Address leader = handle == null || closed ? null : handle.leader();
        long committed = handle == null ? 0 : handle.commitIndex(); // jgroups-raft moves it as it applies
        return new Status(
                now.addresses.keySet(),
                now.majority,
                leader == null || closed ? null : incarnation(leader),
                handle == null ? 0 : handle.currentTerm(),
                committed,
                committed);
    }

    private static Incarnation incarnation(Address address) {
        UUID uuid = (UUID) address;
        String node = Utils.extractRaftId(address);
        return new Incarnation(
                node == null ? "?" : node, uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }

    /** The process at an address; known without a look into it, where it is seen. */
    private Incarnation process(Address address) {
        Incarnation known = seen.processes.get(address);
        return known == null ? incarnation(address) : known;
    }

    @Override
    public void close() {
        closed = true;
        AdmissionProtocol asking = admission;
        if (asking != null) {
            asking.end(); // whoever connects holds the channel's lock
        }
        JChannel open = channel;
        if (open != null) {
            open.close();
        }
    }

    /**
     * What jgroups-raft calls, one call at a time. A snapshot says up to which entry it was taken: what the log has of those
     * before is not applied again.
     */
    private final class Applying implements StateMachine {
        private final Replica replica;
        private volatile @Nullable RaftLog log;
        private long applied; // by the thread that applies

        Applying(Replica replica) {
            this.replica = replica;
        }

        @Override
        public byte[] apply(byte[] data, int offset, int length, boolean serializeResponse) {
            long index = Objects.requireNonNull(log).lastRead();
            if (index <= applied) {
                return NOTHING;
            }
            try {
                byte[] answer = replica.apply(Arrays.copyOfRange(data, offset, offset + length));
                applied = index;
                return answer;
            } catch (RuntimeException unknown) {
                unreadable = true;
                throw unknown;
            }
        }

        @Override
        public void readContentFrom(DataInput in) throws IOException {
            try {
                long newest = in.readLong();
                replica.read(in);
                applied = newest;
            } catch (IOException | RuntimeException unknown) {
                unreadable = true;
                throw unknown;
            }
        }

        @Override
        public void writeContentTo(DataOutput out) throws IOException {
            out.writeLong(applied);
            replica.write(out);
        }
    }

    /** What the channel calls; what is thrown here would be swallowed there. */
    private final class Receiving implements Receiver {
        private final Replica replica;

        Receiving(Replica replica) {
            this.replica = replica;
        }

        @Override
        public void viewAccepted(View view) {
            try {
                Map<Incarnation, Address> addresses = new HashMap<>();
                Set<String> voters = options.voters().keySet();
                Map<Address, Incarnation> processes = new HashMap<>();
                for (Address address : view.getMembers()) {
                    Incarnation process = incarnation(address);
                    addresses.put(process, address);
                    processes.put(address, process);
                }
                long present = addresses.keySet().stream()
                        .map(Incarnation::node)
                        .filter(voters::contains)
                        .distinct()
                        .count();
                self = incarnation(Objects.requireNonNull(channel).address());
                seen = new Seen(Map.copyOf(addresses), Map.copyOf(processes), present > voters.size() / 2);
                LOG.info("cluster-view members={}", names(addresses.keySet()));
                tellers.execute(replica::statusChanged);
            } catch (RuntimeException failed) {
                LOG.error("cluster-view-failed", failed);
            }
        }

        private static String names(Collection<Incarnation> members) {
            return String.join(
                    ",", members.stream().map(Incarnation::node).sorted().toList());
        }

        @Override
        public void receive(Message message) {
            receive(message, false);
        }

        @Override
        public void receive(MessageBatch batch) {
            int left = batch.size();
            for (Message message : batch) {
                receive(message, --left > 0);
            }
        }

        private void receive(Message message, boolean more) {
            try {
                byte[] bytes = message.getArray();
                int offset = message.getOffset();
                boolean whole = offset == 0 && message.getLength() == bytes.length; // as it comes from the network
                replica.received(
                        process(message.getSrc()),
                        whole ? bytes : Arrays.copyOfRange(bytes, offset, offset + message.getLength()),
                        more);
            } catch (RuntimeException failed) {
                LOG.error("cluster-message-failed", failed);
            }
        }
    }
}
