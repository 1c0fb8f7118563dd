package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.buffer.UnpooledHeapByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the output of a channel counts. */
class OutputTest {
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Output output = new Output(channel, () -> {});

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    /** A buffer that, when it is asked for its length, has the loop write what was pushed up to then. */
    private final class Overtaken extends UnpooledHeapByteBuf {
        private boolean asked;

        Overtaken() {
            super(UnpooledByteBufAllocator.DEFAULT, Output.SOFT_LIMIT + 1, Output.SOFT_LIMIT + 1);
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
}
