package io.rollcall.server;

import java.io.PrintWriter;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** An option as the papers show it: what is typed, what it is for, what it is when nothing is said, what it may be. */
record OptionText(String typed, String use, String preset, String range) {
    private static final Pattern PRESET = Pattern.compile(" *\\(default: ([^)]*)\\)");

    /** The daemon's command line, which runs nothing. */
    static CommandLine line() {
        PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
        return Main.line(nowhere, nowhere, Map.of());
    }

    static List<OptionText> of(CommandSpec command) {
        return command.options().stream().map(OptionText::of).toList();
    }

    private static OptionText of(OptionSpec option) {
        String said = String.join(" ", option.description())
                .replace("${DEFAULT-VALUE}", String.valueOf(option.defaultValueString()))
                .replace("%n", " ")
                .replace("%%", "%")
                .replaceAll("\\s+", " ");
        Matcher preset = PRESET.matcher(said);
        String given = preset.find() ? preset.group(1) : "";
        String label = option.arity().max() == 0 ? "" : "=" + option.paramLabel();
        return new OptionText(
                option.longestName() + label, preset.replaceAll("").replaceFirst("\\.$", ""), given, range(option));
    }

    private static String range(OptionSpec option) {
        return Stream.of(Limit.values())
                .filter(limit -> option.longestName().equals("--" + limit.option()))
                .map(limit ->
                        limit.unit().show(limit.least()) + " to " + limit.unit().show(limit.most()))
                .findFirst()
                .orElse("");
    }
}
