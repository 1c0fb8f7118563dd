package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnixDomainSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who is listed. */
class AddressRangeTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "10.0.0.0/9, 10.127.255.255, true",
        "10.0.0.0/9, 10.128.0.0, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "0.0.0.0/0, 1.2.3.4, true",
        "0.0.0.0/0, ::1, false",
        "::/0, ::1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "10.0.0.0/8, ::ffff:10.1.1.1, true"
    })
    void includes_address_isByItsPrefix(String range, String address, boolean included) throws Exception {
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getByName(address), 1);
        assertThat(ProxyPeers.parse("203.0.113.9, " + range).includes(peer)).isEqualTo(included);
    }

    @Test
    void includes_unix_isByItsWord() {
        UnixDomainSocketAddress peer = UnixDomainSocketAddress.of("/a");
        assertThat(ProxyPeers.parse("::1,unix").includes(peer)).isTrue();
        assertThat(ProxyPeers.parse("::/0,0.0.0.0/0").includes(peer)).isFalse();
        assertThat(ProxyPeers.NONE.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "''",
        "localhost",
        "10.0.0.0/33",
        "::/129",
        "10.0.0.0/",
        "10.0.0.0/-1",
        "'::1,'",
        "10.0.0/8/8",
        "fe80::1%lo"
    })
    void parse_noBlock_saysWhatWasExpected(String wrong) {
        assertThatThrownBy(() -> ProxyPeers.parse(wrong))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("addresses such as 10.0.0.0/8, ::1 or unix were expected, given was '" + wrong + "'");
    }
}
