package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The operators' page has every option, status and event that there is, and no other. */
class OperationsPageTest {
    private static final Written PAGE = new Written("docs/operations.md");
    private static final Path EVENTS =
            Path.of(System.getProperty("basedir", ""), "src/main/java/io/rollcall/server/ServerEvents.java");
    private static final Pattern EVENT =
            Pattern.compile("at\\(Level\\.(\\w+), \"([\\w-]+)\"\\)(.*?)\\.log\\(", Pattern.DOTALL);
    private static final Pattern FIELD = Pattern.compile("addKeyValue\\(\"(\\w+)\"|(setCause)\\(");
    private static final Pattern EVENT_ROW = Pattern.compile("(?m)^\\| `([\\w-]+)` \\| [^|]* \\| [^|]* \\| (.*) \\|$");
    private static final Pattern STATUS_ROW = Pattern.compile("(?m)^\\| ([0-9]+) \\| (\\S.*) \\|$");

    @Test
    void options_ofThePage_areThoseOfTheCommandLine() throws IOException {
        String rows = OptionText.of(OptionText.line().getCommandSpec()).stream()
                .map(option -> "| `" + option.typed() + "` | " + option.preset() + " | " + option.range() + " | "
                        + option.use().replace("|", "\\|") + " |\n")
                .collect(Collectors.joining());
        PAGE.mustBe(page -> between(page, "options", "| option | default | range | |\n|---|---|---|---|\n" + rows));
    }

    @Test
    void events_ofThePage_areThoseOfTheLog() throws IOException {
        Map<String, String> meanings = new LinkedHashMap<>();
        EVENT_ROW.matcher(PAGE.text()).results().forEach(row -> meanings.put(row.group(1), row.group(2)));
        Map<String, String> rows = new TreeMap<>();
        EVENT.matcher(Files.readString(EVENTS))
                .results()
                .forEach(event -> rows.put(event.group(2), row(event, meanings.get(event.group(2)))));

        PAGE.mustBe(page -> between(
                page, "events", "| event | level | fields | |\n|---|---|---|---|\n" + String.join("", rows.values())));

        assertThat(rows).hasSizeGreaterThan(20).containsKey("listening");
        assertThat(rows.values()).as("each with its meaning").noneMatch(row -> row.endsWith("|  |\n"));
    }

    private static String row(MatchResult event, String meaning) {
        String fields = FIELD.matcher(event.group(3))
                .results()
                .map(field -> field.group(1) == null ? "stack trace" : "`" + field.group(1) + "`")
                .collect(Collectors.joining(", "));
        return "| `" + event.group(2) + "` | " + event.group(1).toLowerCase(java.util.Locale.ROOT) + " | " + fields
                + " | " + (meaning == null ? "" : meaning) + " |\n";
    }

    @Test
    void exitStatuses_ofThePage_areThoseOfTheDaemon() throws IOException {
        Set<String> told = STATUS_ROW
                .matcher(PAGE.text())
                .results()
                .map(row -> row.group(1))
                .collect(Collectors.toSet());

        assertThat(told)
                .isEqualTo(Stream.of(ExitStatus.values())
                        .map(status -> String.valueOf(status.code()))
                        .collect(Collectors.toSet()));
    }

    /** Replaces what stands between two marks, and nothing else. */
    private static String between(String page, String mark, String text) {
        Pattern part = Pattern.compile("(<!-- " + mark + ", by make docs -->\n).*?(<!-- end -->)", Pattern.DOTALL);
        Matcher found = part.matcher(page);
        assertThat(found.find()).as("the page has a place for %s", mark).isTrue();
        return found.replaceFirst(Matcher.quoteReplacement(found.group(1) + text + found.group(2)));
    }
}
