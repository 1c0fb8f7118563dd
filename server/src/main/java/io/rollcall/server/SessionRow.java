package io.rollcall.server;

import io.netty.util.NetUtil;
import io.rollcall.registry.Counter;
import io.rollcall.registry.Key;
import io.rollcall.registry.Name;
import io.rollcall.registry.Registration;
import io.rollcall.server.observer.ConnectionRow;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A session as an observer sees it: its figures are of one moment, so that a sort has an order to find. */
final class SessionRow implements ConnectionRow {
    private final Session session;
    private final int loop;
    private final long number;
    private final long ageMillis;
    private final int mailbox;
    private final long pending;
    private final int rate;
    private final long out;
    private final long lines;
    private final int crashes;
    /** What it holds, counted when somebody asks; -1 before. */
    private int holds = -1;

    SessionRow(Session session, int loop) {
        this.session = session;
        this.loop = loop;
        this.number = ConnectionRow.numberIn(session.id());
        this.ageMillis = session.ageMillis();
        this.mailbox = Math.max(0, session.mailbox().lines());
        this.pending = session.output().left();
        this.rate = session.pace().lines();
        this.out = session.pace().bytes();
        this.lines = Integer.toUnsignedLong(session.mailbox().taken());
        this.crashes = session.crashes();
    }

    static String address(Session session) {
        if (session.isControl()) {
            return "control";
        }
        return session.remoteAddress() instanceof InetSocketAddress internet
                ? NetUtil.toSocketAddressString(internet)
                : "unix";
    }

    /** Lists what is a connection's own. */
    static List<Held> held(Session session, Collection<Registration<Connection>> registrations) {
        List<Held> held = new ArrayList<>();
        for (Registration<Connection> each : registrations) {
            Key key = each.key();
            if (isOwn(session, key)) {
                Object value = each.value();
                String kind = key instanceof Name ? "name" : key instanceof Counter ? "counter" : "prop";
                held.add(new Held(kind, Text.shown(key), value == null ? "" : Text.shown(value)));
            }
        }
        return held;
    }

    private static boolean isOwn(Session session, Key key) {
        return !key.equals(session.name()) && !key.equals(Connection.SOCKET_LISTENER);
    }

    @Override
    public long number() {
        return number;
    }

    @Override
    public int loop() {
        return loop;
    }

    @Override
    public long ageMillis() {
        return ageMillis;
    }

    @Override
    public int mailbox() {
        return mailbox;
    }

    @Override
    public long pending() {
        return pending;
    }

    @Override
    public int rate() {
        return rate;
    }

    @Override
    public long lines() {
        return lines;
    }

    @Override
    public long out() {
        return out;
    }

    @Override
    public int crashes() {
        return crashes;
    }

    @Override
    public int holds() {
        if (holds < 0) {
            holds = (int) session.owner().registrations().stream()
                    .filter(each -> isOwn(session, each.key()))
                    .count();
        }
        return holds;
    }

    @Override
    public String id() {
        return session.id();
    }

    @Override
    public String peer() {
        return address(session);
    }

    @Override
    public String as() {
        return session.from();
    }

    @Override
    public List<Held> held() {
        return held(session, session.owner().registrations());
    }

    @Override
    public List<String> interests() {
        return session.interests().rows();
    }
}
