package io.rollcall.server;

import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A page of all connections, in the order in which they came. Makes one pass over them and sorts no more than the page; its
 * cursor says what was shown last, so that the server keeps nothing for it.
 *
 * @param after the number that was last on the page before; 0 for the first page
 */
record ClientPage(long after) {
    private static final Pattern CURSOR = Pattern.compile("clients:([0-9]{1,18})");

    /** Reads a cursor; empty if it is none of these. */
    static Optional<ClientPage> at(String cursor) {
        Matcher parts = CURSOR.matcher(cursor);
        return parts.matches() ? Optional.of(new ClientPage(Long.parseLong(parts.group(1)))) : Optional.empty();
    }

    List<String> rows(WorkerSupervisor supervisor) {
        TreeMap<Long, Session> page = new TreeMap<>();
        supervisor.registry().forEach(Connection.SOCKET_LISTENER, connection -> add((Session) connection, page));
        supervisor.streams().values().forEach(session -> add(session, page));
        boolean isLast = page.size() <= Pages.ROWS;
        if (!isLast) {
            page.pollLastEntry();
        }
        List<String> rows = new ArrayList<>(page.size() + 1);
        rows.add("*" + page.size() + (isLast ? "" : " more=clients:" + page.lastKey()));
        page.values().forEach(session -> rows.add(row(session)));
        return rows;
    }

    private void add(Session session, TreeMap<Long, Session> page) {
        long number = session.number();
        if (number > after) {
            page.put(number, session);
            if (page.size() > Pages.ROWS + 1) {
                page.pollLastEntry();
            }
        }
    }

    private static String row(Session session) {
        int held = Math.max(0, session.owner().registrations().size() - Lease.OWN_ENTRIES);
        return session.id() + " " + address(session) + " age_s=" + session.ageSeconds() + " holds=" + held + " as="
                + session.from();
    }

    private static String address(Session session) {
        return session.isControl() ? "control" : shown(session.remoteAddress());
    }

    private static String shown(@Nullable SocketAddress address) {
        return address instanceof InetSocketAddress internet ? NetUtil.toSocketAddressString(internet) : "unix";
    }
}
