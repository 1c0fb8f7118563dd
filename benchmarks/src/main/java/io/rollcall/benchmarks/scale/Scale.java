package io.rollcall.benchmarks.scale;

import io.rollcall.benchmarks.registry.Growth;
import io.rollcall.benchmarks.server.IdleGrowth;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Measures how costs grow, prints the figures and draws them. Arguments: {@code --quick}; {@code --out=FILE} for the
 * picture.
 */
public final class Scale {
    private Scale() {}

    /** Prints a table in the form of the documentation, and writes the picture. */
    public static void main(String[] args) throws Exception {
        boolean quick = List.of(args).contains("--quick");
        Path out = List.of(args).stream()
                .filter(arg -> arg.startsWith("--out="))
                .map(arg -> Path.of(arg.substring("--out=".length())))
                .findFirst()
                .orElse(Path.of("docs", "growth.svg"));
        List<Curve> curves = new ArrayList<>(Growth.curves(quick ? 3 : 9));
        curves.add(IdleGrowth.curve(quick ? 1 : 3));
        System.out.println("| | sizes | cost | power |");
        System.out.println("|---|---|---|---:|");
        for (Curve curve : curves) {
            System.out.println(row(curve));
        }
        String title = String.format("medians; JDK %s, %s", Runtime.version(), LocalDate.now(ZoneOffset.UTC));
        Files.writeString(out, new Plot(curves).svg(title));
        System.out.println();
        System.out.println("drawn in " + out);
    }

    private static String row(Curve curve) {
        List<String> sizes = new ArrayList<>();
        List<String> costs = new ArrayList<>();
        for (Curve.Point point : curve.points()) {
            sizes.add(String.format(Locale.ROOT, "%,.0f", point.size()));
            costs.add(String.format(Locale.ROOT, "%,.1f", point.cost()));
        }
        return String.format(
                Locale.ROOT,
                "| %s | %s %s | %s %s | %.2f |",
                curve.name(),
                String.join("; ", sizes),
                curve.sizes(),
                String.join("; ", costs),
                curve.unit(),
                curve.slope());
    }
}
