package io.rollcall.server;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a connection is called.
 *
 * @param node the node that it is connected to; empty where there is but one
 * @param number a number that no other connection of this run of the node ever has
 */
record ConnectionId(String node, long number) {
    private static final Pattern FORM = Pattern.compile("(?:(.+)\\.)?c([0-9]{1,18})");

    /** Reads an id; empty if it is none that a connection can have. */
    static Optional<ConnectionId> of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        String node = parts.group(1) == null ? "" : parts.group(1);
        return Optional.of(new ConnectionId(node, Long.parseLong(parts.group(2))));
    }

    @Override
    public String toString() {
        return (node.isEmpty() ? "" : node + ".") + "c" + number;
    }
}
