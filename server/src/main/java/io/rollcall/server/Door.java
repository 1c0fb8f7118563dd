package io.rollcall.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Sees a connection first, before it has an event loop, a pipeline, a session or anything parsed, and lets it in or not.
 *
 * <p>Whoever is refused is told so in a line and closed gently. In a storm only some are told, so many a second and so
 * many at a time; the others are closed at once, which costs two calls of the system. All of a server's listeners share
 * it and accept on one event loop, to which what it owns is confined unless said.
 */
final class Door extends ChannelInboundHandlerAdapter {
    private static final int TOLD_PER_SECOND = 1000;
    private static final int MOST_LINGERING = 256;
    private static final int FEWEST_LINGERING = Descriptors.RESERVED / 2;

    private final Admission admission;
    private volatile Limits limits;
    private final EventLoopGroup io;
    private final ServerEvents events;
    private final LongSupplier nanoClock;
    private final ProxyPeers proxies;
    private final TokenBucket tellings;
    private final long mostLingering;
    private final AtomicInteger lingering = new AtomicInteger();

    /** Makes a door of a process that may have so many descriptors. */
    Door(
            Admission admission,
            Limits limits,
            long descriptors,
            EventLoopGroup io,
            ServerEvents events,
            LongSupplier nanoClock,
            ProxyPeers proxies) {
        this.proxies = proxies;
        this.admission = admission;
        this.limits = limits;
        this.io = io;
        this.events = events;
        this.nanoClock = nanoClock;
        this.tellings = new TokenBucket(TOLD_PER_SECOND, TOLD_PER_SECOND, nanoClock.getAsLong());
        this.mostLingering = Math.max(FEWEST_LINGERING, Math.min(MOST_LINGERING, (descriptors - admission.most()) / 2));
    }

    @Override
    public boolean isSharable() {
        return true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object accepted) {
        Channel peer = (Channel) accepted;
        if (proxies.includes(peer.remoteAddress())) {
            admitProxy(ctx, peer);
            return;
        }
        Origin origin = Origin.of(peer.remoteAddress());
        Limit against = admission.admit(origin);
        if (against != null) {
            refuse(peer, against);
            return;
        }
        peer.closeFuture().addListener(closed -> leaveAfterOthers(peer, () -> origin));
        ctx.fireChannelRead(peer);
    }

    /** Whom a proxy speaks for is not known yet; that is asked for on the channel's own loop. */
    private void admitProxy(ChannelHandlerContext ctx, Channel peer) {
        Limit against = admission.admit(null);
        if (against != null) {
            refuse(peer, against);
            return;
        }
        ProxyHandshake handshake = new ProxyHandshake(this::identify, events);
        handshake.awaitOn(peer);
        peer.closeFuture().addListener(closed -> leaveAfterOthers(peer, handshake::origin));
        ctx.fireChannelRead(peer);
    }

    /** Has other limits hold for who comes from now on, and so many connections. */
    void change(Limits changed, long most) {
        admission.change(changed, most);
        limits = changed;
    }

    private @Nullable String identify(Origin origin) {
        Limit against = admission.identify(origin);
        return against == null ? null : words(against).strip();
    }

    boolean expectsProxies() {
        return !proxies.isEmpty();
    }

    /** This is the first to hear of the close, and the lease is to have ended before the place is free. */
    private void leaveAfterOthers(Channel peer, Supplier<@Nullable Origin> origin) {
        try {
            peer.eventLoop().execute(() -> admission.leave(origin.get()));
        } catch (RejectedExecutionException stopped) {
            admission.leave(origin.get());
        }
    }

    private void refuse(Channel peer, Limit against) {
        events.connectionRefused(peer, against);
        long now = nanoClock.getAsLong();
        if (tellings.nanosToNext(now) > 0 || lingering.get() >= mostLingering) {
            peer.unsafe().closeForcibly();
            return;
        }
        tellings.take(now);
        lingering.incrementAndGet();
        peer.closeFuture().addListener(closed -> lingering.decrementAndGet());
        peer.config().setOption(ChannelOption.ALLOW_HALF_CLOSURE, true);
        peer.pipeline().addLast(new Refused(words(against)));
        io.register(peer);
    }

    private String words(Limit against) {
        long value = against == Limit.CONNECTIONS ? admission.most() : limits.get(against);
        return "-FULL " + against.word() + " " + against.unit().show(value) + ", try again later\n";
    }

    /** Tells of connections that could not be accepted; Netty pauses for a second by itself. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        events.acceptFailed(cause);
        ctx.fireExceptionCaught(cause);
    }

    /** All that a connection has which was not let in. */
    private static final class Refused extends ChannelInboundHandlerAdapter {
        private final String words;

        Refused(String words) {
            this.words = words;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            Channel peer = ctx.channel();
            ctx.write(Unpooled.copiedBuffer(words, StandardCharsets.US_ASCII), ctx.voidPromise());
            GentleClose.of(peer);
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object input) {
            ReferenceCountUtil.release(input);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close(); // it was reset, and nobody is left to be told
        }
    }
}
