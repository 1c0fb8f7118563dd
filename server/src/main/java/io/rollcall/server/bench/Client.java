package io.rollcall.server.bench;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a load: it sends what its script says, and compares each byte that comes with what is due. Confined
 * to the load's event loop.
 */
final class Client extends ChannelInboundHandlerAdapter {
    private static final int SHOWN_BYTES = 80;
    private static final byte REFUSAL = '-';

    private final Load load;
    private final int number;
    private final Script script;
    private long begun;
    private @Nullable Channel channel;
    private int linesToSkip;
    private boolean lineBegins = true;
    private int matched;
    private boolean ignoring;
    private long sent;
    private long answered;
    private long answeredBefore;

    Client(Load load, int number, Script script) {
        this.load = load;
        this.number = number;
        this.script = script;
        this.linesToSkip = script.linesToSkip();
    }

    int number() {
        return number;
    }

    /** Notes that it begins to connect. */
    void begin() {
        begun = System.nanoTime();
    }

    /** Returns when it began to connect, by {@link System#nanoTime}. */
    long begun() {
        return begun;
    }

    long sent() {
        return sent;
    }

    /** Returns how many replies have come before those of this reading. */
    long answered() {
        return answered;
    }

    /** Reads no more, whatever comes. */
    void stopReading() {
        channel().config().setAutoRead(false);
    }

    private Channel channel() {
        return Objects.requireNonNull(channel, "channel");
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        channel = context.channel();
        if (!script.setup().isEmpty()) {
            context.writeAndFlush(Unpooled.copiedBuffer(script.setup(), StandardCharsets.UTF_8), context.voidPromise());
        }
        if (linesToSkip == 0) {
            load.ready(this);
        }
    }

    /** Sends the next so many requests, in as few writes as their size allows. */
    void send(int requests) {
        Numbered request = Objects.requireNonNull(script.request(), "request");
        byte[] bytes = request.bytes();
        byte[] scratch = load.output(bytes.length);
        int left = requests;
        while (left > 0) {
            int length = 0;
            for (; left > 0 && length + bytes.length <= scratch.length; left--) {
                System.arraycopy(bytes, 0, scratch, length, bytes.length);
                length += bytes.length;
                request.advance();
            }
            ByteBuf out = channel().alloc().directBuffer(length).writeBytes(scratch, 0, length);
            channel().write(out, channel().voidPromise());
        }
        sent += requests;
        channel().flush();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            int length = in.readableBytes();
            byte[] scratch = load.input(length);
            in.readBytes(scratch, 0, length);
            load.progress();
            int from = linesToSkip == 0 ? 0 : skip(scratch, length);
            if (from < length) {
                int replies = script.reply() == null ? 0 : compare(script.reply(), scratch, from, length);
                answered = answeredBefore;
                answeredBefore += replies;
                if (replies > 0) {
                    load.answered(this, replies, System.nanoTime());
                }
            }
        } finally {
            in.release();
        }
    }

    /** Passes over what comes before the first reply; answers with where that is. */
    private int skip(byte[] in, int to) {
        for (int at = 0; at < to; at++) {
            if (lineBegins && in[at] == REFUSAL) {
                load.fail(name() + ": the setup was answered \"" + shown(in, at, to) + "\"");
                return to;
            }
            lineBegins = in[at] == '\n';
            if (lineBegins && --linesToSkip == 0) {
                load.ready(this);
                return at + 1;
            }
        }
        return to;
    }

    /** Compares what came with what is due, and answers with how many replies are complete. */
    private int compare(Numbered reply, byte[] in, int start, int to) {
        long most = load.due(this) - answeredBefore;
        int replies = 0;
        int from = start;
        while (from < to) {
            byte[] due = ignoring ? Objects.requireNonNull(load.ignored()) : reply.bytes();
            int length = Math.min(to - from, due.length - matched);
            boolean differs = Arrays.mismatch(in, from, from + length, due, matched, matched + length) >= 0;
            byte[] ignored = load.ignored();
            if ((differs || replies == most)
                    && !ignoring
                    && matched == 0
                    && ignored != null
                    && in[from] == ignored[0]) {
                ignoring = true;
                continue;
            }
            if (differs || (replies == most && !ignoring)) {
                wrong(reply, replies, most, in, from, to);
                return replies;
            }
            matched += length;
            from += length;
            if (matched == due.length) {
                matched = 0;
                if (ignoring) {
                    ignoring = false;
                    load.answerIgnored(channel());
                } else {
                    reply.advance();
                    replies++;
                }
            }
        }
        return replies;
    }

    private void wrong(Numbered reply, int replies, long most, byte[] in, int from, int to) {
        long number = answeredBefore + replies + 1;
        String came = "\"" + shown(in, from, to) + "\"";
        load.fail(
                replies == most && !ignoring
                        ? name() + ": after all " + (number - 1) + " replies that were due came " + came
                        : name() + ": reply " + number + " is wrong: \""
                                + shown(reply.bytes(), matched, reply.bytes().length) + "\" was due, came " + came);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext context) {
        answered = answeredBefore;
        load.readComplete(this);
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        load.closed(this);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        load.fail(name() + ": " + cause.getMessage());
    }

    String name() {
        return "connection " + number;
    }

    /** Shows the beginning of a text, without control characters. */
    private static String shown(byte[] text, int from, int to) {
        String start = new String(text, from, Math.min(SHOWN_BYTES, to - from), StandardCharsets.UTF_8);
        return start.replace("\r", "\\r").replace("\n", "\\n").replaceAll("\\p{C}", "?");
    }
}
