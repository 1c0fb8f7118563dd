package io.rollcall.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jgroups.Address;
import org.jgroups.PhysicalAddress;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.TCPPING;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.Responses;
import org.jspecify.annotations.Nullable;

/**
 * Finds the others where the voters are, and where a name that all nodes share leads to. Names of hosts are looked up anew
 * each time: where containers run, a node comes back with another address, and has none while it is away.
 */
final class VoterDiscovery extends TCPPING {
    private final Map<String, InetSocketAddress> voters;
    private final @Nullable String shared;
    private final int port;

    VoterDiscovery(ClusterOptions options) {
        this.voters = options.voters();
        this.shared = options.discovery();
        this.port = options.bind().getPort();
        this.initial_hosts_set_programmatically = true;
        setId(ClassConfigurator.getProtocolId(TCPPING.class)); // the same to who hears it
        setPortRange(0);
    }

    @Override
    public void findMembers(List<Address> members, boolean initial, Responses responses) {
        Set<PhysicalAddress> hosts = new LinkedHashSet<>();
        for (InetSocketAddress voter : voters.values()) {
            PhysicalAddress found = find(voter);
            if (found != null) {
                hosts.add(found);
            }
        }
        if (shared != null) {
            for (InetAddress each : addresses(shared)) {
                hosts.add(new IpAddress(each, port));
            }
        }
        initial_hosts = hosts;
        super.findMembers(members, initial, responses);
    }

    /** Looks up where something is now; null for nowhere. Where that was known before, and holds still, it is the answer. */
    static @Nullable PhysicalAddress find(InetSocketAddress known) {
        InetAddress before = known.getAddress();
        List<InetAddress> now = addresses(known.getHostString());
        InetAddress found = now.isEmpty() || (before != null && now.contains(before)) ? before : now.get(0);
        return found == null ? null : new IpAddress(found, known.getPort());
    }

    private static List<InetAddress> addresses(String host) {
        try {
            return List.of(InetAddress.getAllByName(host));
        } catch (UnknownHostException away) {
            return List.of();
        }
    }
}
