package io.rollcall.cluster;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.PhysicalAddress;
import org.jgroups.conf.ClassConfigurator;
import org.jgroups.protocols.PingData;
import org.jgroups.protocols.TCPPING;
import org.jgroups.stack.IpAddress;
import org.jgroups.util.Responses;
import org.jspecify.annotations.Nullable;

/**
 * Finds the others where the voters are, and where a name that all nodes share leads to. Names of hosts are looked up anew
 * each time: where containers run, a node comes back with another address, and has none while it is away.
 *
 * <p>Who wants to join asks again and again until a coordinator answers: a question or its answer may be lost where two
 * connect to each other at once. If all answer and none is a member of anything, the one with the smallest address need not wait
 * for a coordinator; it becomes one, and the others hear of it as they ask.
 */
final class VoterDiscovery extends TCPPING {
    private static final long PAUSE_MILLIS = 100;

    private final String node;
    private final Map<String, InetSocketAddress> voters;
    private final @Nullable String shared;
    private final int port;
    /** How many others there were when they were asked last, those included whose hosts have no address for now. */
    private volatile int others;

    /** Who has answered, while this node wants to join. */
    private volatile @Nullable Set<Address> answered;

    /** What they have answered. */
    private volatile @Nullable Responses joining;

    VoterDiscovery(ClusterOptions options) {
        this.node = options.node();
        this.voters = options.voters();
        this.shared = options.discovery();
        this.port = options.bind().getPort();
        this.initial_hosts_set_programmatically = true;
        setId(ClassConfigurator.getProtocolId(TCPPING.class)); // the same to who hears it
        setPortRange(0);
    }

    @Override
    public Responses findMembers(List<Address> members, boolean initial, boolean async, long timeout) {
        if (!initial) {
            return super.findMembers(members, false, async, timeout);
        }
        long began = System.nanoTime();
        answered = ConcurrentHashMap.newKeySet();
        Responses found = super.findMembers(members, true, async, timeout);
        joining = found;
        endIfFirst(found);
        while (!found.waitFor(PAUSE_MILLIS) && System.nanoTime() - began < TimeUnit.MILLISECONDS.toNanos(timeout)) {
            findMembers(members, true, found);
        }
        joining = null;
        answered = null;
        return found.done(); // or it would be waited for
    }

    @Override
    protected void handleDiscoveryResponse(PingData data, Address sender) {
        super.handleDiscoveryResponse(data, sender);
        Set<Address> senders = answered;
        if (senders != null) {
            senders.add(sender);
        }
        Responses found = joining;
        if (found != null) {
            endIfFirst(found);
        }
    }

    /** Has nobody wait for a coordinator where all have answered, and it is this node that is to become one. */
    private void endIfFirst(Responses found) {
        Set<Address> senders = answered;
        if (senders == null || senders.size() < others) {
            return;
        }
        for (PingData other : found) {
            if (other.isServer() || other.getAddress().compareTo(local_addr) < 0) {
                return;
            }
        }
        found.done();
    }

    /** Is no coordinator to others while its first view goes round here: one whom it let in by then would come ahead of it. */
    @Override
    protected void sendDiscoveryResponse(List<PingData> data, Address asking) {
        if (!is_server) {
            data.forEach(each -> each.coord(false));
        }
        super.sendDiscoveryResponse(data, asking);
    }

    @Override
    public void findMembers(List<Address> members, boolean initial, Responses responses) {
        Set<PhysicalAddress> hosts = new LinkedHashSet<>();
        int away = 0;
        for (Map.Entry<String, InetSocketAddress> voter : voters.entrySet()) {
            PhysicalAddress found = find(voter.getValue());
            if (found != null) {
                hosts.add(found);
            } else if (!voter.getKey().equals(node)) {
                away++;
            }
        }
        if (shared != null) {
            for (InetAddress each : addresses(shared)) {
                hosts.add(new IpAddress(each, port));
            }
        }
        initial_hosts = hosts;
        others = hosts.size()
                + away
                - (hosts.contains(down_prot.down(new Event(Event.GET_PHYSICAL_ADDRESS, local_addr))) ? 1 : 0);
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
