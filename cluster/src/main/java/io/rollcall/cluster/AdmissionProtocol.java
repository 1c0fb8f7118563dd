package io.rollcall.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.Event;
import org.jgroups.Message;
import org.jgroups.protocols.PingHeader;
import org.jgroups.stack.IpAddress;
import org.jgroups.stack.Protocol;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the other voters to note this one's folder, and notes theirs; a voter whose folder is new waits for that before it
 * enters the cluster. Below everything that knows of members, above the encryption.
 */
final class AdmissionProtocol extends Protocol {
    private static final Logger LOG = LoggerFactory.getLogger(AdmissionProtocol.class);
    /** None of JGroups' own. */
    private static final short ID = 1_790;

    private static final long PAUSE_MILLIS = 500;
    /** Where nothing waits for the answer. */
    private static final long LONG_PAUSE_MILLIS = 10_000;

    private static final int PAUSES_BETWEEN_WARNINGS = 60;
    private static final int PAUSES_BEFORE_WARNING = 6;

    private final String node;
    private final boolean isVoter;
    private final boolean founding;
    private final Map<String, InetSocketAddress> voters;
    private final InetAddress here;
    private final int port;
    /** Guarded by itself, as is what follows. */
    private final Admission admission;

    private boolean asking;
    private boolean ended;
    private final CompletableFuture<Boolean> decided = new CompletableFuture<>();
    private final CompletableFuture<String> refused = new CompletableFuture<>();

    AdmissionProtocol(ClusterOptions options, Admission admission) {
        this.node = options.node();
        this.isVoter = options.isVoter();
        this.founding = options.founding();
        this.voters = options.voters();
        this.here = options.bind().getAddress();
        this.port = options.bind().getPort();
        this.admission = admission;
        setId(ID);
        if (!isVoter || founding || admission.votes() || voters.size() == 1) {
            decided.complete(true);
        }
    }

    /** Completes when the node may enter, or is known not to; at once where it need not ask. */
    CompletableFuture<Boolean> decided() {
        return decided;
    }

    /** Completes with why this voter may never vote from its folder, if another one says so. */
    CompletableFuture<String> refused() {
        return refused;
    }

    /** Has nobody wait any more; to be called before the channel is closed. */
    void end() {
        synchronized (admission) {
            ended = true;
            admission.notifyAll();
        }
        decided.complete(false);
    }

    @Override
    public Object down(Event event) {
        Object answer = down_prot.down(event);
        if (event.getType() == Event.CONNECT && isVoter) { // now the transport is there, and the log
            begin();
            if (!decided.join()) {
                throw new IllegalStateException(refused.getNow("it is closed"));
            }
        }
        return answer;
    }

    private void begin() {
        synchronized (admission) {
            try {
                admission.begin(founding);
            } catch (IOException failed) {
                throw new IllegalStateException(failed);
            }
            decide();
            if (!asking && !admission.silent().isEmpty()) {
                asking = true;
                Thread asks = new Thread(this::ask, "rollcall-cluster-admission");
                asks.setDaemon(true);
                asks.start();
            }
        }
    }

    /** Tells who waits; with the lock held. */
    private void decide() {
        String why = admission.refusal();
        if (why != null) {
            refused.complete(why);
            decided.complete(false);
        } else if (admission.votes()) {
            decided.complete(true);
        }
    }

    /** Asks whoever has yet to answer, until all have. */
    private void ask() {
        for (int pauses = 0; ; pauses++) {
            Set<String> silent;
            String question;
            long pause;
            synchronized (admission) {
                silent = admission.silent();
                if (ended || admission.refusal() != null || silent.isEmpty()) {
                    return;
                }
                if (!admission.votes() && pauses % PAUSES_BETWEEN_WARNINGS == PAUSES_BEFORE_WARNING) {
                    LOG.warn("cluster-founding-waits voters={}", String.join(",", silent));
                }
                question = question();
                pause = admission.votes() ? LONG_PAUSE_MILLIS : PAUSE_MILLIS;
            }
            for (String voter : silent) {
                Address at = VoterDiscovery.find(Objects.requireNonNull(voters.get(voter)));
                if (at != null) {
                    send(at, question);
                }
            }
            synchronized (admission) {
                try {
                    admission.wait(pause);
                } catch (InterruptedException asked) {
                    return;
                }
            }
        }
    }

    private String question() {
        return "asks " + node + " " + admission.folder() + " " + here.getHostAddress() + " " + port;
    }

    private void send(Address to, String text) {
        Message message = new BytesMessage(to, text.getBytes(StandardCharsets.UTF_8))
                .setFlag(Message.Flag.OOB, Message.Flag.DONT_BUNDLE)
                .setFlag(Message.TransientFlag.DONT_LOOPBACK)
                .putHeader(ID, new PingHeader(PingHeader.GET_MBRS_REQ));
        try {
            down_prot.down(message);
        } catch (RuntimeException failed) { // asked again
            LOG.debug("cluster-admission-unsent", failed);
        }
    }

    @Override
    public @Nullable Object up(Message message) {
        if (message.getHeader(ID) == null) {
            return up_prot.up(message);
        }
        String text = new String(message.getArray(), message.getOffset(), message.getLength(), StandardCharsets.UTF_8);
        try {
            heard(text.split(" ", -1));
        } catch (IOException failed) {
            LOG.error("cluster-admission-failed", failed);
        }
        return null;
    }

    /** Takes {@code asks VOTER FOLDER ADDRESS PORT}, or an answer to it: {@code noted} or {@code other VOTER FOLDER ASKED}. */
    private void heard(String[] words) throws IOException {
        if (!isVoter) {
            return;
        }
        String voter = words[1];
        String folder = words[2];
        String answer;
        String question;
        synchronized (admission) {
            if (!words[0].equals("asks")) {
                if (words[3].equals(admission.folder())) {
                    admission.answered(voter, folder, words[0].equals("noted"));
                    decide();
                    admission.notifyAll();
                }
                return;
            }
            answer = (admission.asked(voter, folder) ? "noted " : "other ") + node + " " + admission.folder() + " "
                    + folder;
            question = admission.silent().contains(voter) && admission.refusal() == null ? question() : null;
        }
        Address asker = new IpAddress(words[3], Integer.parseInt(words[4]));
        send(asker, answer);
        if (question != null) { // who comes with another address may not have been found by its name
            send(asker, question);
        }
    }
}
