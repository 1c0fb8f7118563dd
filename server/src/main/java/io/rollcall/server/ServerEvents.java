package io.rollcall.server;

import io.netty.channel.Channel;
import io.rollcall.registry.Reason;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every log event of the server, named once; each carries key-value pairs, and times are in milliseconds. */
class ServerEvents {
    private static final Logger LOG = LoggerFactory.getLogger("io.rollcall.server");

    void listening(SocketAddress address, Transport transport) {
        LOG.atInfo()
                .addKeyValue("address", address)
                .addKeyValue("transport", transport)
                .log("listening");
    }

    void listenerLost(SocketAddress address, long retryMillis) {
        LOG.atWarn()
                .addKeyValue("address", address)
                .addKeyValue("retry_ms", retryMillis)
                .log("listener-lost");
    }

    void acceptFailed(Throwable cause) {
        LOG.atWarn().addKeyValue("cause", cause).log("accept-failed");
    }

    void connectionsLowered(long wanted, long most, long descriptors) {
        LOG.atWarn()
                .addKeyValue("asked_for", wanted)
                .addKeyValue("most", most)
                .addKeyValue("descriptors", descriptors)
                .log("max-connections-lowered");
    }

    void connectionsNearLimit(long open, long most, int percent) {
        LOG.atWarn()
                .addKeyValue("open", open)
                .addKeyValue("most", most)
                .addKeyValue("percent", percent)
                .log("connections-near-limit");
    }

    void connectionRefused(Channel peer, Limit against) {
        LOG.atWarn()
                .addKeyValue("peer", shown(peer.remoteAddress()))
                .addKeyValue("limit", against)
                .log("connection-refused");
    }

    /** A peer on a unix-domain socket has no name. */
    private static Object shown(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress internet ? internet : "unix";
    }

    void connectionOpened(Session session) {
        LOG.atDebug()
                .addKeyValue("id", session.id())
                .addKeyValue("peer", shown(session.remoteAddress()))
                .log("connection-opened");
    }

    void connectionEnded(Session session, Reason reason) {
        LOG.atDebug()
                .addKeyValue("id", session.id())
                .addKeyValue("reason", reason)
                .log("connection-ended");
    }

    void connectionFailed(Session session, Throwable cause) {
        LOG.atWarn().addKeyValue("id", session.id()).setCause(cause).log("connection-failed");
    }

    void workerCrashed(Session session, Throwable cause) {
        LOG.atWarn().addKeyValue("id", session.id()).setCause(cause).log("worker-crashed");
    }

    void workerStalled(Session session, long millis, String at) {
        LOG.atWarn()
                .addKeyValue("id", session.id())
                .addKeyValue("stalled_ms", millis)
                .addKeyValue("at", at)
                .log("worker-stalled");
    }

    void readerSlow(Session session, long untakenBytes) {
        LOG.atInfo()
                .addKeyValue("id", session.id())
                .addKeyValue("untaken_bytes", untakenBytes)
                .log("reader-slow");
    }

    void draining(int connections) {
        LOG.atInfo().addKeyValue("connections", connections).log("draining");
    }

    void drainTimedOut(int connections) {
        LOG.atWarn().addKeyValue("connections", connections).log("drain-timed-out");
    }

    void stopped() {
        LOG.atInfo().log("stopped");
    }
}
