package io.rollcall.server;

import io.rollcall.cluster.ClusterRegistry;
import io.rollcall.cluster.Holding;
import io.rollcall.registry.Entry;
import io.rollcall.registry.Query;
import io.rollcall.registry.Registry;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of the names that are held, ids left out, in the order of their characters. Makes one pass over all names and
 * keeps no more than the page.
 *
 * @param prefix how the names begin
 * @param after the last name of the page before; empty for the first page
 */
record NamePage(String prefix, String after) {
    private static final Pattern CURSOR = Pattern.compile("names:([0-9]{1,4}):([A-Za-z0-9_-]*)");

    /** Reads a cursor; empty if it is none of these. */
    static Optional<NamePage> at(String cursor) {
        Matcher parts = CURSOR.matcher(cursor);
        if (!parts.matches()) {
            return Optional.empty();
        }
        try {
            String last = new String(Base64.getUrlDecoder().decode(parts.group(2)), StandardCharsets.UTF_8);
            int length = Integer.parseInt(parts.group(1));
            return length > last.length()
                    ? Optional.empty()
                    : Optional.of(new NamePage(last.substring(0, length), last));
        } catch (IllegalArgumentException noBase64) {
            return Optional.empty();
        }
    }

    /** Lists those that are held on any node. */
    List<String> rows(ClusterRegistry<Connection> cluster) {
        List<Holding> found = cluster.names(prefix, after, Pages.ROWS + 1);
        boolean isLast = found.size() <= Pages.ROWS;
        List<Holding> page = isLast ? found : found.subList(0, Pages.ROWS);
        List<String> rows = new ArrayList<>();
        String last =
                isLast ? "" : " more=" + cursor(page.get(page.size() - 1).name().toString());
        rows.add("*" + page.size() + last);
        page.forEach(held -> rows.add(Nodes.idOf(held) + " " + Text.shown(held.name())));
        return rows;
    }

    /** Looks at so many names at most; empty if there are more. */
    Optional<List<String>> rows(Registry<Connection> registry, long most) {
        TreeMap<String, String> page = new TreeMap<>();
        Iterator<Entry<Connection>> names = registry.entries(Query.names()).iterator();
        for (long seen = 0; names.hasNext(); seen++) {
            if (seen == most) {
                return Optional.empty();
            }
            add(names.next(), page);
        }
        List<String> rows = new ArrayList<>();
        boolean isLast = page.size() <= Pages.ROWS;
        if (!isLast) {
            page.pollLastEntry();
        }
        rows.add("*" + page.size() + (isLast ? "" : " more=" + cursor(page.lastKey())));
        rows.addAll(page.values());
        return Optional.of(rows);
    }

    private void add(Entry<Connection> entry, TreeMap<String, String> page) {
        String name = entry.key().toString();
        boolean full = page.size() > Pages.ROWS;
        boolean isBehind = full && name.compareTo(page.lastKey()) > 0;
        if (!isBehind && name.startsWith(prefix) && name.compareTo(after) > 0 && !Keys.isId(name)) {
            page.put(name, entry.subject().id() + " " + Text.shown(name));
            if (full) {
                page.pollLastEntry();
            }
        }
    }

    private String cursor(String last) {
        byte[] bytes = last.getBytes(StandardCharsets.UTF_8);
        return "names:" + prefix.length() + ":"
                + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
