package io.rollcall.benchmarks.abuse;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A few connections that do whatever comes to mind, and end in every way there is. Confined to one thread. */
final class Visitor implements AutoCloseable {
    private static final int CONNECTIONS = 24;
    private static final int SLOW = 4;
    private static final int RECEIVE_BUFFER = 4096;
    private static final String TEXT = "x".repeat(1000);

    private final int port;
    private final Random random;
    private final AtomicLong lives;
    private final @Nullable SocketChannel[] connections = new SocketChannel[CONNECTIONS];
    private final ByteBuffer discarded = ByteBuffer.allocate(64 * 1024);

    /** Makes one whose whims come from a seed and whose ended connections are counted. */
    Visitor(int port, long seed, AtomicLong lives) {
        this.port = port;
        this.random = new Random(seed);
        this.lives = lives;
    }

    /** Does one thing with one of its connections. */
    void step() {
        int which = random.nextInt(CONNECTIONS);
        SocketChannel channel = connections[which];
        try {
            if (channel == null) {
                channel = connect(which);
                connections[which] = channel;
            }
            if (!isAnswered(which, channel) || random.nextInt(40) == 0) {
                connections[which] = null;
                lives.incrementAndGet();
                end(channel);
            } else {
                say(channel, which < SLOW && random.nextInt(20) > 0 ? "/join room" + random.nextInt(4) : line());
            }
        } catch (IOException gone) {
            connections[which] = null;
            lives.incrementAndGet();
            closed(channel);
        }
    }

    private SocketChannel connect(int which) throws IOException {
        SocketChannel channel = SocketChannel.open();
        if (which < SLOW) {
            channel.setOption(StandardSocketOptions.SO_RCVBUF, RECEIVE_BUFFER);
        }
        channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        channel.configureBlocking(false);
        return channel;
    }

    /** Takes what has come, unless it is one of the slow; false at the end. */
    private boolean isAnswered(int which, SocketChannel channel) throws IOException {
        int read = which < SLOW ? 0 : 1;
        while (read > 0) {
            read = channel.read(discarded.clear());
        }
        return read == 0;
    }

    private String line() {
        int number = random.nextInt(12);
        return switch (random.nextInt(20)) {
            case 0 -> "/name n" + number + " v";
            case 1 -> "/drop n" + number;
            case 2, 3 -> "/take n" + number;
            case 4, 5 -> "/queue lock" + number;
            case 6 -> "/drop lock" + number;
            case 7 -> "/join room" + number % 4;
            case 8 -> "/leave room" + number % 4;
            case 9, 10 -> "/cast room" + number % 4 + " " + TEXT;
            case 11 -> "/send n" + number + " " + TEXT;
            case 12 -> "/watch n" + number;
            case 13 -> "/watch #room" + number % 4;
            case 14 -> "/unwatch n" + number;
            case 15 -> "/await n" + number + " 1";
            case 16 -> "/add k" + number;
            case 17 -> "/give n" + number + " n" + random.nextInt(12);
            case 18 -> "\0not a line";
            default -> "a message";
        };
    }

    /** Sends as much as is taken; the rest of a line goes nowhere, and the server waits for its end. */
    private static void say(SocketChannel channel, String line) throws IOException {
        channel.write(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)));
    }

    private void end(SocketChannel channel) throws IOException {
        switch (random.nextInt(3)) {
            case 0 -> say(channel, "/quit");
            case 1 -> channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            default -> channel.shutdownOutput();
        }
        channel.close();
    }

    private static void closed(@Nullable SocketChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException again) {
                // it is gone
            }
        }
    }

    @Override
    public void close() {
        for (SocketChannel channel : connections) {
            closed(channel);
        }
    }
}
