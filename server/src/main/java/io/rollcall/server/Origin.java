package io.rollcall.server;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Where a peer comes from, as far as one person is likely to own all of it: an IPv4 address or an IPv6 /64. Comparable,
 * as peers choose their addresses, and with them what collides in a hash table.
 *
 * @param six whether it is of IPv6
 * @param bits the address, or the first half of it
 * @param loopback whether it is this machine
 */
record Origin(boolean six, long bits, boolean loopback) implements Comparable<Origin> {
    private static final int MAPPED_ZEROS = 10;

    /** Returns the origin of a peer; null where it has none that could be counted, as on a unix-domain socket. */
    static @Nullable Origin of(@Nullable SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress internet) || internet.isUnresolved()) {
            return null;
        }
        InetAddress address = internet.getAddress();
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        if (!(address instanceof Inet6Address)) {
            return four(bytes.getInt(0));
        }
        if (isMapped(bytes)) {
            return four(bytes.getInt(MAPPED_ZEROS + Short.BYTES));
        }
        return new Origin(true, bytes.getLong(0), address.isLoopbackAddress());
    }

    private static Origin four(int address) {
        return new Origin(false, address, address >>> 24 == 127);
    }

    private static boolean isMapped(ByteBuffer six) {
        return six.getLong(0) == 0 && six.getShort(Long.BYTES) == 0 && six.getShort(MAPPED_ZEROS) == -1;
    }

    @Override
    public int compareTo(Origin other) {
        int family = Boolean.compare(six, other.six);
        int address = family != 0 ? family : Long.compare(bits, other.bits);
        return address != 0 ? address : Boolean.compare(loopback, other.loopback);
    }
}
