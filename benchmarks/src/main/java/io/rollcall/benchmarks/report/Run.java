package io.rollcall.benchmarks.report;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/**
 * What a program that measures is asked for. Arguments: {@code --quick}; {@code --out=FILE} for the table with all raw
 * figures, as JSON; patterns, any of which a line's id or row must contain. Immutable.
 *
 * @param effort how much is spent
 * @param out where the figures go
 * @param patterns of which one must be found; none for all
 */
public record Run(Effort effort, Path out, List<Pattern> patterns) {
    public Run {
        patterns = List.copyOf(patterns);
    }

    /** Reads a command line. */
    public static Run of(String[] args, Path file) {
        Effort effort = Effort.FULL;
        Path out = file;
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
        return new Run(effort, out, patterns);
    }

    /** Measures the rows that are asked for, writes the file and prints the table; answers with the exit status. */
    public int measure(List<Comparison> rows, Function<Effort, Duration> limit) throws IOException {
        List<Comparison> chosen = rows.stream().filter(this::isChosen).toList();
        if (chosen.isEmpty()) {
            System.err.println("expected a pattern of an id or a row of docs/benchmarks.md; got " + patterns);
            return 2;
        }
        Rounds rounds = new Rounds(chosen, effort, limit.apply(effort), System.err);
        Report report = new Report(rounds.run());
        report.write(out);
        System.out.println(Machine.description(chosen.get(0).candidate().jvm()));
        System.out.println();
        System.out.print(report.table());
        return rounds.hasFailed() ? 1 : 0;
    }

    private boolean isChosen(Comparison row) {
        String text = row.id() + " " + row.row();
        return patterns.isEmpty()
                || patterns.stream().anyMatch(pattern -> pattern.matcher(text).find());
    }
}
