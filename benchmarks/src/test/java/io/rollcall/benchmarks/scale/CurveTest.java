package io.rollcall.benchmarks.scale;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.benchmarks.scale.Curve.Point;
import java.io.StringReader;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class CurveTest {
    private static Curve curve(String name, double power) {
        return new Curve(
                name,
                "ns",
                "entries",
                List.of(
                        new Point(1000, 7 * Math.pow(1000, power)),
                        new Point(30_000, 7 * Math.pow(30_000, power)),
                        new Point(1_000_000, 7 * Math.pow(1_000_000, power))));
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1, 2, -1})
    void slope_costIsAPowerOfTheSize_isThatPower(double power) {
        assertThat(curve("look-up", power).slope()).isCloseTo(power, Offset.offset(1e-9));
    }

    @Test
    void slope_oneFigureOff_isBetween() {
        Curve curve =
                new Curve("end", "us", "names", List.of(new Point(10, 10), new Point(100, 200), new Point(1000, 1000)));

        assertThat(curve.slope()).isCloseTo(1, Offset.offset(1e-9));
    }

    @Test
    void svg_curves_isADocumentWithADotForEachPoint() throws Exception {
        String svg = new Plot(List.of(curve("look-up", 0), curve("<end>", 1))).svg("JDK & date");

        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(6);
        assertThat(document.getDocumentElement().getTextContent())
                .contains("grows with the size to the power of 1.00", "<end>, ns", "JDK & date");
        assertThat(svg).doesNotContain("NaN", "Infinity");
    }
}
