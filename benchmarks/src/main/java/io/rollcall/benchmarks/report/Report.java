package io.rollcall.benchmarks.report;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * What all comparisons found: as a table to read, and as a file. Immutable.
 *
 * @param results in the order of the table
 */
public record Report(List<Result> results) {
    private static final List<String> HEADINGS =
            List.of("id", "row", "value", "floor", "against", "ratio", "goal", "met");

    public Report {
        results = List.copyOf(results);
    }

    /** Writes the results as a JSON list, raw figures included. */
    public void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        JsonMapper mapper =
                JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();
        mapper.writeValue(file.toFile(), results);
    }

    /** Returns the table: a line a result, those that miss their goal included. */
    public String table() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEADINGS);
        results.forEach(result -> lines.add(cells(result)));
        int[] widths = IntStream.range(0, HEADINGS.size())
                .map(column -> lines.stream()
                        .mapToInt(line -> line.get(column).length())
                        .max()
                        .orElse(0))
                .toArray();
        return lines.stream().map(line -> line(line, widths)).collect(Collectors.joining("\n", "", "\n"));
    }

    private static List<String> cells(Result of) {
        return List.of(
                of.id(),
                of.row(),
                figure(of.value(), of.unit()),
                figure(of.floor(), of.unit()),
                of.against(),
                of.ratio() == null ? "-" : ratio(of.ratio(), of.runs().ratios()),
                of.goal(),
                of.met() ? "yes" : "MISSED");
    }

    private static String figure(@Nullable Double figure, String unit) {
        return figure == null ? "-" : Figures.brief(figure) + " " + unit;
    }

    private static String ratio(double median, List<Double> all) {
        return Figures.brief(median) + " [" + Figures.brief(Collections.min(all)) + "–"
                + Figures.brief(Collections.max(all)) + "]";
    }

    private static String line(List<String> cells, int[] widths) {
        return IntStream.range(0, widths.length)
                .mapToObj(
                        i -> cells.get(i) + " ".repeat(widths[i] - cells.get(i).length()))
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }
}
