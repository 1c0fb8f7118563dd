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
 * connect to each other at once. If all answer and none is one, the first of them need not wait for it; it becomes one, and
 * the others hear of it as they ask.
 */
final class VoterDiscovery extends TCPPING {
    private static final long PAUSE_MILLIS = 100;

    private final Map<String, InetSocketAddress> voters;
    private final @Nullable String shared;
    private final int port;
    /** How many others were asked last. */
    private volatile int asked;

    private final Set<Address> answered = ConcurrentHashMap.newKeySet();
    /** What is heard of who else is there, while this node wants to join. */
    private volatile @Nullable Responses joining;

    VoterDiscovery(ClusterOptions options) {
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
        answered.clear();
        Responses found = super.findMembers(members, true, async, timeout);
        joining = found;
        endIfFirst(found);
        while (!found.waitFor(PAUSE_MILLIS) && System.nanoTime() - began < TimeUnit.MILLISECONDS.toNanos(timeout)) {
            findMembers(members, true, found);
        }
        joining = null;
        return found.done(); // or it would be waited for
    }

    @Override
    protected void handleDiscoveryResponse(PingData data, Address sender) {
        super.handleDiscoveryResponse(data, sender);
        answered.add(sender);
        Responses found = joining;
        if (found != null) {
            endIfFirst(found);
        }
    }

    /** Has nobody wait for a coordinator where all have answered, and it is this node that is to become one. */
    private void endIfFirst(Responses found) {
        if (answered.size() < asked) {
            return;
        }
        for (PingData other : found) {
            if (other.getAddress().compareTo(local_addr) < 0) {
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
        asked = hosts.size()
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
