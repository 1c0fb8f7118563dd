package io.rollcall.cluster;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says which cluster a node is of, and where it is.
 *
 * @param cluster the cluster's name, the same on each node
 * @param node this node's id, which no other has
 * @param bind where the others reach this node; each node uses the port that is greater by 100, too
 * @param voters the nodes that agree, three or five, or one for a cluster of one; by id, with where they are reached, hosts'
 *     names being looked up again and again. The same on each node; a node that is not among them learns what they agree upon, and its loss costs nobody the majority
 * @param data the folder of this node's log; no other node's, and kept as long as the node is a voter
 * @param founding a promise that no voter of this cluster ever voted, with which a voter whose folder is new votes at once.
 *     Without it, such a voter waits until every other voter has noted that its folder is new, and is refused where one of
 *     them knew another folder of it: what it once voted for is gone with that, and two owners could be agreed upon
 * @param key a file with what all nodes know and nobody else: 32 characters or more. Null for none, where all addresses are
 *     of this machine
 * @param discovery a host's name that leads to the addresses of all nodes, on this node's port, as that of a headless service
 *     does where containers run; null for the voters' addresses alone
 * @since 0.1
 */
public record ClusterOptions(
        String cluster,
        String node,
        InetSocketAddress bind,
        Map<String, InetSocketAddress> voters,
        Path data,
        boolean founding,
        @Nullable Path key,
        @Nullable String discovery) {
    /** By how much the port that notices the end of a process is greater than the node's own. */
    static final int SECOND_PORT = 100;

    private static final int MOST_VOTERS = 7;

    /**
     * Checks the options.
     *
     * @param cluster the cluster's name
     * @param node this node's id
     * @param bind where the others reach this node
     * @param voters the nodes that agree
     * @param data the folder of this node's log
     * @param founding whether the folder may be new
     * @param key a file with what all nodes know, or null
     * @param discovery a host's name that leads to all nodes, or null
     * @throws IllegalArgumentException with what is wrong and what to do
     */
    public ClusterOptions {
        voters = Map.copyOf(voters);
        Objects.requireNonNull(data, "data");
        checkId("a cluster's name", cluster);
        checkId("a node's id", node);
        voters.keySet().forEach(id -> checkId("a voter's id", id));
        if (voters.size() == 2) {
            throw new IllegalArgumentException(
                    "two voters are refused: a majority of two is both, so that the loss of either"
                            + " stops the cluster, twice as often as one alone would. Name one, three or five");
        }
        if (voters.isEmpty() || voters.size() % 2 == 0 || voters.size() > MOST_VOTERS) {
            throw new IllegalArgumentException("a cluster has 1, 3, 5 or 7 voters, given were " + voters.size()
                    + "; every further node is one that learns");
        }
        checkAddress("this node's address", bind, key, true);
        voters.forEach((id, address) -> checkAddress("the address of voter " + id, address, key, key == null));
        InetSocketAddress mine = voters.get(node);
        if (mine != null && mine.getPort() != bind.getPort()) {
            throw new IllegalArgumentException("the others look for " + node + " on port " + mine.getPort()
                    + ", and it listens on port " + bind.getPort());
        }
    }

    private static void checkId(String what, String id) {
        if (!id.matches("[A-Za-z0-9_.-]{1,64}")) {
            throw new IllegalArgumentException(
                    what + " is 1 to 64 of A-Z, a-z, 0-9, '_', '.' and '-', given was \"" + id + "\"");
        }
    }

    /**
     * Says where the cluster's nodes are, by the voters' addresses alone.
     *
     * @param cluster the cluster's name
     * @param node this node's id
     * @param bind where the others reach this node
     * @param voters the nodes that agree
     * @param data the folder of this node's log
     * @param founding whether no voter ever voted
     * @param key a file with what all nodes know, or null
     * @throws IllegalArgumentException with what is wrong and what to do
     */
    public ClusterOptions(
            String cluster,
            String node,
            InetSocketAddress bind,
            Map<String, InetSocketAddress> voters,
            Path data,
            boolean founding,
            @Nullable Path key) {
        this(cluster, node, bind, voters, data, founding, key, null);
    }

    private static void checkAddress(String what, InetSocketAddress address, @Nullable Path key, boolean mustBeKnown) {
        if (address.getPort() < 1 || address.getPort() > 65_535 - SECOND_PORT) {
            throw new IllegalArgumentException(
                    what + " has a port from 1 to " + (65_535 - SECOND_PORT) + ", given was " + address.getPort());
        }
        if (address.isUnresolved()) {
            if (!mustBeKnown) { // it may be away, and then has none
                return;
            }
            throw new IllegalArgumentException(what + " cannot be found: " + address.getHostString());
        }
        if (key == null && !address.getAddress().isLoopbackAddress()) {
            throw new IllegalArgumentException(
                    what + ", " + address.getHostString() + ", can be reached from other machines:"
                            + " who can send to it can write names and more, so a file with a shared key is required");
        }
    }

    /** Tells whether this node votes. */
    boolean isVoter() {
        return voters.containsKey(node);
    }
}
