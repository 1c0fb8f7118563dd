package io.rollcall.server.observer;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Shows a server over HTTP: a page, what is behind it, metrics. It has an event loop and a looking thread of its own, so
 * that whoever looks takes time from no event loop that serves lines. Safe for use by any thread.
 */
public final class Observer implements AutoCloseable {
    private static final int BACKLOG = 64;

    private final EventLoopGroup loop = new MultiThreadIoEventLoopGroup(
            1, new DefaultThreadFactory("line-observer", true), NioIoHandler.newFactory());
    private final Looks looks = new Looks();
    private final Viewers viewers = new Viewers();
    private final Assets assets = new Assets();
    private final HostGate gate;
    private final Api api;
    private int watchedBefore; // the looking thread's own

    /**
     * Makes an observer that does not listen yet.
     *
     * @param observed what it shows
     * @param chronicle what has happened there
     * @param host the host at which it will listen, which requests may name
     * @param token what those must show who act; null for nobody
     */
    public Observer(Observed observed, Chronicle chronicle, String host, @Nullable String token) {
        this.gate = new HostGate(host, token);
        this.api = new Api(observed, chronicle, gate.allowsActions());
    }

    /**
     * Listens, and returns once bound.
     *
     * @param address where
     * @return the address really bound
     * @throws IOException if it cannot be
     */
    public InetSocketAddress listen(InetSocketAddress address) throws IOException {
        if (address.isUnresolved()) {
            throw new IOException("unknown host " + address.getHostString());
        }
        var bound = new ServerBootstrap()
                .group(loop)
                .channel(NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childHandler(new ObserverPipeline(() -> new RequestHandler(gate, assets, viewers, looks, api)))
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(bound.cause().getMessage(), bound.cause());
        }
        loop.scheduleAtFixedRate(() -> looks.look(this::tick), 0, 1, TimeUnit.SECONDS);
        Channel channel = bound.channel();
        return (InetSocketAddress) channel.localAddress();
    }

    private void tick() {
        int watching = viewers.count();
        api.tick(watching > 0);
        if (watching > 0) {
            if (watchedBefore == 0) {
                api.skipEvents();
            }
            String frame = api.frame();
            loop.execute(() -> viewers.send(frame));
        }
        watchedBefore = watching;
    }

    /** Stops, and closes what is open. */
    @Override
    public void close() {
        looks.stop();
        loop.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
