package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may come in: at each limit, one beyond it, and after. */
class AdmissionTest {
    private static final Origin ONE = new Origin(false, 1, false);
    private static final Origin TWO = new Origin(false, 2, false);
    private static final Origin HERE = new Origin(false, 3, true);

    private final RecordedEvents events = new RecordedEvents();
    private final LimitCounts counts = new LimitCounts();
    private long now = Long.MAX_VALUE - 5; // a nanosecond clock may overflow at any time

    private Admission admission(Limits limits) {
        return new Admission(limits, limits.get(Limit.CONNECTIONS), counts, events, () -> now);
    }

    private static Admission admitted(Admission admission, @Nullable Origin origin, int times) {
        for (int i = 0; i < times; i++) {
            assertThat(admission.admit(origin)).as("connection %d", i).isNull();
        }
        return admission;
    }

    private void advance(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
    }

    @Test
    void admit_connectionsAtTheLimit_refusesOneMoreUntilOneLeaves() {
        Admission admission = admitted(admission(Limits.defaults().with(Limit.CONNECTIONS, 3)), ONE, 3);
        assertThat(admission.admit(TWO)).isEqualTo(Limit.CONNECTIONS);
        assertThat(admission.admit(null)).isEqualTo(Limit.CONNECTIONS);
        assertThat(counts.met(Limit.CONNECTIONS)).isEqualTo(2);
        assertThat(admission.origins()).isEqualTo(1);
        admission.leave(ONE);
        admitted(admission, TWO, 1);
        assertThat(admission.admit(TWO)).isEqualTo(Limit.CONNECTIONS);
        assertThat(admission.open()).isEqualTo(3);
    }

    @Test
    void admit_oneAddressAtTheLimit_refusesThatOneAlone() {
        Admission admission = admitted(admission(Limits.defaults().with(Limit.CONNECTIONS_PER_ADDRESS, 2)), ONE, 2);
        assertThat(admission.admit(ONE)).isEqualTo(Limit.CONNECTIONS_PER_ADDRESS);
        admitted(admission, TWO, 2);
        admitted(admission, null, 20);
        admission.leave(ONE);
        admitted(admission, ONE, 1);
        assertThat(admission.admit(ONE)).isEqualTo(Limit.CONNECTIONS_PER_ADDRESS);
        assertThat(counts.met(Limit.CONNECTIONS_PER_ADDRESS)).isEqualTo(2);
    }

    @Test
    void admit_acceptsOfOneAddress_areASecondsWorthAtOnceThenOneByOne() {
        Admission admission = admitted(admission(Limits.defaults()), ONE, 50);
        assertThat(admission.admit(ONE)).isEqualTo(Limit.ACCEPTS_PER_ADDRESS);
        advance(19);
        assertThat(admission.admit(ONE)).isEqualTo(Limit.ACCEPTS_PER_ADDRESS);
        admitted(admission, TWO, 1);
        admitted(admission, HERE, 200);
        advance(1);
        admitted(admission, ONE, 1);
        assertThat(admission.admit(ONE)).isEqualTo(Limit.ACCEPTS_PER_ADDRESS);
        assertThat(counts.met(Limit.ACCEPTS_PER_ADDRESS)).isEqualTo(3);
        advance(1_000);
        admitted(admission, ONE, 50);
        assertThat(admission.admit(ONE)).isEqualTo(Limit.ACCEPTS_PER_ADDRESS);
    }

    @Test
    void admit_acceptsOfAll_areASecondsWorthAtOnceThenOneByOne() {
        Admission admission = admitted(admission(Limits.defaults().with(Limit.ACCEPTS, 10)), HERE, 10);
        assertThat(admission.admit(HERE)).isEqualTo(Limit.ACCEPTS);
        assertThat(admission.admit(null)).isEqualTo(Limit.ACCEPTS);
        advance(100);
        admitted(admission, TWO, 1);
        assertThat(admission.admit(HERE)).isEqualTo(Limit.ACCEPTS);
        assertThat(counts.met(Limit.ACCEPTS)).isEqualTo(3);
    }

    @Test
    void admit_oneAddressStorms_leavesTheTokensToOthers() {
        Admission admission = admitted(admission(Limits.defaults().with(Limit.ACCEPTS, 60)), ONE, 50);
        for (int i = 0; i < 1_000; i++) {
            assertThat(admission.admit(ONE)).isEqualTo(Limit.ACCEPTS_PER_ADDRESS);
        }
        admitted(admission, TWO, 10);
    }

    @Test
    void leave_bucketFull_forgetsTheAddressAtOnceElseASecondLater() {
        Admission admission = admission(Limits.defaults());
        for (int i = 0; i < 1_500; i++) {
            Origin each = new Origin(true, i, false);
            admitted(admission, each, 1);
            admission.leave(each);
        }
        assertThat(admission.origins()).isEqualTo(1_500);
        admitted(admission, ONE, 1);
        advance(1_000);
        admission.leave(ONE);
        assertThat(admission.origins()).isZero();
        admitted(admission, HERE, 1).leave(HERE);
        assertThat(admission.origins()).isZero();
        assertThat(admission.open()).isZero();
    }

    @Test
    void leave_comesBackWithinTheSecond_keepsTheAddress() {
        Admission admission = admitted(admission(Limits.defaults()), ONE, 50);
        for (int i = 0; i < 50; i++) {
            admission.leave(ONE);
        }
        assertThat(admission.admit(ONE)).isEqualTo(Limit.ACCEPTS_PER_ADDRESS);
        advance(500);
        admitted(admission, ONE, 25);
        advance(500);
        assertThat(admission.origins()).isEqualTo(1);
        admitted(admission, ONE, 25);
        admission.leave(TWO);
        assertThat(admission.origins()).isEqualTo(1);
    }

    @Test
    void admit_nearTheLimit_warnsAtEachMarkOnceUntilItIsCalm() {
        Admission admission = admitted(admission(Limits.defaults().with(Limit.CONNECTIONS, 100)), null, 79);
        assertThat(events.near).isEmpty();
        admitted(admission, null, 21);
        assertThat(events.near).containsExactly("80 % 80 of 100", "90 % 90 of 100");
        for (int i = 0; i < 25; i++) {
            admission.leave(null);
        }
        admitted(admission, null, 25);
        assertThat(events.near).hasSize(2);
        for (int i = 0; i < 26; i++) {
            admission.leave(null);
        }
        admitted(admission, null, 6);
        assertThat(events.near).hasSize(3);
    }

    @Test
    void origin_addresses_areCountedAsTheirOwnersHaveThem() throws Exception {
        assertThat(origin("10.0.0.1")).isEqualTo(origin("10.0.0.1")).isNotEqualTo(origin("10.0.0.2"));
        assertThat(origin("2001:db8:0:1::1")).isEqualTo(origin("2001:db8:0:1:ffff::2"));
        assertThat(origin("2001:db8:0:1::1")).isNotEqualTo(origin("2001:db8:0:2::1"));
        byte[] mapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, -1, -1, 10, 0, 0, 1};
        InetAddress six = java.net.Inet6Address.getByAddress(null, mapped, 0);
        assertThat(six.getAddress()).hasSize(16);
        assertThat(Origin.of(new InetSocketAddress(six, 1))).isEqualTo(origin("10.0.0.1"));
        assertThat(origin("127.9.9.9").loopback()).isTrue();
        assertThat(origin("::1").loopback()).isTrue();
        assertThat(origin("128.0.0.1").loopback()).isFalse();
        assertThat(Origin.of(UnixDomainSocketAddress.of("/x"))).isNull();
        assertThat(Origin.of(null)).isNull();
    }

    private static Origin origin(String address) throws Exception {
        return Origin.of(new InetSocketAddress(InetAddress.getByName(address), 1));
    }

    @Test
    void descriptors_fewerThanAskedFor_leaveRoomForTheRest() {
        assertThat(Descriptors.connections(10_000, 10_064)).isEqualTo(10_000);
        assertThat(Descriptors.connections(10_000, 10_063)).isEqualTo(9_999);
        assertThat(Descriptors.connections(10_000, 10)).isEqualTo(1);
        assertThat(Descriptors.most()).isGreaterThan(Descriptors.RESERVED);
    }
}
