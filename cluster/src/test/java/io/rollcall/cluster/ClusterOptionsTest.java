package io.rollcall.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jgroups.stack.IpAddress;
import org.junit.jupiter.api.Test;

class ClusterOptionsTest {
    private static final Path DATA = Path.of("data");

    private static InetSocketAddress local(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static Map<String, InetSocketAddress> voters(int count) {
        Map<String, InetSocketAddress> voters = new LinkedHashMap<>();
        for (int i = 1; i <= count; i++) {
            voters.put("n" + i, local(7_000 + i));
        }
        return voters;
    }

    private static ClusterOptions options(String node, InetSocketAddress bind, Map<String, InetSocketAddress> voters) {
        return new ClusterOptions("test", node, bind, voters, DATA, false, null);
    }

    @Test
    void of_oneThreeOrFiveVoters_isFine() {
        for (int count : new int[] {1, 3, 5, 7}) {
            assertThat(options("n1", local(7_001), voters(count)).isVoter()).isTrue();
        }
        assertThat(options("n9", local(7_009), voters(3)).isVoter()).isFalse();
    }

    @Test
    void of_twoVoters_isRefusedWithAnExplanation() {
        assertThatThrownBy(() -> options("n1", local(7_001), voters(2)))
                .hasMessageContaining("two voters are refused: a majority of two is both");
        assertThatThrownBy(() -> options("n1", local(7_001), voters(4)))
                .hasMessageContaining("1, 3, 5 or 7 voters, given were 4");
        assertThatThrownBy(() -> options("n1", local(7_001), Map.of())).hasMessageContaining("given were 0");
    }

    @Test
    void of_otherMachinesWithoutAKey_isRefused() throws UnknownHostException {
        InetSocketAddress elsewhere =
                new InetSocketAddress(InetAddress.getByAddress(new byte[] {(byte) 192, 0, 2, 1}), 7_001);
        assertThatThrownBy(() -> options("n1", elsewhere, Map.of("n1", elsewhere)))
                .hasMessageContaining("a file with a shared key is required");
        assertThat(new ClusterOptions("test", "n1", elsewhere, Map.of("n1", elsewhere), DATA, false, Path.of("key")))
                .isNotNull();
    }

    @Test
    void of_voterWhoseHostHasNoAddress_isFineWithAKeyUnlessItIsThisNodesOwn() {
        InetSocketAddress away = InetSocketAddress.createUnresolved("n2.invalid", 7_002);
        Map<String, InetSocketAddress> voters = Map.of("n1", local(7_001), "n2", away, "n3", local(7_003));
        assertThatThrownBy(() -> options("n1", local(7_001), voters))
                .hasMessageContaining("the address of voter n2 cannot be found: n2.invalid");
        Path key = Path.of("key");
        assertThat(new ClusterOptions("test", "n1", local(7_001), voters, DATA, false, key, "all.invalid"))
                .isNotNull();
        assertThatThrownBy(() -> new ClusterOptions("test", "n2", away, voters, DATA, false, key))
                .hasMessageContaining("this node's address cannot be found: n2.invalid");
    }

    @Test
    void discovery_ofANameThatHasAnAddress_looksItUpAnewAndKeepsOneThatHoldsStill() throws UnknownHostException {
        assertThat(VoterDiscovery.find(InetSocketAddress.createUnresolved("n2.invalid", 7_002)))
                .isNull();
        assertThat(VoterDiscovery.find(InetSocketAddress.createUnresolved("127.0.0.1", 7_002)))
                .isEqualTo(new IpAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 7_002));
        InetAddress old = InetAddress.getByAddress("127.0.0.1", new byte[] {127, 0, 0, 9});
        assertThat(VoterDiscovery.find(new InetSocketAddress(old, 7_002)))
                .isEqualTo(new IpAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), 7_002));
        InetAddress away = InetAddress.getByAddress("n2.invalid", new byte[] {127, 0, 0, 9});
        assertThat(VoterDiscovery.find(new InetSocketAddress(away, 7_002))).isEqualTo(new IpAddress(away, 7_002));
    }

    @Test
    void of_portsOrIdsThatCannotBe_isRefused() {
        assertThatThrownBy(() -> options("n1", local(7_002), voters(1)))
                .hasMessageContaining("look for n1 on port 7001");
        assertThatThrownBy(() -> options("n9", local(65_500), voters(1)))
                .hasMessageContaining("a port from 1 to 65435");
        assertThatThrownBy(() -> options("n 1", local(7_001), voters(1)))
                .hasMessageContaining("a node's id is 1 to 64 of");
    }
}
