package io.rollcall.server;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the observer listens. Immutable.
 *
 * @param host a name or an address; one of IPv6 without brackets
 * @param port 0 for any
 * @param isGiven whether somebody asked for this place; else any port will do
 */
record ObserverAddress(String host, int port, boolean isGiven) {
    static final ObserverAddress PRESET = new ObserverAddress("127.0.0.1", 9998, false);

    private static final Pattern FORM = Pattern.compile("(?:\\[([0-9A-Fa-f:.%]+)]|([^\\[\\]:\\s/]+)):(\\d{1,5})");
    private static final int MOST_PORT = 65_535;

    /**
     * Reads a place that was asked for.
     *
     * @throws IllegalArgumentException if it is none; the message says what was expected
     */
    static ObserverAddress parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches() || Integer.parseInt(parts.group(3)) > MOST_PORT) {
            throw new IllegalArgumentException("HOST:PORT was expected, given was '" + text + "'");
        }
        String host = parts.group(1) == null ? parts.group(2) : parts.group(1);
        return new ObserverAddress(host, Integer.parseInt(parts.group(3)), true);
    }

    InetSocketAddress socket() {
        return new InetSocketAddress(host, port);
    }

    /** Returns the same host with any port. */
    InetSocketAddress anyPort() {
        return new InetSocketAddress(host, 0);
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
