package io.rollcall.server;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A block of addresses such as {@code 10.0.0.0/8}; an address alone is a block of one. Immutable. */
final class AddressRange {
    private static final int MAPPED_PREFIX = 12;

    private final byte[] network;
    private final int bits;

    private AddressRange(byte[] network, int bits) {
        this.network = network;
        this.bits = bits;
    }

    /** Reads a block; null if it is none. Asks no name service. */
    static @Nullable AddressRange parse(String text) {
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        byte[] network = address.contains("%") ? null : NetUtil.createByteArrayFromIpAddressString(address);
        if (network == null) {
            return null;
        }
        int most = network.length * Byte.SIZE;
        String length = slash < 0 ? String.valueOf(most) : text.substring(slash + 1);
        if (!length.matches("[0-9]{1,3}") || Integer.parseInt(length) > most) {
            return null;
        }
        return new AddressRange(network, Integer.parseInt(length));
    }

    /** Tells whether an address is in the block; one of IPv4 is the same in the clothes of IPv6. */
    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length > network.length && isMapped(bytes)) {
            bytes = Arrays.copyOfRange(bytes, MAPPED_PREFIX, bytes.length);
        }
        if (bytes.length != network.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        int rest = bits % Byte.SIZE;
        boolean same = Arrays.equals(bytes, 0, whole, network, 0, whole);
        return same && (rest == 0 || (bytes[whole] ^ network[whole]) >> (Byte.SIZE - rest) == 0);
    }

    private static boolean isMapped(byte[] six) {
        boolean zeros = true;
        for (int i = 0; i < MAPPED_PREFIX - 2; i++) {
            zeros &= six[i] == 0;
        }
        return zeros && six[MAPPED_PREFIX - 2] == -1 && six[MAPPED_PREFIX - 1] == -1;
    }
}
