package io.rollcall.server;

import io.rollcall.registry.Entry;
import io.rollcall.registry.Property;
import io.rollcall.registry.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the members of a property, in the order in which they joined the server. Makes one pass over all members and
 * sorts no more than the page; its cursor says what was shown last, so that the server keeps nothing for it.
 *
 * @param property what they share
 * @param after the owner that was last on the page before; 0 for the first page
 */
record MemberPage(Property property, long after) {
    private static final Pattern CURSOR = Pattern.compile("([0-9]{1,18}):(.+)");

    /** Reads a cursor; empty if it is none of these. */
    static Optional<MemberPage> at(String cursor, boolean operator) throws Refused {
        Matcher parts = CURSOR.matcher(cursor);
        return parts.matches()
                ? Optional.of(
                        new MemberPage(Keys.openProperty(parts.group(2), operator), Long.parseLong(parts.group(1))))
                : Optional.empty();
    }

    /** Tells how many members are looked at. */
    int cost(Registry<Connection> registry) {
        return registry.count(property);
    }

    List<String> rows(Registry<Connection> registry) {
        TreeMap<Long, Entry<Connection>> page = new TreeMap<>();
        for (Entry<Connection> entry : registry.entries(property)) {
            add(entry, page);
        }
        boolean isLast = page.size() <= Pages.ROWS;
        if (!isLast) {
            page.pollLastEntry();
        }
        List<String> rows = new ArrayList<>(page.size() + 1);
        rows.add("*" + page.size() + (isLast ? "" : " more=" + page.lastKey() + ":" + property));
        page.values().forEach(entry -> rows.add(Text.row(entry)));
        return rows;
    }

    private void add(Entry<Connection> entry, TreeMap<Long, Entry<Connection>> page) {
        long owner = entry.owner().id();
        boolean full = page.size() > Pages.ROWS;
        if (owner > after && !(full && owner > page.lastKey())) {
            page.put(owner, entry);
            if (full) {
                page.pollLastEntry();
            }
        }
    }
}
