package io.rollcall.server.bench;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What all loads have in common: connecting, watching for the first mistake and for a standstill, ending. Confined to one
 * event loop.
 */
abstract class Load {
    private static final int UNDER_WAY = 128;
    private static final int SCRATCH_BYTES = 1 << 16;
    private static final int CONNECT_MILLIS = 10_000;
    private static final int LISTEN_ON_MILLIS = 20;
    private static final int SLOW_BUFFER_BYTES = 4096;

    private final EventLoop loop;
    private final CompletableFuture<Outcome> result = new CompletableFuture<>();
    private final Queue<Client> toConnect = new ArrayDeque<>();
    private final List<Channel> channels = new ArrayList<>();
    private final byte @Nullable [] ignored;
    private final String ignoredReply;
    private byte[] input = new byte[SCRATCH_BYTES];
    private byte[] output = new byte[SCRATCH_BYTES];
    private int underWay;
    private long steps;
    private long stepsSeen = -1;
    private boolean ending;

    final BenchArguments arguments;
    final Scripts scripts;
    final Window window;

    Load(BenchArguments arguments, EventLoop loop) {
        this.arguments = arguments;
        this.loop = loop;
        this.scripts = new Scripts(arguments);
        this.window = new Window(arguments);
        String ignoring = scripts.text(arguments.ignore);
        this.ignored = ignoring.isEmpty() ? null : ignoring.getBytes(StandardCharsets.UTF_8);
        this.ignoredReply = scripts.text(arguments.ignoreReply);
    }

    /** Returns the clients that are to connect, in order. */
    abstract List<Client> clients();

    /** A client has been through its setup. */
    abstract void ready(Client client);

    /** So many replies to a client are complete, and right. */
    abstract void answered(Client client, int replies, long now);

    /** A client has read what there was. */
    abstract void readComplete(Client client);

    /** Returns how many replies a client may have had by now. */
    abstract long due(Client client);

    /** Returns how many replies are still to come. */
    abstract long missing();

    /** Tells whether a client never reads. */
    boolean isSlow(Client client) {
        return false;
    }

    /** Begins; the outcome, or the first mistake, is told when all is over. */
    final CompletableFuture<Outcome> run() {
        loop.execute(() -> guard(() -> {
            toConnect.addAll(clients());
            connect();
            watch();
        }));
        return result;
    }

    private void connect() {
        while (underWay < UNDER_WAY && !ending) {
            Client client = toConnect.poll();
            if (client == null) {
                return;
            }
            underWay++;
            client.begin();
            Bootstrap bootstrap = new Bootstrap()
                    .group(loop)
                    .channel(channelType())
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS)
                    .handler(client);
            if (isSlow(client)) {
                bootstrap.option(ChannelOption.SO_RCVBUF, SLOW_BUFFER_BYTES);
            }
            bootstrap.connect(arguments.host, arguments.port).addListener((ChannelFuture connected) -> {
                if (connected.isSuccess()) {
                    channels.add(connected.channel());
                } else {
                    fail(client.name() + " cannot be made: " + connected.cause().getMessage());
                }
            });
        }
    }

    private static Class<? extends SocketChannel> channelType() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** A client has been served once, so that another may connect. */
    final void arrived() {
        underWay--;
        connect();
    }

    /** Notes that something has come. */
    final void progress() {
        steps++;
    }

    private void watch() {
        if (ending) {
            return;
        }
        if (steps == stepsSeen && missing() > 0) {
            fail("nothing came for " + arguments.timeout + " s, " + missing() + " replies are missing");
            return;
        }
        stepsSeen = steps;
        after(arguments.timeout, this::watch);
    }

    /** Does something later on the loop. */
    final void after(double seconds, Runnable task) {
        loop.schedule(() -> guard(task), (long) (seconds * 1e9), TimeUnit.NANOSECONDS);
    }

    /** Returns room for so many bytes that came, whose contents hold until it is asked for again. */
    final byte[] input(int bytes) {
        input = grown(input, bytes);
        return input;
    }

    /** Returns room for as many bytes that go, at least. */
    final byte[] output(int bytes) {
        output = grown(output, bytes);
        return output;
    }

    private static byte[] grown(byte[] room, int bytes) {
        return room.length < bytes ? new byte[Math.max(bytes, 2 * room.length)] : room;
    }

    final byte @Nullable [] ignored() {
        return ignored;
    }

    final void answerIgnored(Channel channel) {
        if (!ignoredReply.isEmpty()) {
            channel.writeAndFlush(Unpooled.copiedBuffer(ignoredReply, StandardCharsets.UTF_8), channel.voidPromise());
        }
    }

    final void closed(Client client) {
        if (!isSlow(client)) {
            fail("the server closed " + client.name() + ", " + missing() + " replies are missing");
        }
    }

    /** All that was due has come: listens for more than that, and ends. */
    final void complete() {
        loop.schedule(() -> guard(this::end), LISTEN_ON_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void end() {
        Outcome outcome = window.outcome();
        finish(() -> result.complete(outcome));
    }

    /** Ends at the first mistake. */
    final void fail(String mistake) {
        finish(() -> result.completeExceptionally(new BenchException(mistake)));
    }

    private void finish(Runnable tell) {
        if (!ending) {
            ending = true;
            channels.forEach(Channel::close);
            tell.run();
        }
    }

    private void guard(Runnable task) {
        try {
            if (!ending) {
                task.run();
            }
        } catch (RuntimeException | Error e) {
            finish(() -> result.completeExceptionally(e));
        }
    }
}
