package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the output of a channel counts. */
class OutputTest {
    private static final int SOFT = Limits.defaults().intOf(Limit.OUTPUT_SOFT);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<Long> ended = new ArrayList<>();
    private final Output.Peer peer = new Output.Peer() {
        @Override
        public void goOn() {}

        @Override
        public void endSlow(long untakenBytes) {
            ended.add(untakenBytes);
        }
    };
    private final Output output = new Output(channel, new OutputBudget(Limits.defaults()), peer);

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

        assertThat(output.cast(Line.of(">cast a b c"))).isFalse();
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
        SlowChannel slow = new SlowChannel();
        Output toSlow = new Output(slow, new OutputBudget(Limits.defaults()), peer);
        int hard = Limits.defaults().intOf(Limit.OUTPUT_HARD);

        toSlow.write(Unpooled.wrappedBuffer(new byte[hard]));
        assertThat(ended).isEmpty(); // one answer may be as large as it likes
        toSlow.event(Line.of(">granted lock"));
        slow.runPendingTasks();
        assertThat(ended).hasSize(1).allMatch(left -> left > hard);
        slow.close();
        toSlow.discard();
    }

    /** Takes nothing. */
    private static final class SlowChannel extends EmbeddedChannel {
        @Override
        protected void doWrite(ChannelOutboundBuffer in) {}
    }

    private String written() {
        ByteBuf out = channel.readOutbound();
        String text = out.toString(StandardCharsets.US_ASCII);
        out.release();
        return text;
    }
}
