package io.rollcall.server;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageDecoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolException;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.util.AttributeKey;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What comes before a connection that a proxy makes for another: its header, of version 1 or 2. Until it is there nothing else
 * is read, there is no session, and the limits of one address are not met; from then on the address in it is the peer's.
 * Confined to the channel's event loop, once it has begun.
 */
final class ProxyHandshake extends ChannelInboundHandlerAdapter {
    /** What may follow the addresses of a header, in bytes. */
    static final int MOST_EXTRA = 1024;
    /** How long a proxy may take for its header. */
    static final long SECONDS = 5;

    private static final AttributeKey<ProxyHandshake> PENDING = AttributeKey.valueOf(ProxyHandshake.class, "pending");
    private static final AttributeKey<SocketAddress> REAL = AttributeKey.valueOf(ProxyHandshake.class, "real");

    private final Function<Origin, @Nullable String> door;
    private final ServerEvents events;
    private @Nullable ChannelHandler next;
    private @Nullable Future<?> timer;
    private @Nullable Origin origin;
    private boolean done;

    /**
     * Makes one for one channel.
     *
     * @param door lets an origin in, or says why not
     * @param events hear of what is refused
     */
    ProxyHandshake(Function<Origin, @Nullable String> door, ServerEvents events) {
        this.door = door;
        this.events = events;
    }

    /** Returns the peer's address: the one that a proxy said, else the channel's. */
    static @Nullable SocketAddress addressOf(Channel channel) {
        SocketAddress real = channel.hasAttr(REAL) ? channel.attr(REAL).get() : null;
        return real == null ? channel.remoteAddress() : real;
    }

    /** Has a channel that is accepted, but not registered, wait for its header. */
    void awaitOn(Channel channel) {
        channel.attr(PENDING).set(this);
    }

    /** Takes the first place in a channel that waits for a header; false if it waits for none. */
    static boolean beginsBefore(ChannelHandler next, Channel channel) {
        ProxyHandshake handshake =
                channel.hasAttr(PENDING) ? channel.attr(PENDING).getAndSet(null) : null;
        if (handshake != null) {
            handshake.begin(channel, next);
        }
        return handshake != null;
    }

    private void begin(Channel channel, ChannelHandler behind) {
        next = behind;
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.addLast("proxy-header", new ProxyHeader(() -> done));
        pipeline.addLast("proxy-decoder", new HAProxyMessageDecoder(MOST_EXTRA, true));
        pipeline.addLast("proxy", this);
        Future<?> patience = channel.eventLoop()
                .schedule(
                        () -> refuse(channel, "-TIMEOUT no PROXY header within " + SECONDS + " s"),
                        SECONDS,
                        TimeUnit.SECONDS);
        channel.closeFuture().addListener(closed -> patience.cancel(false));
        timer = patience;
    }

    /** Returns what was let in by the door; null for nothing. */
    @Nullable Origin origin() {
        return origin;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) {
        if (done || !(input instanceof HAProxyMessage header)) {
            ReferenceCountUtil.release(input);
            return;
        }
        try {
            accept(ctx, header);
        } catch (UnknownHostException unfit) {
            exceptionCaught(ctx, new HAProxyProtocolException(unfit));
        } finally {
            header.release();
        }
    }

    private void accept(ChannelHandlerContext ctx, HAProxyMessage header) throws UnknownHostException {
        Channel channel = ctx.channel();
        SocketAddress real = header.command() == HAProxyCommand.LOCAL ? null : source(header);
        Origin from = Origin.of(real);
        channel.attr(REAL).set(real);
        String against = from == null ? null : door.apply(from);
        if (against != null) {
            refuse(channel, against);
            return;
        }
        origin = from;
        finish();
        ChannelHandler behind = next;
        if (behind != null) {
            ctx.pipeline().addLast(behind);
        }
        ctx.pipeline().remove(ProxyHeader.class);
        ctx.pipeline().remove(this);
    }

    /** Returns where the connection comes from; null where the proxy does not say. */
    private static @Nullable SocketAddress source(HAProxyMessage header) throws UnknownHostException {
        HAProxyProxiedProtocol protocol = header.proxiedProtocol();
        if (protocol == HAProxyProxiedProtocol.UNKNOWN) {
            return null;
        }
        if (protocol.transportProtocol() == HAProxyProxiedProtocol.TransportProtocol.DGRAM) {
            throw new HAProxyProtocolException("it is of datagrams");
        }
        String address = header.sourceAddress();
        if (protocol == HAProxyProxiedProtocol.UNIX_STREAM) {
            return new DomainSocketAddress(address);
        }
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(address);
        if (bytes == null) {
            throw new HAProxyProtocolException("it has no address");
        }
        return new InetSocketAddress(InetAddress.getByAddress(bytes), header.sourcePort());
    }

    private void finish() {
        done = true;
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void refuse(Channel channel, String words) {
        if (done) {
            return;
        }
        finish();
        events.proxyHeaderRefused(channel, words);
        channel.write(Unpooled.copiedBuffer(words + "\n", StandardCharsets.UTF_8), channel.voidPromise());
        GentleClose.of(channel);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            refuse(ctx.channel(), "-WRONGPROTOCOL the input ended before the PROXY header did");
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException) {
            finish();
            ctx.close();
        } else {
            refuse(
                    ctx.channel(),
                    "-WRONGPROTOCOL this peer is to begin with a PROXY header, sound and with at most " + MOST_EXTRA
                            + " bytes behind the addresses");
        }
    }
}
