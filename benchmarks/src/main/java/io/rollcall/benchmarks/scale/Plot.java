package io.rollcall.benchmarks.scale;

import java.util.Formatter;
import java.util.List;
import java.util.Locale;

/** Draws curves as SVG: a panel each, both axes logarithmic, readable on dark and light pages. Immutable. */
final class Plot {
    private static final int COLUMNS = 2;
    private static final int WIDTH = 420;
    private static final int HEIGHT = 260;
    private static final int LEFT = 70;
    private static final int RIGHT = 20;
    private static final int TOP = 46;
    private static final int BOTTOM = 44;
    private static final int FOOT = 24;
    private static final String STYLE = """
            <style>
            svg { color: #222; background: #fff }
            text { fill: currentColor }
            .grid { stroke: currentColor; stroke-opacity: 0.15 }
            .line { stroke: #0a6ebd; stroke-width: 2; fill: none }
            .dot { fill: #0a6ebd }
            @media (prefers-color-scheme: dark) {
              svg { color: #ddd; background: #1c1c1c }
              .line { stroke: #6cb8f0 }
              .dot { fill: #6cb8f0 }
            }
            </style>
            """;

    private final List<Curve> curves;

    Plot(List<Curve> curves) {
        this.curves = List.copyOf(curves);
    }

    /** Returns the picture. */
    String svg(String title) {
        int rows = (curves.size() + COLUMNS - 1) / COLUMNS;
        Formatter svg = new Formatter(Locale.ROOT);
        svg.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"12\">\n",
                COLUMNS * WIDTH, rows * HEIGHT + FOOT);
        svg.format("%s<title>%s</title>\n", STYLE, escaped(title));
        for (int i = 0; i < curves.size(); i++) {
            svg.format("<g transform=\"translate(%d,%d)\">\n", i % COLUMNS * WIDTH, i / COLUMNS * HEIGHT);
            panel(svg, curves.get(i));
            svg.format("</g>\n");
        }
        text(svg, LEFT, rows * HEIGHT + FOOT / 2.0, "start", title);
        svg.format("</svg>\n");
        return svg.toString();
    }

    private static void panel(Formatter svg, Curve curve) {
        Axis size = Axis.of(curve.points().stream().map(Curve.Point::size).toList(), LEFT, WIDTH - RIGHT);
        Axis cost = Axis.of(curve.points().stream().map(Curve.Point::cost).toList(), HEIGHT - BOTTOM, TOP);
        text(svg, LEFT, 18, "start", curve.name() + ", " + curve.unit());
        String power = String.format(Locale.ROOT, "%.2f", curve.slope());
        text(svg, LEFT, 34, "start", "grows with the size to the power of " + power);
        for (int at = size.low; at <= size.high; at++) {
            double x = size.at(Math.pow(10, at));
            line(svg, x, TOP, x, HEIGHT - BOTTOM);
            text(svg, x, HEIGHT - BOTTOM + 16, "middle", tick(at));
        }
        for (int at = cost.low; at <= cost.high; at++) {
            double y = cost.at(Math.pow(10, at));
            line(svg, LEFT, y, WIDTH - RIGHT, y);
            text(svg, LEFT - 6, y + 4, "end", tick(at));
        }
        text(svg, (LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 8, "middle", curve.sizes());
        svg.format("<polyline class=\"line\" points=\"");
        for (Curve.Point point : curve.points()) {
            svg.format("%.1f,%.1f ", size.at(point.size()), cost.at(point.cost()));
        }
        svg.format("\"/>\n");
        for (Curve.Point point : curve.points()) {
            svg.format(
                    "<circle class=\"dot\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"><title>%,.0f: %,.1f %s</title></circle>\n",
                    size.at(point.size()), cost.at(point.cost()), point.size(), point.cost(), escaped(curve.unit()));
        }
    }

    private static void line(Formatter svg, double x1, double y1, double x2, double y2) {
        svg.format("<line class=\"grid\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>\n", x1, y1, x2, y2);
    }

    private static void text(Formatter svg, double x, double y, String anchor, String text) {
        svg.format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n", x, y, anchor, escaped(text));
    }

    private static String tick(int power) {
        return power < 0 || power > 9 ? "1e" + power : String.format(Locale.ROOT, "%,d", (long) Math.pow(10, power));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /**
     * A logarithmic axis from one power of ten to another.
     *
     * @param low the lower power
     * @param high the higher one
     * @param start where the lower one is drawn
     * @param end where the higher one is drawn
     */
    private record Axis(int low, int high, double start, double end) {
        static Axis of(List<Double> figures, double start, double end) {
            double least =
                    figures.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
            double most =
                    figures.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
            int low = (int) Math.floor(Math.log10(least));
            return new Axis(low, Math.max(low + 1, (int) Math.ceil(Math.log10(most))), start, end);
        }

        double at(double figure) {
            return start + (end - start) * (Math.log10(figure) - low) / (high - low);
        }
    }
}
