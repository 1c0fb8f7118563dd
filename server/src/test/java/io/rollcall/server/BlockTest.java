package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Eight bytes looked at in one step are judged as each by itself. */
class BlockTest {
    @Test
    void plainEnd_everyByteAtEveryPlaceOfAWord_isJudgedAsByItself() {
        for (int value = 0; value < 256; value++) {
            for (int place = 0; place < 24; place++) {
                byte[] bytes = new byte[24];
                Arrays.fill(bytes, (byte) 'x');
                bytes[place] = (byte) value;
                boolean plain = isPlain((byte) value);
                assertThat(Block.of(bytes).plainEnd(0))
                        .as("byte %d at %d", value, place)
                        .isEqualTo(plain ? bytes.length : place);
            }
        }
    }

    @Test
    void plainEnd_anyBytes_isTheFirstThatIsNotPlain() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = new byte[random.nextInt(40)];
            for (int i = 0; i < bytes.length; i++) { // mostly plain, as else the first byte ends it
                bytes[i] = (byte) (random.nextInt(20) == 0 ? random.nextInt(256) : ' ' + random.nextInt(95));
            }
            int from = random.nextInt(bytes.length + 1);
            int expected = from;
            while (expected < bytes.length && isPlain(bytes[expected])) {
                expected++;
            }
            assertThat(Block.of(bytes).plainEnd(from))
                    .as("seed %d round %d", seed, round)
                    .isEqualTo(expected);
        }
    }

    @Test
    void plainLine_leavesWhatIsAnother() {
        for (String other : new String[] {"x", "x\r", "x\rx\n", "x\0\n", "x\u007f\n", "\u00e9\n", "12345\n"}) {
            Block block = Block.of(Peer.bytes(other));
            assertThat(block.plainLine(4)).as(other).isNull();
            assertThat(block.at()).isZero();
        }
    }

    @Test
    void plainLine_takesALineWithItsEnd() {
        Block block = Block.of(Peer.bytes("\n1234\r\n\tx\r\0y"));
        assertThat(Peer.words(block.plainLine(4))).isEqualTo("/LF");
        assertThat(Peer.words(block.plainLine(4))).isEqualTo("1234/CRLF");
        assertThat(Peer.words(block.plainLine(4))).isEqualTo("\tx/CRNUL");
        assertThat(block.plainLine(4)).isNull();
        assertThat(block.length()).isOne();
    }

    @Test
    void take_twice_givesEachItsOwn() {
        Block first = Block.take();
        first.fill(Unpooled.wrappedBuffer(Peer.bytes("first")));
        Block second = Block.take();
        second.fill(Unpooled.wrappedBuffer(Peer.bytes("other")));
        assertThat((char) first.get(0)).isEqualTo('f');
        second.giveBack();
        first.giveBack();
        assertThat(Block.take()).isSameAs(first);
    }

    private static boolean isPlain(byte value) {
        return (value >= ' ' && value < 0x7F) || value == '\t';
    }
}
