package io.rollcall.server;

import io.rollcall.registry.Reason;
import java.net.SocketAddress;
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

    void connectionOpened(Session session) {
        LOG.atDebug()
                .addKeyValue("id", session.id())
                .addKeyValue("peer", session.remoteAddress())
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
