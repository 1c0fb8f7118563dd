package io.rollcall.server.top;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CellsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u001b[2J",
                "\u001b]0;title\u0007",
                "\u009b2J",
                "\u0090q\u009c",
                "\r\n\t\b\u0000\u007f",
                "\u202egnp.exe",
                "\u2066a\u2069\u200e\u200f\u061c",
                "\u2028\u2029\u0085",
                "zero\u200bwidth\u200d\ufeff\u00ad",
                "\ue000\udb80\udc00",
                "\ud800 alone \udc00",
                "\udb40\udc41 tag"
            })
    void shown_whatATerminalMightObey_isNotInIt(String hostile) {
        assertThat(Cells.shown("a" + hostile + "b"))
                .startsWith("a")
                .endsWith("b")
                .contains("?")
                .matches("[^\\p{Cc}\\p{Cf}\\p{Cs}\\p{Co}\\p{Cn}\\u2028\\u2029]*");
    }

    @ParameterizedTest
    @ValueSource(strings = {"alice", "你好世界", "Ünï", "e\u0301", "naïve café", "ไทย", "🎉", "a b", "<img src=x>"})
    void shown_whatPeopleWrite_isAsItWas(String text) {
        assertThat(Cells.shown(text)).isEqualTo(text);
    }

    @Test
    void shown_marksWithoutEndOrLetter_areFewAndHaveOne() {
        assertThat(Cells.shown("a" + "\u0301".repeat(1000) + "b")).isEqualTo("a\u0301\u0301b");
        assertThat(Cells.shown("\u0301\u0489b")).isEqualTo("?\u0489b");
    }

    @ParameterizedTest
    @CsvSource({"abc, 3", "你好, 4", "e\u0301, 1", "🎉, 2", "ｱ, 1", "한, 2", "Ｗ, 2", "'', 0"})
    void width_ofALine_isItsColumns(String text, int columns) {
        assertThat(Cells.width(text)).isEqualTo(columns);
    }

    @ParameterizedTest
    @CsvSource({"abc, 3, abc", "abcd, 3, ab…", "你好世, 6, 你好世", "你好世, 5, 你好…", "你好世, 4, 你…", "abc, 1, …", "abc, 0, ''"})
    void cut_longerThanThere_endsWithASign(String text, int columns, String expected) {
        assertThat(Cells.cut(text, columns)).isEqualTo(expected);
    }

    @Test
    void cells_ofAnyText_takeTheirColumns() {
        Random random = new Random(20261129);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder any = new StringBuilder();
            random.ints(random.nextInt(12), 0, 0x20000).forEach(any::appendCodePoint);
            String shown = Cells.shown(any.toString());
            int columns = random.nextInt(1, 10);
            assertThat(Cells.width(Cells.left(shown, columns))).as("%s", shown).isEqualTo(columns);
            assertThat(Cells.width(Cells.right(shown, columns))).as("%s", shown).isEqualTo(columns);
        }
    }

    @Test
    void ascii_ofAnything_isVisibleAscii() {
        assertThat(Cells.ascii("↓IN/S 你 é…")).isEqualTo("vIN/S ? ?~");
    }
}
