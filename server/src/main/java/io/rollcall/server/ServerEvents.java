package io.rollcall.server;

import io.netty.channel.Channel;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.rollcall.registry.Reason;
import io.rollcall.registry.Registration;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;
import org.slf4j.spi.NOPLoggingEventBuilder;

/**
 * Every log event of the server, named once, at most 20 of a kind in a second; each carries key-value pairs, and times
 * are in milliseconds.
 */
class ServerEvents {
    private static final Logger LOG = LoggerFactory.getLogger("io.rollcall.server");

    private final LogFlood flood =
            new LogFlood(System::nanoTime, task -> GlobalEventExecutor.INSTANCE.schedule(task, 1, TimeUnit.SECONDS));

    private LoggingEventBuilder at(Level level, String event) {
        boolean logged = LOG.isEnabledForLevel(level) && flood.allows(event, ServerEvents::suppressed);
        return logged ? LOG.atLevel(level) : NOPLoggingEventBuilder.singleton();
    }

    private static void suppressed(String event, long count) {
        LOG.atWarn().addKeyValue("event", event).log(count + " more suppressed");
    }

    void reloaded(boolean tls) {
        at(Level.INFO, "reloaded").addKeyValue("tls", tls).log("reloaded");
    }

    void reloadFailed(String why) {
        at(Level.WARN, "reload-failed").addKeyValue("why", why).log("reload-failed");
    }

    void changedWithoutEffect(String option) {
        at(Level.WARN, "restart-needed").addKeyValue("option", option).log("restart-needed");
    }

    void listening(SocketAddress address, Transport transport) {
        at(Level.INFO, "listening")
                .addKeyValue("address", address)
                .addKeyValue("transport", transport)
                .log("listening");
    }

    void listenerLost(SocketAddress address, long retryMillis) {
        at(Level.WARN, "listener-lost")
                .addKeyValue("address", address)
                .addKeyValue("retry_ms", retryMillis)
                .log("listener-lost");
    }

    void nodeJoined(String node) {
        at(Level.INFO, "node-joined").addKeyValue("node", node).log("node-joined");
    }

    void nodeGone(String node) {
        at(Level.WARN, "node-gone").addKeyValue("node", node).log("node-gone");
    }

    void nodeRefused(String why) {
        at(Level.ERROR, "node-refused").addKeyValue("why", why).log("node-refused");
    }

    void nodeSuspended(String why) {
        at(Level.WARN, "node-suspended").addKeyValue("why", why).log("node-suspended");
    }

    void nodeResumed() {
        at(Level.INFO, "node-resumed").log("node-resumed");
    }

    void acceptFailed(Throwable cause) {
        at(Level.WARN, "accept-failed").addKeyValue("cause", cause).log("accept-failed");
    }

    void connectionsLowered(long wanted, long most, long descriptors) {
        at(Level.WARN, "max-connections-lowered")
                .addKeyValue("asked_for", wanted)
                .addKeyValue("most", most)
                .addKeyValue("descriptors", descriptors)
                .log("max-connections-lowered");
    }

    void connectionsNearLimit(long open, long most, int percent) {
        at(Level.WARN, "connections-near-limit")
                .addKeyValue("open", open)
                .addKeyValue("most", most)
                .addKeyValue("percent", percent)
                .log("connections-near-limit");
    }

    void connectionRefused(Channel peer, Limit against) {
        at(Level.WARN, "connection-refused")
                .addKeyValue("peer", shown(peer.remoteAddress()))
                .addKeyValue("limit", against)
                .log("connection-refused");
    }

    void proxyHeaderRefused(Channel peer, String words) {
        at(Level.WARN, "proxy-refused")
                .addKeyValue("proxy", shown(peer.remoteAddress()))
                .addKeyValue("peer", shown(ProxyHandshake.addressOf(peer)))
                .addKeyValue("answer", words)
                .log("proxy-refused");
    }

    void handshakeFailed(Channel peer, String cause) {
        at(Level.INFO, "handshake-failed")
                .addKeyValue("peer", shown(ProxyHandshake.addressOf(peer)))
                .addKeyValue("cause", cause)
                .log("handshake-failed");
    }

    /** A peer on a unix-domain socket has no name. */
    private static Object shown(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress internet ? internet : "unix";
    }

    void connectionOpened(Session session) {
        at(Level.DEBUG, "connection-opened")
                .addKeyValue("id", session.id())
                .addKeyValue("peer", shown(session.remoteAddress()))
                .log("connection-opened");
    }

    void connectionEnded(Session session, Reason reason) {
        at(Level.DEBUG, "connection-ended")
                .addKeyValue("id", session.id())
                .addKeyValue("reason", reason)
                .log("connection-ended");
    }

    /** Hears what a connection held that has ended; there is nothing to log of it. */
    void leaseEnded(Session session, Reason reason, List<Registration<Connection>> held) {}

    void connectionFailed(Session session, Throwable cause) {
        at(Level.WARN, "connection-failed")
                .addKeyValue("id", session.id())
                .setCause(cause)
                .log("connection-failed");
    }

    void workerCrashed(Session session, Throwable cause) {
        at(Level.WARN, "worker-crashed")
                .addKeyValue("id", session.id())
                .setCause(cause)
                .log("worker-crashed");
    }

    void workerStalled(Session session, long millis, String at) {
        at(Level.WARN, "worker-stalled")
                .addKeyValue("id", session.id())
                .addKeyValue("stalled_ms", millis)
                .addKeyValue("at", at)
                .log("worker-stalled");
    }

    void readerSlow(Session session, long untakenBytes) {
        at(Level.INFO, "reader-slow")
                .addKeyValue("id", session.id())
                .addKeyValue("untaken_bytes", untakenBytes)
                .log("reader-slow");
    }

    void kicked(Session session, String by, String text) {
        at(Level.INFO, "connection-kicked")
                .addKeyValue("id", session.id())
                .addKeyValue("by", by)
                .addKeyValue("text", Text.shown(text))
                .log("connection-kicked");
    }

    void loggedIn(Session session, Grant grant) {
        at(Level.DEBUG, "logged-in")
                .addKeyValue("id", session.id())
                .addKeyValue("identity", grant.identity())
                .log("logged-in");
    }

    /** Whom it named is not told: it may be a secret in the wrong place. */
    void loginRefused(Session session) {
        at(Level.WARN, "login-refused")
                .addKeyValue("id", session.id())
                .addKeyValue("peer", shown(session.remoteAddress()))
                .log("login-refused");
    }

    void loginHeldOff(Session session) {
        at(Level.WARN, "login-held-off")
                .addKeyValue("id", session.id())
                .addKeyValue("peer", shown(session.remoteAddress()))
                .log("login-held-off");
    }

    void accessWithdrawn(Session session, Grant grant) {
        at(Level.INFO, "access-withdrawn")
                .addKeyValue("id", session.id())
                .addKeyValue("identity", grant.identity())
                .log("access-withdrawn");
    }

    void unwise(String what) {
        at(Level.WARN, "unwise").addKeyValue("what", what).log("unwise");
    }

    void drainAsked(String by) {
        at(Level.INFO, "drain-asked").addKeyValue("by", by).log("drain-asked");
    }

    void controlUnavailable(Path path, Throwable cause) {
        at(Level.WARN, "control-unavailable")
                .addKeyValue("path", path)
                .addKeyValue("cause", cause.getMessage())
                .log("control-unavailable");
    }

    void observing(SocketAddress address) {
        at(Level.INFO, "observing").addKeyValue("address", address).log("observing");
    }

    void observerMoved(String wanted, SocketAddress address) {
        at(Level.WARN, "observer-moved")
                .addKeyValue("taken", wanted)
                .addKeyValue("address", address)
                .log("observer-moved");
    }

    void observerUnavailable(String wanted, Throwable cause) {
        at(Level.WARN, "observer-unavailable")
                .addKeyValue("address", wanted)
                .addKeyValue("cause", cause.getMessage())
                .log("observer-unavailable");
    }

    void draining(int connections) {
        at(Level.INFO, "draining").addKeyValue("connections", connections).log("draining");
    }

    void drainTimedOut(int connections) {
        at(Level.WARN, "drain-timed-out")
                .addKeyValue("connections", connections)
                .log("drain-timed-out");
    }

    void stopped() {
        at(Level.INFO, "stopped").log("stopped");
    }
}
