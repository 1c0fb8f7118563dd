package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBufUtil;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** However a stream is cut into reads, filter and decoder make the same of it, and what the reference says. */
class CodecDifferentialTest {
    private static final int MAX_LINE_BYTES = 16;
    private static final int STREAMS = 4000;
    private static final long SEED = 20_240_607L;
    private static final String[] PIECES = (""
                    + "\377\373\1|\377\375\3|\377\375\6|\377\374\1|\377\376\3|\377\361|\377\364|\377\360|"
                    + "\377\372\30\0vt\n\377\360|\377\372\37\0\377\377\r\377\360|\377\372|\377\360|\377\377|\377|"
                    + "\377a|\377\n|\377\r|\377\357|\375|\6|\n|\n|\r\n|\r\n|\r\0|\r\0|\r|\0|\r\r\n|a|hello|/who|//x|"
                    + "\t| |\u007f|\7|\26|\26\3|\3|GET / HTTP/1.1|GET /| HTTP/1.0|A| |xxxxxxxxxxxxxxx|"
                    + "xxxxxxxxxxxxxxxx|\303\257|\342\234\223|\360\235\204\236|\302\205|\342\200\250|\342\200\256|"
                    + "\330\234|\342\201\251|\303|\342\202|\360\235\204|\200|\300\257|\340\200|\355\240\200|"
                    + "\364\220\200\200|\302|\237|\240|\377\372x\377\375\6|\377\372\377\372\n\377\360")
            .split("\\|");

    private static final String[] CORPUS = (""
                    + "|\n|\r|\r\n|\r\0|\0|\377|\377\377|\377\375|\377\372|\r\r|\r\377\361\n|a\377\361\r\377\361\0b|"
                    + "\342\377\361\234\223\n|\377\372\n\377\360\377\360\n|\377\r\n|a\377\n|\377\377\377\361\n|"
                    + "\26\377\361\3|\26\3\1\377\375\6\377\373\1|G\377\361ET / HTTP/1.1\r\n/quit\n|xxxxxxxxxxxxxxxx\r\n|xxxxxxxxxxxxxxxx\r|"
                    + "xxxxxxxxxxxxxxxx\rx\n|xxxxxxxxxxxxxxxxx\nxxxxxxxxxxxxxxxxx\nxxxxxxxxxxxxxxxxx\na\n|"
                    + "xxxxxxxxxxxxxx\342\202\254\na\n|xxxxxxxxxxxxxxx\303\257|"
                    + "POST /xxxxxxxxxxxxxxxxx HTTP/1.1\n/quit\n")
            .split("\\|");

    @Test
    void decode_nastyStreams_areTheSameHoweverCut() {
        for (String stream : CORPUS) {
            for (int seed = 0; seed < 20; seed++) {
                assertSame(stream, new Random(seed), "corpus");
            }
        }
    }

    @Test
    void decode_randomStreams_areTheSameHoweverCut() {
        for (long seed = SEED; seed < SEED + STREAMS; seed++) {
            Random random = new Random(seed);
            assertSame(stream(random), random, "seed " + seed);
        }
    }

    private static String stream(Random random) {
        StringBuilder stream = new StringBuilder();
        for (int pieces = random.nextInt(40); pieces > 0; pieces--) {
            boolean noise = random.nextInt(20) == 0;
            stream.append(noise ? (char) random.nextInt(256) : PIECES[random.nextInt(PIECES.length)]);
        }
        return stream.toString();
    }

    private static void assertSame(String stream, Random random, String what) {
        String printable = ByteBufUtil.hexDump(Peer.bytes(stream));
        ReferenceCodec reference = new ReferenceCodec(MAX_LINE_BYTES, stream);
        for (String[] portions : List.of(new String[] {stream}, stream.split(""), cut(stream, random))) {
            try (Peer peer = Peer.ofBoth(MAX_LINE_BYTES)) {
                peer.feed(portions).endInput();
                assertThat(peer.inputs().stream().map(CodecDifferentialTest::withoutWords))
                        .as("%s, %d portions of %s", what, portions.length, printable)
                        .isEqualTo(reference.inputs);
                assertThat(peer.replies())
                        .as("replies, %s, %d portions of %s", what, portions.length, printable)
                        .isEqualTo(reference.replies.toString());
                assertThat(peer.heldBytes()).as("held, %s", what).isZero();
            }
        }
    }

    private static String[] cut(String stream, Random random) {
        StringBuilder marked = new StringBuilder();
        for (int i = 0; i < stream.length(); i++) {
            marked.append(stream.charAt(i)).append(random.nextInt(4) == 0 ? "\uFFFF" : "");
        }
        return marked.toString().split("\uFFFF");
    }

    /** The reference knows a refusal's code and offset, not its words. */
    private static String withoutWords(String input) {
        return input.replaceFirst("^(BADLINE [0-9]+|TOOLONG|WRONGPROTOCOL) [^/]*/", "$1/");
    }
}
