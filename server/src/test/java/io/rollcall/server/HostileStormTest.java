package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** Many peers that come at once, or that never end what they begin. */
final class HostileStormTest extends HostilePeersTest {
    private static final int PEERS = Servers.isLong() ? 2000 : 200;
    private static final int COMERS = Servers.isLong() ? 5000 : 400;
    private static final int LINE_MILLIS = 400;
    private static final int ACCEPTS = 250;
    private static final long PAUSE_NANOS = 20_000_000;

    HostileStormTest(Transport transport) {
        super(transport);
    }

    @Override
    ServerOptions options() {
        ServerOptions options = super.options();
        return options.withLimits(
                options.limits().with(Limit.LINE_TIME, LINE_MILLIS).with(Limit.ACCEPTS, ACCEPTS));
    }

    @Test
    void lines_thatTrickleFromManyPeers_areTimedOutAndTheirPlacesFree() throws Exception {
        List<LineClient> peers = new ArrayList<>();
        List<Connection> connections = new ArrayList<>();
        while (peers.size() < PEERS) {
            LineClient peer = connect();
            if (peer.send("x\nnever").hear() == null) { // it came too soon after others
                peer.close();
            } else {
                peers.add(peer);
                connections.add(leases.next());
            }
        }
        long deadline = System.nanoTime() + Servers.DEADLINE.toNanos();
        for (int i = 0; i < PEERS; i++) {
            while (connections.get(i).owner().endReason().isEmpty() && System.nanoTime() < deadline) {
                trickle(peers, connections);
            }
            assertThat(Leases.end(connections.get(i))).isEqualTo("limit");
        }
        for (LineClient peer : peers) {
            assertThat(peer.hear()).isEqualTo("-TIMEOUT line-timeout 400ms, the line did not end");
            assertThat(peer.hear()).isNull();
            peer.close();
        }
    }

    /** Has each who is still there say one byte more of its line. */
    private static void trickle(List<LineClient> peers, List<Connection> connections) throws IOException {
        for (int i = 0; i < peers.size(); i++) {
            if (connections.get(i).owner().endReason().isEmpty()) {
                peers.get(i).send("x");
            }
        }
        LockSupport.parkNanos(PAUSE_NANOS); // its manner, no wait for anything
    }

    @Test
    void connections_inAStorm_areRefusedAndThoseWhoAreInAreServed() throws Exception {
        try (LineClient friend = connect()) {
            assertThat(friend.ask("/name friend")).isEqualTo("+OK");
            List<LineClient> comers = new ArrayList<>();
            for (int i = 0; i < COMERS; i++) {
                comers.add(connect());
            }
            int in = 0;
            int told = 0;
            for (LineClient comer : comers) {
                String heard = farewell(comer);
                assertThat(heard).isIn("+BYE\n", "-FULL accept-rate 250, try again later\n", "");
                in += heard.startsWith("+") ? 1 : 0;
                told += heard.startsWith("-") ? 1 : 0;
            }
            assertThat(in).isPositive();
            assertThat(told).isPositive();
            assertThat(friend.ask("/where friend")).startsWith("+c");
        }
        String heard = "";
        for (long end = System.nanoTime() + Servers.DEADLINE.toNanos();
                !heard.startsWith("+") && System.nanoTime() < end; ) {
            heard = farewell(connect());
        }
        assertThat(heard).as("what a later comer hears").isEqualTo("+BYE\n");
    }

    private static String farewell(LineClient comer) throws IOException {
        try (comer) {
            return new String(comer.say("/quit").hearAll(), StandardCharsets.UTF_8);
        } catch (SocketException closedWithoutAWord) {
            return "";
        }
    }
}
