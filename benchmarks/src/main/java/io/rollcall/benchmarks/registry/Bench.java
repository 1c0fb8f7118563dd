package io.rollcall.benchmarks.registry;

import io.rollcall.benchmarks.report.Comparison;
import io.rollcall.benchmarks.report.Effort;
import io.rollcall.benchmarks.report.Machine;
import io.rollcall.benchmarks.report.Report;
import io.rollcall.benchmarks.report.Rounds;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Measures the registry and prints one table. Arguments: {@code --quick}; {@code --out=FILE} for the same with all raw
 * figures, as JSON; patterns, any of which a line's id or row must contain.
 */
public final class Bench {
    private Bench() {}

    /** Exits with status 1 when a measurement failed, and with 2 when there is none to be made. */
    public static void main(String[] args) throws IOException {
        Effort effort = Effort.FULL;
        Path out = Path.of("benchmarks", "target", "bench.json");
        List<Pattern> patterns = new ArrayList<>();
        for (String arg : args) {
            if (arg.equals("--quick")) {
                effort = Effort.QUICK;
            } else if (arg.startsWith("--out=")) {
                out = Path.of(arg.substring("--out=".length()));
            } else {
                patterns.add(Pattern.compile(arg));
            }
        }
        List<Comparison> chosen =
                Rows.all().stream().filter(row -> isChosen(row, patterns)).toList();
        if (chosen.isEmpty()) {
            System.err.println("expected a pattern of an id or a row of docs/benchmarks.md; got " + patterns);
            System.exit(2);
        }
        System.exit(run(chosen, effort, out));
    }

    private static boolean isChosen(Comparison row, List<Pattern> patterns) {
        String text = row.id() + " " + row.row();
        return patterns.isEmpty()
                || patterns.stream().anyMatch(pattern -> pattern.matcher(text).find());
    }

    private static int run(List<Comparison> chosen, Effort effort, Path out) throws IOException {
        Rounds rounds = new Rounds(chosen, effort, System.err);
        Report report = new Report(rounds.run());
        report.write(out);
        System.out.println(Machine.description());
        System.out.println();
        System.out.print(report.table());
        return rounds.hasFailed() ? 1 : 0;
    }
}
