package io.rollcall.server;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.SocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One bound socket. It binds again, less and less often, if its channel dies before it is told to stop. */
final class Listener {
    private static final long FIRST_RETRY_MILLIS = 100;
    private static final long LAST_RETRY_MILLIS = 10_000;

    private final ServerBootstrap bootstrap;
    private final Transport transport;
    private final @Nullable SocketFile file;
    private final ServerEvents events;
    private @Nullable Channel channel; // guarded by this
    private boolean stopped; // guarded by this
    private boolean inherited; // guarded by this

    /** Makes a listener; one with a file sees to that before and after it binds. */
    Listener(ServerBootstrap bootstrap, Transport transport, @Nullable SocketFile file, ServerEvents events) {
        this.bootstrap = bootstrap;
        this.transport = transport;
        this.file = file;
        this.events = events;
    }

    /** Binds, and returns once bound. */
    void start(SocketAddress address) throws IOException {
        if (file != null) {
            file.makeWay();
        }
        var bound = bootstrap.bind(address).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        adopt(bound.channel());
        if (file != null) {
            file.closeToOthers();
        }
    }

    /** Listens on a socket that is bound already; one that dies is not bound again, as another process has it too. */
    void startInherited() throws IOException {
        synchronized (this) {
            inherited = true;
        }
        var registered = bootstrap.register().awaitUninterruptibly();
        if (!registered.isSuccess()) {
            throw new IOException(registered.cause().getMessage(), registered.cause());
        }
        adopt(registered.channel());
    }

    private synchronized void adopt(Channel bound) {
        channel = bound;
        if (stopped) {
            bound.close();
            return;
        }
        events.listening(bound.localAddress(), transport.resolve());
        SocketAddress address = bound.localAddress();
        if (!inherited) {
            bound.closeFuture().addListener(closed -> bindAgain(address, FIRST_RETRY_MILLIS));
        }
    }

    private synchronized void bindAgain(SocketAddress address, long afterMillis) {
        if (stopped) {
            return;
        }
        events.listenerLost(address, afterMillis);
        bootstrap
                .config()
                .group()
                .next()
                .schedule(() -> rebind(address, afterMillis), afterMillis, TimeUnit.MILLISECONDS);
    }

    private void rebind(SocketAddress address, long waitedMillis) {
        try {
            if (file != null) {
                file.makeWay();
            }
        } catch (IOException taken) {
            bindAgain(address, nextRetry(waitedMillis));
            return;
        }
        bootstrap.bind(address).addListener((io.netty.channel.ChannelFuture bound) -> {
            if (bound.isSuccess()) {
                adopt(bound.channel());
                if (file != null) {
                    file.closeToOthers();
                }
            } else {
                bindAgain(address, nextRetry(waitedMillis));
            }
        });
    }

    private static long nextRetry(long waitedMillis) {
        return Math.min(waitedMillis * 2, LAST_RETRY_MILLIS);
    }

    /** Returns the address really bound. */
    synchronized @Nullable SocketAddress address() {
        return channel == null ? null : channel.localAddress();
    }

    /** Closes the socket; returns once nobody can connect any more. */
    void stop() {
        Channel bound;
        synchronized (this) {
            stopped = true;
            bound = channel;
        }
        if (bound != null) {
            bound.close().awaitUninterruptibly();
        }
    }
}
