package io.rollcall.server;

import io.netty.channel.Channel;
import io.rollcall.registry.Change;
import io.rollcall.registry.Entry;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registration;
import io.rollcall.server.observer.Chronicle;
import io.rollcall.server.observer.ConnectionRow.Held;
import java.net.SocketAddress;
import java.util.List;

/** Logs what happens and has the observer know of it, of the names too. Safe for any thread. */
final class ObservedEvents extends ServerEvents {
    /** What of all that a dead connection held is kept. */
    private static final int MOST_HELD = 8;

    private final Chronicle chronicle = new Chronicle();

    Chronicle chronicle() {
        return chronicle;
    }

    /** Hears of a change of a name that is no connection's id. */
    void changed(Change<Connection> change) {
        Entry<Connection> before = change.before();
        Entry<Connection> after = change.after();
        if (before != null && (after == null || !after.owner().equals(before.owner()))) {
            chronicle.held(new Chronicle.Tenure(
                    Chronicle.cut(Text.shown(change.key())),
                    before.subject().id(),
                    before.since().toEpochMilli(),
                    after == null ? System.currentTimeMillis() : after.since().toEpochMilli(),
                    change.reason().word()));
        }
        Entry<Connection> about = after != null ? after : before;
        String who = about == null ? "" : about.subject().id();
        for (String line : Events.of(change)) {
            String[] parts = line.substring(1).split(" ", 2);
            chronicle.happened(parts[0], who, parts[1]);
        }
    }

    @Override
    void connectionOpened(Session session) {
        super.connectionOpened(session);
        chronicle.happened("opened", session.id(), SessionRow.address(session));
    }

    @Override
    void leaseEnded(Session session, Reason reason, List<Registration<Connection>> registrations) {
        List<Held> held = SessionRow.held(session, registrations);
        chronicle.ended(new Chronicle.Dead(
                session.id(),
                SessionRow.address(session),
                Chronicle.cut(session.from()),
                reason.word(),
                System.currentTimeMillis(),
                session.ageMillis(),
                Integer.toUnsignedLong(session.mailbox().taken()),
                Math.max(session.output().untaken(), session.output().left()),
                held.size(),
                held.stream()
                        .limit(MOST_HELD)
                        .map(each -> Chronicle.cut(each.kind() + " " + each.key()))
                        .toList()));
    }

    @Override
    void connectionRefused(Channel peer, Limit against) {
        super.connectionRefused(peer, against);
        chronicle.happened("refused", "", against.option());
    }

    @Override
    void connectionFailed(Session session, Throwable cause) {
        super.connectionFailed(session, cause);
        chronicle.happened("failed", session.id(), Text.shown(cause));
    }

    @Override
    void workerCrashed(Session session, Throwable cause) {
        super.workerCrashed(session, cause);
        chronicle.crashed(session.id(), Text.shown(cause));
    }

    @Override
    void workerStalled(Session session, long millis, String at) {
        super.workerStalled(session, millis, at);
        chronicle.happened("stalled", session.id(), millis + " ms at " + at);
    }

    @Override
    void readerSlow(Session session, long untakenBytes) {
        super.readerSlow(session, untakenBytes);
        chronicle.happened("slow", session.id(), untakenBytes + " bytes untaken");
    }

    @Override
    void kicked(Session session, String by, String text) {
        super.kicked(session, by, text);
        chronicle.happened("kicked", session.id(), "by " + by + Text.valueOf(text));
    }

    @Override
    void listenerLost(SocketAddress address, long retryMillis) {
        super.listenerLost(address, retryMillis);
        chronicle.happened("listener-lost", "", String.valueOf(address));
    }

    @Override
    void nodeJoined(String node) {
        super.nodeJoined(node);
        chronicle.happened("node-joined", "", node);
    }

    @Override
    void nodeGone(String node) {
        super.nodeGone(node);
        chronicle.happened("node-gone", "", node);
    }

    @Override
    void nodeSuspended(String why) {
        super.nodeSuspended(why);
        chronicle.happened("suspended", "", Text.shown(why));
    }

    @Override
    void nodeResumed() {
        super.nodeResumed();
        chronicle.happened("resumed", "", "");
    }

    @Override
    void draining(int connections) {
        super.draining(connections);
        chronicle.happened("draining", "", connections + " connections");
    }
}
