package io.rollcall.server;

import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The peers that speak for others and say for whom in a PROXY header.
 *
 * @param ranges their addresses
 * @param unix whether those on the unix-domain socket do
 */
record ProxyPeers(List<AddressRange> ranges, boolean unix) {
    /** Nobody. */
    static final ProxyPeers NONE = new ProxyPeers(List.of(), false);

    private static final String UNIX = "unix";

    ProxyPeers {
        ranges = List.copyOf(ranges);
    }

    /**
     * Reads blocks with commas between; the word unix stands for the unix-domain socket.
     *
     * @throws IllegalArgumentException if one is no block; the message says what was expected
     */
    static ProxyPeers parse(String text) {
        List<AddressRange> ranges = new ArrayList<>();
        boolean unix = false;
        for (String part : text.split(",", -1)) {
            AddressRange range = AddressRange.parse(part.strip());
            if (range != null) {
                ranges.add(range);
            } else if (part.strip().equals(UNIX)) {
                unix = true;
            } else {
                throw new IllegalArgumentException(
                        "addresses such as 10.0.0.0/8, ::1 or unix were expected, given was '" + text + "'");
            }
        }
        return new ProxyPeers(ranges, unix);
    }

    boolean isEmpty() {
        return ranges.isEmpty() && !unix;
    }

    boolean includes(@Nullable SocketAddress peer) {
        if (!(peer instanceof InetSocketAddress internet)) {
            return unix;
        }
        return !internet.isUnresolved() && ranges.stream().anyMatch(range -> range.contains(internet.getAddress()));
    }
}
