package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jgroups.Address;
import org.jgroups.Event;
import org.jgroups.Message;
import org.jgroups.PhysicalAddress;
import org.jgroups.protocols.PingData;
import org.jgroups.stack.IpAddress;
import org.jgroups.stack.Protocol;
import org.jgroups.util.Responses;
import org.jgroups.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The others are played by what stands below, which answers each question, or not. */
@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class VoterDiscoveryTest {
    private static final int PORT = 7_100;
    private static final int VOTERS = 3;
    /** So that what returns does so because of what it heard. */
    private static final long LONG = TimeUnit.HOURS.toMillis(1);

    private final Others others = new Others();

    /** What is said to the others, and what they say. */
    private static final class Others extends Protocol {
        private final Map<PhysicalAddress, Integer> asked = new HashMap<>();
        private final List<Address> quiet = new ArrayList<>();
        private int quietFor;
        private int clientsFor = Integer.MAX_VALUE;
        private int coordinator = 1;
        private boolean member;
        private VoterDiscovery asking;

        @Override
        public Object down(Event event) {
            return switch (event.getType()) {
                case Event.GET_PHYSICAL_ADDRESS -> host(event.getArg());
                case Event.ADD_PHYSICAL_ADDRESS -> true;
                default -> null;
            };
        }

        @Override
        public Object down(Message message) {
            for (int i = 1; i <= VOTERS; i++) {
                Address voter = voter(i);
                if (message.getDest().equals(host(voter))) {
                    int before = asked.merge(host(voter), 1, Integer::sum) - 1;
                    if (before >= quietFor || !quiet.contains(voter)) {
                        boolean coordinates = (i == coordinator || member) && before >= clientsFor;
                        asking.handleDiscoveryResponse(
                                new PingData(voter, coordinates || member, "n" + i, host(voter)).coord(coordinates),
                                voter);
                    }
                }
            }
            return null;
        }
    }

    private static Address voter(int number) {
        return new UUID(0, number);
    }

    private static PhysicalAddress host(Address voter) {
        return new IpAddress(InetAddress.getLoopbackAddress(), PORT + (int) ((UUID) voter).getLeastSignificantBits());
    }

    private VoterDiscovery voterDiscovery(int number) {
        return voterDiscovery(number, null);
    }

    /** Makes one; the last voter is reached at another address, unless that is null. */
    private VoterDiscovery voterDiscovery(int number, InetSocketAddress last) {
        Map<String, InetSocketAddress> voters = new HashMap<>();
        for (int i = 1; i <= VOTERS; i++) {
            IpAddress host = (IpAddress) host(voter(i));
            voters.put("n" + i, new InetSocketAddress(host.getIpAddress(), host.getPort()));
        }
        if (last != null) {
            voters.put("n" + VOTERS, last);
        }
        String node = "n" + number;
        VoterDiscovery discovery = new VoterDiscovery(new ClusterOptions(
                "test", node, voters.get(node), voters, Path.of("nowhere"), false, Path.of("key"), null));
        discovery.setAddress(voter(number));
        discovery.setDownProtocol(others);
        others.asking = discovery;
        return discovery;
    }

    private static List<Address> coordinators(Responses found) {
        List<Address> coordinators = new ArrayList<>();
        for (PingData each : found) {
            if (each.isCoord()) {
                coordinators.add(each.getAddress());
            }
        }
        return coordinators;
    }

    @Test
    void findMembers_allAnswerAndThisOneIsTheFirst_returns() {
        Responses found = voterDiscovery(1).findMembers(null, true, false, LONG);
        assertThat(found.size()).isEqualTo(VOTERS - 1);
        assertThat(coordinators(found)).isEmpty();
        assertThat(found.isDone()).isTrue();
    }

    @Test
    void findMembers_allAnswerAndAnotherIsTheFirst_asksUntilThatIsTheCoordinator() {
        others.clientsFor = 3;
        Responses found = voterDiscovery(2).findMembers(null, true, false, LONG);
        assertThat(coordinators(found)).containsExactly(voter(1));
        assertThat(others.asked.get(host(voter(1)))).isGreaterThanOrEqualTo(4);
    }

    @Test
    void findMembers_whoAnswersIsOfACluster_asksUntilThatHasACoordinator() {
        others.member = true;
        others.clientsFor = 3;
        Responses found = voterDiscovery(1).findMembers(null, true, false, LONG);
        assertThat(coordinators(found)).isNotEmpty();
        assertThat(others.asked.get(host(voter(2)))).isEqualTo(4);
    }

    @Test
    void findMembers_oneHasNoAddressForNow_waitsForItToo() {
        others.coordinator = 2;
        others.clientsFor = 3;
        InetSocketAddress away = InetSocketAddress.createUnresolved("no.such.host.invalid", PORT);
        Responses found = voterDiscovery(1, away).findMembers(null, true, false, LONG);
        assertThat(coordinators(found)).containsExactly(voter(2));
    }

    @Test
    void findMembers_anAnswerIsLost_asksAgain() {
        others.quiet.add(voter(3));
        others.quietFor = 2;
        Responses found = voterDiscovery(1).findMembers(null, true, false, LONG);
        assertThat(found.size()).isEqualTo(VOTERS - 1);
        assertThat(others.asked.get(host(voter(3)))).isEqualTo(3);
    }

    @Test
    void findMembers_oneNeverAnswers_returnsAfterThatTimeWithTheOthers() {
        others.quiet.add(voter(3));
        others.quietFor = Integer.MAX_VALUE;
        Responses found = voterDiscovery(1).findMembers(null, true, false, 150);
        assertThat(found.size()).isEqualTo(1);
        assertThat(found.isDone()).isTrue();
    }

    @Test
    void findMembers_again_doesNotTakeWhatItHeardBefore() {
        VoterDiscovery discovery = voterDiscovery(1);
        discovery.findMembers(null, true, false, LONG);
        others.asked.clear();
        others.quiet.add(voter(2));
        others.quietFor = 1;
        discovery.findMembers(null, true, false, LONG);
        assertThat(others.asked.get(host(voter(2)))).isEqualTo(2);
    }

    @Test
    void answer_whileTheFirstViewGoesRound_isNotACoordinators() {
        VoterDiscovery discovery = voterDiscovery(1);
        PingData early = new PingData(voter(1), false, "n1", host(voter(1))).coord(true);
        discovery.sendDiscoveryResponse(List.of(early), voter(2));
        assertThat(early.isCoord()).isFalse();
        discovery.down(new Event(Event.BECOME_SERVER));
        PingData later = new PingData(voter(1), true, "n1", host(voter(1))).coord(true);
        discovery.sendDiscoveryResponse(List.of(later), voter(2));
        assertThat(later.isCoord()).isTrue();
    }
}
