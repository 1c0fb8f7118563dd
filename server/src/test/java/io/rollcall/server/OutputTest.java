package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.AbstractByteBufAllocator;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the output of a channel counts. */
class OutputTest {
    private static final int SOFT = Limits.defaults().intOf(Limit.OUTPUT_SOFT);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Long> ended = new ArrayList<>();
    private final List<Throwable> failures = new ArrayList<>();
    private final Output.Peer peer = new Output.Peer() {
        @Override
        public void goOn() {}

        @Override
        public void endSlow(long untakenBytes) {
            ended.add(untakenBytes);
        }

        @Override
        public void failed(Throwable cause) {
            failures.add(cause);
        }
    };
    private final Output output = new Output(channel, new OutputBudget(Limits.defaults(), new LimitCounts()), peer);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    /** A buffer that, when it is asked for its length, has the loop write what was pushed up to then. */
    private final class Overtaken extends UnpooledHeapByteBuf {
        private boolean asked;

        Overtaken() {
            super(UnpooledByteBufAllocator.DEFAULT, SOFT + 1, SOFT + 1);
            writeZero(capacity());
        }

        @Override
        public int readableBytes() {
            if (!asked) {
                asked = true;
                output.flush();
            }
            return super.readableBytes();
        }
    }

    @Test
    void push_whileTheLoopWritesWhatWasPushed_countsWhatIsLeft() {
        output.push(new Overtaken());
        output.flush();
        assertThat(output.isWritable()).isTrue();
        output.push(new Overtaken());
        assertThat(output.isWritable()).isFalse();
        output.flush();
        assertThat(output.isWritable()).isTrue();
    }

    @Test
    void flush_countsWhatIsOnItsWayToTheChannel() {
        List<Boolean> writable = new ArrayList<>();
        channel.pipeline().addLast(new ChannelOutboundHandlerAdapter() {
            @Override
            public void write(ChannelHandlerContext ctx, Object replies, ChannelPromise promise) {
                // as a worker's thread would ask now, before it answers the next line
                writable.add(output.isWritable());
                ctx.write(replies, promise);
            }
        });
        output.push(Unpooled.wrappedBuffer(new byte[SOFT + 1]));
        output.flush();
        assertThat(writable).containsExactly(false);
        assertThat(output.isWritable()).isTrue();
    }

    @Test
    void event_afterSkippedCasts_saysFirstHowMany() {
        output.skip(2);
        output.skip(1);
        output.event(Line.of(">msg a b"));
        output.event(Line.of(">msg a c"));
        channel.runPendingTasks();

        assertThat(written()).isEqualTo(">lost 3\n>msg a b\n>msg a c\n");
    }

    @Test
    void cast_toOneThatLeftMoreThanTheSoftBound_isSkippedAndCounted() {
        output.push(new Overtaken());
        output.push(new Overtaken());

        assertThat(cast(output, ">cast a b c")).isFalse();
        assertThat(output.offer(Line.of(">msg a b"))).isFalse(); // whoever sends this is told
        channel.runPendingTasks();
        channel.releaseOutbound();
        assertThat(output.offer(Line.of(">msg a b"))).isTrue();
        channel.runPendingTasks();
        assertThat(written()).isEqualTo(">lost 1\n>msg a b\n");
        assertThat(ended).isEmpty();
    }

    @Test
    void write_toOneThatLeftMoreThanTheHardBound_endsIt() {
        LimitCounts met = new LimitCounts();
        SlowChannel slow = new SlowChannel();
        Output toSlow = new Output(slow, new OutputBudget(Limits.defaults(), met), peer);
        int hard = Limits.defaults().intOf(Limit.OUTPUT_HARD);

        toSlow.write(Unpooled.wrappedBuffer(new byte[hard]));
        assertThat(ended).isEmpty(); // one answer may be as large as it likes
        toSlow.event(Line.of(">granted lock"));
        slow.runPendingTasks();
        assertThat(ended).hasSize(1).allMatch(left -> left > hard);
        assertThat(met.met(Limit.OUTPUT_HARD)).isEqualTo(1);
        slow.close();
        toSlow.discard();
    }

    /** Takes nothing. */
    private static final class SlowChannel extends EmbeddedChannel {
        @Override
        protected void doWrite(ChannelOutboundBuffer in) {}
    }

    @Test
    void cast_toMany_sharesOneBufferForEachLineEnd() {
        EmbeddedChannel[] channels = {channel, new EmbeddedChannel(), new EmbeddedChannel()};
        Output[] outputs = Arrays.stream(channels)
                .map(each -> new Output(each, new OutputBudget(Limits.defaults(), new LimitCounts()), peer))
                .toArray(Output[]::new);
        outputs[2].setEnd(LineEnd.CRLF);
        Cast cast = new Cast(List.of(Line.of(">cast room a 1"), Line.of(">cast room a 2")));
        for (int i = 0; i < outputs.length; i++) {
            assertThat(outputs[i].cast(cast)).isTrue();
        }
        cast.release();
        ByteBuf[] sent = new ByteBuf[channels.length];
        for (int i = 0; i < channels.length; i++) {
            channels[i].runPendingTasks();
            sent[i] = channels[i].readOutbound();
        }

        assertThat(sent[0].toString(StandardCharsets.US_ASCII)).isEqualTo(">cast room a 1\n>cast room a 2\n");
        assertThat(sent[2].toString(StandardCharsets.US_ASCII)).isEqualTo(">cast room a 1\r\n>cast room a 2\r\n");
        sent[0].setByte(0, '!');
        assertThat(sent[1].getByte(0)).isEqualTo((byte) '!');
        assertThat(sent[2].getByte(0)).isEqualTo((byte) '>');
        assertThat(cast.refCnt()).isZero();
        for (int i = 0; i < channels.length; i++) {
            sent[i].release();
            channels[i].finishAndReleaseAll();
        }
    }

    @Test
    void flush_piecesOfEveryKind_keepTheirOrder() {
        String large = "x".repeat(2_000);
        output.event(Line.of(">msg a 1"));
        cast(output, ">cast room a 2", ">cast room a 3");
        output.push(replies("4\n5\n"));
        output.push(replies(large + "6\n"));
        cast(output, ">cast room a " + large + "7");
        output.skip(1);
        cast(output, ">cast room a " + large + "8");
        output.event(Line.of(">msg a 9"));
        channel.runPendingTasks();

        StringBuilder all = new StringBuilder();
        while (!channel.outboundMessages().isEmpty()) {
            all.append(written());
        }
        assertThat(all.toString().replace(large, "")).isEqualTo("""
                        >msg a 1
                        >cast room a 2
                        >cast room a 3
                        4
                        5
                        6
                        >cast room a 7
                        >lost 1
                        >cast room a 8
                        >msg a 9
                        """);
    }

    @Test
    void add_toWhatTheLoopHasNotTaken_joinsIt_andNeverPassesAnEvent() {
        Piece first = output.push(replies("1\n"));
        assertThat(output.add(first, Unpooled.copiedBuffer("2\n", StandardCharsets.US_ASCII)))
                .isTrue();
        assertThat(output.left()).isEqualTo(4);
        output.event(Line.of(">msg a 3"));
        ByteBuf fourth = replies("4\n");
        assertThat(output.add(first, fourth)).isFalse();
        Piece last = output.push(fourth);
        assertThat(output.left()).isEqualTo(4 + ">msg a 3".length() + 2);
        channel.runPendingTasks();

        assertThat(written()).isEqualTo("1\n2\n>msg a 3\n4\n");
        assertThat(output.left()).isZero();
        assertThat(output.add(last, Unpooled.copiedBuffer("5\n", StandardCharsets.US_ASCII)))
                .isFalse();
        assertThat(output.left()).isZero();
    }

    @Test
    void add_whileTheLoopWrites_losesNothingAndKeepsTheOrder() throws Exception {
        int lines = 50_000;
        CyclicBarrier start = new CyclicBarrier(2);
        StringBuilder expected = new StringBuilder();
        Thread worker = new Thread(() -> {
            try {
                start.await();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            Piece last = null;
            for (int i = 0; i < lines; i++) {
                ByteBuf reply = replies(i + "\n");
                if (last != null && output.add(last, reply)) {
                    reply.release();
                } else {
                    last = output.push(reply);
                }
                if (i % 100 == 0) {
                    output.event(Line.of(">msg a " + i));
                }
            }
        });
        for (int i = 0; i < lines; i++) {
            expected.append(i).append('\n');
            if (i % 100 == 0) {
                expected.append(">msg a ").append(i).append('\n');
            }
        }
        worker.start();
        start.await();
        StringBuilder seen = new StringBuilder();
        boolean over;
        do {
            over = !worker.isAlive();
            output.flush();
            while (!channel.outboundMessages().isEmpty()) {
                seen.append(written());
            }
        } while (!over);

        assertThat(seen.toString()).isEqualTo(expected.toString());
        assertThat(output.left()).isZero();
    }

    @Test
    void flush_withoutMemory_failsAndReleasesAll() {
        EmbeddedChannel poor = new EmbeddedChannel();
        poor.config().setAllocator(new NoMemory());
        Output toPoor = new Output(poor, new OutputBudget(Limits.defaults(), new LimitCounts()), peer);
        Cast cast = new Cast(List.of(Line.of(">cast room a 1")));
        ByteBuf replies = replies("2\n");
        toPoor.push(replies);
        toPoor.cast(cast);
        poor.runPendingTasks();

        assertThat(failures).hasSize(1).allMatch(OutOfMemoryError.class::isInstance);
        assertThat(replies.refCnt()).isZero();
        assertThat(cast.refCnt()).isEqualTo(1);
        assertThat(toPoor.isWritable()).isTrue();
        cast.release();
        poor.finishAndReleaseAll();
    }

    @Test
    void write_toOneWhoIsBehind_keepsNoMoreThanItHolds() {
        SlowChannel slow = new SlowChannel();
        Output toSlow = new Output(slow, new OutputBudget(Limits.defaults(), new LimitCounts()), peer);
        toSlow.write(slow.alloc().ioBuffer(4096).writeBytes(new byte[10]));
        toSlow.write(slow.alloc().ioBuffer(4096).writeBytes(new byte[10]));
        ChannelOutboundBuffer kept = slow.unsafe().outboundBuffer();
        kept.remove(); // what was written first is not copied
        assertThat(((ByteBuf) kept.current()).capacity()).isLessThan(100);
        slow.close();
        toSlow.discard();
    }

    private static int told(List<EmbeddedChannel> members) {
        return (int) members.stream()
                .filter(member -> !member.outboundMessages().isEmpty())
                .count();
    }

    @Test
    void turns_afterMoreThanTheSoftBound_goOn() {
        List<String> seen = new ArrayList<>();
        Output.Peer waits = new Output.Peer() {
            @Override
            public void goOn() {
                seen.add("goOn");
            }

            @Override
            public void endSlow(long untakenBytes) {}

            @Override
            public void failed(Throwable cause) {}
        };
        Output toWaiting = new Output(channel, new OutputBudget(Limits.defaults(), new LimitCounts()), waits);
        toWaiting.push(Unpooled.buffer().writeZero(1));
        toWaiting.flushAndGoOn();
        assertThat(seen).as("nothing could wait").isEmpty();

        toWaiting.push(Unpooled.buffer().writeZero(SOFT + 1));
        assertThat(toWaiting.isWritable()).isFalse();
        toWaiting.flush(); // by a reply, ahead of its turn
        toWaiting.flushAndGoOn();
        toWaiting.flushAndGoOn();
        assertThat(seen).containsExactly("goOn");
    }

    @Test
    void turns_ofMany_letOtherTasksComeInBetween() {
        OutputBudget budget = new OutputBudget(Limits.defaults(), new LimitCounts());
        List<EmbeddedChannel> members = new ArrayList<>();
        Turns turns = budget.turns(channel.eventLoop());
        for (int i = 0; i < 200; i++) {
            EmbeddedChannel member = new EmbeddedChannel();
            members.add(member);
            Output toMember = new Output(member, budget, peer);
            toMember.event(Line.of("x"));
            turns.add(toMember);
        }
        List<Integer> seen = new ArrayList<>();
        channel.eventLoop().execute(() -> seen.add(told(members)));
        channel.runPendingTasks();

        assertThat(seen).containsExactly(64);
        assertThat(told(members)).isEqualTo(200);
        members.forEach(EmbeddedChannel::finishAndReleaseAll);
    }

    private static final class NoMemory extends AbstractByteBufAllocator {
        @Override
        public boolean isDirectBufferPooled() {
            return false;
        }

        @Override
        protected ByteBuf newHeapBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("as a test wants it");
        }

        @Override
        protected ByteBuf newDirectBuffer(int initialCapacity, int maxCapacity) {
            throw new OutOfMemoryError("as a test wants it");
        }
    }

    private static ByteBuf replies(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.US_ASCII);
    }

    private static boolean cast(Output to, String... events) {
        Cast cast = new Cast(Arrays.stream(events).map(Line::of).toList());
        try {
            return to.cast(cast);
        } finally {
            cast.release();
        }
    }

    private String written() {
        ByteBuf out = channel.readOutbound();
        String text = out.toString(StandardCharsets.US_ASCII);
        out.release();
        return text;
    }
}
