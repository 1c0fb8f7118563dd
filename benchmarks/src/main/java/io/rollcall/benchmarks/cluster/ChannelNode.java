package io.rollcall.benchmarks.cluster;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.BytesMessage;
import org.jgroups.JChannel;
import org.jgroups.Message;
import org.jgroups.Receiver;
import org.jgroups.View;
import org.jgroups.protocols.FD_ALL3;
import org.jgroups.protocols.FD_SOCK2;
import org.jgroups.protocols.FRAG2;
import org.jgroups.protocols.MERGE3;
import org.jgroups.protocols.MFC;
import org.jgroups.protocols.PerDestinationBundler;
import org.jgroups.protocols.TCP;
import org.jgroups.protocols.TCPPING;
import org.jgroups.protocols.UFC;
import org.jgroups.protocols.UNICAST3;
import org.jgroups.protocols.VERIFY_SUSPECT2;
import org.jgroups.protocols.pbcast.GMS;
import org.jgroups.protocols.pbcast.NAKACK2;
import org.jgroups.protocols.pbcast.STABLE;
import org.jgroups.stack.Protocol;
import org.jgroups.util.NameCache;

/** A channel of JGroups with the protocols of Rollcall's, those of agreement left out, and nothing above it. */
final class ChannelNode implements Answering {
    private static final int CREDITS = 4_000_000;
    private static final int READY_SECONDS = 90;

    private final int size;
    private final JChannel channel;
    private final CompletableFuture<Boolean> complete = new CompletableFuture<>();
    private final Traffic traffic;
    private volatile String peer = "";

    ChannelNode(Place place) throws Exception {
        size = place.ports().size();
        channel = new JChannel(stack(place)).name(place.id());
        channel.getProtocolStack().getTransport().disableDiagnostics();
        traffic = new Traffic(this::send);
        channel.setReceiver(new Receiver() {
            @Override
            public void viewAccepted(View accepted) {
                if (accepted.size() == size) {
                    complete.complete(true);
                }
            }

            @Override
            public void receive(Message message) {
                try {
                    traffic.received(message.getLength());
                } catch (Exception failed) {
                    throw new IllegalStateException(failed);
                }
            }
        });
        channel.connect("bench");
    }

    /** As {@code JGroupsStack} of the cluster has it; whoever changes the one changes the other. */
    private static List<Protocol> stack(Place place) {
        TCP tcp = new TCP();
        tcp.setBindAddress(place.address().getAddress());
        tcp.setBindPort(place.address().getPort());
        tcp.setPortRange(0);
        tcp.setBundler(new PerDestinationBundler().setCapacity(1 << 17));
        tcp.tcpNodelay(true);
        tcp.setSockConnTimeout(1_000);
        List<InetSocketAddress> hosts = new ArrayList<>();
        place.ports().keySet().forEach(node -> hosts.add(place.address(node)));
        FD_SOCK2 sockets = new FD_SOCK2();
        sockets.setBindAddress(place.address().getAddress());
        sockets.setOffset(Place.NEXT);
        sockets.setPortRange(0);
        return List.of(
                tcp,
                new TCPPING().setInitialHosts(hosts).setPortRange(0),
                new MERGE3().setMinInterval(2_000).setMaxInterval(5_000),
                sockets,
                new FD_ALL3().setTimeout(6_000).setInterval(1_500),
                new VERIFY_SUSPECT2().setTimeout(1_000),
                new NAKACK2().useMcastXmit(false),
                new UNICAST3(),
                new STABLE(),
                new GMS().printLocalAddress(false).setJoinTimeout(4_000).setMaxJoinAttempts(3),
                new UFC().setValue("max_credits", CREDITS),
                new MFC().setValue("max_credits", CREDITS),
                new FRAG2());
    }

    private void send(byte[] message) throws Exception {
        channel.send(new BytesMessage(address(peer), message));
    }

    private Address address(String node) {
        return channel.getView().getMembers().stream()
                .filter(member -> node.equals(NameCache.get(member)))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(node + " is not there"));
    }

    @Override
    public String answer(List<String> words) throws Exception {
        return switch (words.get(0)) {
            case "ready" -> String.valueOf(complete.get(READY_SECONDS, TimeUnit.SECONDS));
            case "open" -> "open";
            case "meet" -> {
                peer = words.get(1);
                yield "met";
            }
            case "send" -> {
                Address to = address(peer);
                yield String.valueOf(traffic.send(
                        message -> channel.send(new BytesMessage(to, message)),
                        Integer.parseInt(words.get(1)),
                        Integer.parseInt(words.get(2))));
            }
            case "shut" -> "shut";
            default -> throw new IllegalArgumentException("what is " + words + "?");
        };
    }

    @Override
    public void close() {
        channel.close();
    }
}
