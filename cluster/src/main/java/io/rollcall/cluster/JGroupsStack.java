package io.rollcall.cluster;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.SecretKey;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.FRAG2;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.SYM_ENCRYPT;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.protocols.raft.ELECTION2;
import org.jgroups.protocols.raft.NO_DUPES;
import org.jgroups.protocols.raft.RAFT;
import org.jgroups.protocols.raft.REDIRECT;
import org.jgroups.stack.Protocol;

/** The protocols of a node's channel, bottom to top. Each setting that is not the default has cost somebody an outage. */
final class JGroupsStack {
    private static final int LEAST_KEY = 32;
    private static final int CREDITS = 4_000_000;
    private static final int KEY_ROUNDS = 100_000;

    private JGroupsStack() {}

    static List<Protocol> of(ClusterOptions options, RaftLog log, Protocol admission) throws IOException {
        List<Protocol> stack = new ArrayList<>();
        TCP tcp = new TCP();
        tcp.setBindAddress(options.bind().getAddress());
        tcp.setBindPort(options.bind().getPort());
        tcp.setPortRange(0); // this port or none
        tcp.setBundler(new PeerQueues());
        tcp.tcpNodelay(true);
        tcp.setSockConnTimeout(1_000);
        stack.add(tcp);
        stack.add(new VoterDiscovery(options));
        stack.add(new MERGE3().setMinInterval(2_000).setMaxInterval(5_000));
        FD_SOCK2 sockets = new FD_SOCK2();
        sockets.setBindAddress(options.bind().getAddress());
        sockets.setOffset(ClusterOptions.SECOND_PORT);
        sockets.setPortRange(0);
        stack.add(sockets);
        stack.add(new FD_ALL3().setTimeout(6_000).setInterval(1_500));
        stack.add(new VERIFY_SUSPECT2().setTimeout(1_000));
        Path key = options.key();
        if (key != null) {
            SYM_ENCRYPT encryption = new SYM_ENCRYPT().setSecretKey(secret(key, options.cluster()));
            encryption.symAlgorithm("AES/CBC/PKCS5Padding").symIvLength(16);
            stack.add(encryption);
        }
        stack.add(admission); // above the encryption, below what a member alone may do
        stack.add(new NAKACK2().useMcastXmit(false));
        stack.add(new UNICAST3());
        stack.add(new STABLE());
        stack.add(new NO_DUPES());
        stack.add(new GMS().printLocalAddress(false).setJoinTimeout(4_000).setMaxJoinAttempts(3));
        stack.add(new UFC().setValue("max_credits", CREDITS));
        stack.add(new MFC().setValue("max_credits", CREDITS));
        stack.add(new FRAG2());
        stack.add(new ELECTION2());
        stack.add(raft(options, log));
        stack.add(new REDIRECT());
        return stack;
    }

    private static RAFT raft(ClusterOptions options, RaftLog log) {
        return new CatchUpRaft()
                .members(List.copyOf(options.voters().keySet()))
                .raftId(options.node())
                .log(log)
                .maxLogCacheSize(0) // it must see what is read, and the file is read from memory anyway
                .logUseFsync(true)
                .maxLogSize(64 << 20) // the default of 1 MB writes the whole table again and again
                .resendInterval(10) // when a follower hears that the last entry is committed
                .sendCommitsImmediately(false); // each acknowledgement would be answered with a message to all
    }

    private static SecretKey secret(Path file, String cluster) throws IOException {
        String text = Files.readString(file, StandardCharsets.UTF_8).strip();
        if (text.length() < LEAST_KEY) {
            throw new IOException(
                    file + " has a key of " + text.length() + " characters, and needs " + LEAST_KEY + " or more");
        }
        try {
            PBEKeySpec spec =
                    new PBEKeySpec(text.toCharArray(), cluster.getBytes(StandardCharsets.UTF_8), KEY_ROUNDS, 256);
            byte[] bytes = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(spec)
                    .getEncoded();
            return new SecretKeySpec(bytes, "AES");
        } catch (GeneralSecurityException missing) { // each JDK has these
            throw new IllegalStateException(missing);
        }
    }
}
