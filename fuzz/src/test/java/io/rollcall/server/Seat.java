package io.rollcall.server;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** One connection in memory, and who types at it. */
final class Seat {
    private final EmbeddedChannel channel = new EmbeddedChannel(DefaultChannelId.newInstance());
    private boolean inputEnded;

    Seat(LinePipeline pipeline, UnpooledByteBufAllocator allocator) {
        channel.freezeTime();
        channel.config().setAllocator(allocator);
        channel.pipeline().addLast(pipeline);
    }

    boolean canSpeak() {
        return channel.isOpen() && !inputEnded;
    }

    void say(byte[] bytes) {
        channel.writeInbound(channel.alloc().heapBuffer(bytes.length).writeBytes(bytes));
    }

    void endInput() {
        inputEnded = true;
        channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    }

    void lose() {
        channel.close();
    }

    void pass(Duration time) {
        channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
    }

    void work() {
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
        channel.checkException();
    }

    /** Takes the lines that were written to it, each a line that a terminal can show. */
    List<String> hear() {
        ByteArrayOutputStream heard = new ByteArrayOutputStream();
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            heard.writeBytes(ByteBufUtil.getBytes(out));
            out.release();
        }
        String text = heard.toString(StandardCharsets.UTF_8);
        Finding.unless(text.isEmpty() || text.endsWith("\n"), "an unfinished line: %s", text);
        List<String> lines = text.isEmpty() ? List.of() : Arrays.asList(text.split("\n", -1));
        List<String> whole = lines.isEmpty() ? lines : lines.subList(0, lines.size() - 1);
        for (String line : whole) {
            String fault = LineScanner.fault(line.getBytes(StandardCharsets.UTF_8));
            Finding.unless(fault == null, "wrote %s", fault);
        }
        boolean valid = Arrays.equals(text.getBytes(StandardCharsets.UTF_8), heard.toByteArray());
        Finding.unless(valid, "wrote invalid UTF-8");
        return whole;
    }

    void close() {
        channel.finishAndReleaseAll();
    }
}
