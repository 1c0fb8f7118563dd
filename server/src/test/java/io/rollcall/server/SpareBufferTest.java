package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SpareBufferTest {
    private final SpareBuffer spare = new SpareBuffer();

    private ByteBuf taken() {
        return Objects.requireNonNull(spare.take());
    }

    @Test
    void take_givenBack_isTheSameAndEmpty() {
        ByteBuf first = taken();
        first.writeInt(7).readByte();
        first.release();
        assertThat(taken()).isSameAs(first);
        assertThat(first.isReadable()).isFalse();
    }

    @Test
    void take_somebodyHasIt_null() {
        ByteBuf first = taken();
        assertThat(spare.take()).isNull();
        first.release();
        assertThat(spare.take()).isNotNull();
    }

    @Test
    void take_partOfItIsKept_null() {
        ByteBuf first = taken();
        ByteBuf part = first.writeInt(7).readRetainedSlice(1);
        first.release();
        assertThat(spare.take()).isNull();
        part.release();
        assertThat(spare.take()).isSameAs(first);
    }

    @Test
    void take_hasGrownLarge_isAnother() {
        ByteBuf first = taken();
        first.writeZero(2 * Replies.CHUNK + 1).release();
        assertThat(taken()).isNotSameAs(first);
    }
}
