package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LineTest {
    @Test
    void text_utf8_decodes() {
        assertThat(line("naïve ✓").text()).isEqualTo("naïve ✓");
        assertThat(line("naïve ✓")).hasToString("naïve ✓");
    }

    @Test
    void length_utf8_countsBytes() {
        assertThat(line("ï✓").length()).isEqualTo(5);
        assertThat(line("").length()).isZero();
    }

    @Test
    void byteAt_inside_answers() {
        assertThat(line("abc").byteAt(2)).isEqualTo((byte) 'c');
    }

    @Test
    void byteAt_outside_throws() {
        assertThatThrownBy(() -> line("//abc").message().byteAt(4)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> line("//abc").message().byteAt(-1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void toBytes_changed_leavesTheLine() {
        Line line = line("abc");
        line.toBytes()[0] = 'x';
        assertThat(line.text()).isEqualTo("abc");
    }

    @ParameterizedTest
    @CsvSource({"//who, /who", "//, /", "///, //", "/who, /who", "/, /", "who//, who//", "'', ''"})
    void message_anyLine_dropsOneSlashOfTwo(String text, String message) {
        Line line = line(text).message();
        assertThat(line.text()).isEqualTo(message);
        assertThat(line.length()).isEqualTo(message.length());
        assertThat(line.toBytes()).isEqualTo(message.getBytes(StandardCharsets.UTF_8));
        assertThat(line.end()).isEqualTo(LineEnd.CRLF);
    }

    @Test
    void writeTo_message_appendsItsBytes() {
        ByteBuf out = Unpooled.buffer();
        line("//ï").message().writeTo(out);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("/ï");
    }

    @ParameterizedTest
    @CsvSource({"LF, 0a", "CRLF, 0d0a", "CRNUL, 0d00"})
    void writeTo_lineEnd_appendsItsBytes(LineEnd end, String hex) {
        ByteBuf out = Unpooled.buffer();
        end.writeTo(out);
        assertThat(ByteBufUtil.hexDump(out)).isEqualTo(hex);
        assertThat(out.readableBytes()).isEqualTo(end.length());
    }

    @Test
    void length_otherInputs_countWhatIsKept() {
        assertThat(new Refusal("BADLINE", "3 a NUL", false, null).length()).isEqualTo(14);
        assertThat(new EndOfInput().length()).isZero();
        assertThat(new EndOfInput()).hasToString("end of input");
    }

    private static Line line(String text) {
        return new Line(text.getBytes(StandardCharsets.UTF_8), 0, LineEnd.CRLF);
    }
}
