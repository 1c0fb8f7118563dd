package io.rollcall.registry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;

/** Holds the page that compares statement by statement to the tests that it names. */
class SemanticsTest {
    /** How many statements each part has. */
    private static final List<Integer> STATEMENTS = List.of(9, 10, 7, 6, 6, 6, 9, 14, 8, 7, 13, 11, 12, 17, 9);

    /** A row: number, statement, verdict, what is said of it, tests. */
    private static final Pattern ROW =
            Pattern.compile("\\| (\\d+\\.\\d+) \\| ([^|]+) \\| (same|different|outside)(:[^|]+)? \\| ([^|]+) \\|");

    private static final Pattern TEST = Pattern.compile("`(\\w+\\.\\w+)`");

    private final List<Row> rows = rows();

    private record Row(
            String number, String verdict, @Nullable String why, String tests) {
        List<String> named() {
            return TEST.matcher(tests).results().map(found -> found.group(1)).toList();
        }

        boolean saysWhyThereIsNone() {
            return tests.startsWith("not tested: ") || (tests.equals("—") && verdict.equals("outside"));
        }
    }

    private static List<Row> rows() {
        try {
            return Files.readAllLines(Path.of("../docs/semantics.md")).stream()
                    .map(ROW::matcher)
                    .filter(Matcher::matches)
                    .map(row -> new Row(row.group(1), row.group(3), row.group(4), row.group(5)))
                    .toList();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    @Test
    void page_itsRows_areAllStatementsOnceAndInOrder() {
        List<String> numbers = new ArrayList<>();
        for (int part = 1; part <= STATEMENTS.size(); part++) {
            for (int number = 1; number <= STATEMENTS.get(part - 1); number++) {
                numbers.add(part + "." + number);
            }
        }
        assertThat(rows).extracting(Row::number).isEqualTo(numbers);
    }

    @Test
    void page_verdictThatIsNotTheSame_saysWhy() {
        assertThat(rows)
                .filteredOn(row -> row.why() == null)
                .extracting(Row::verdict)
                .containsOnly("same");
    }

    @Test
    void page_testsNamed_exist() {
        assertThat(rows)
                .flatExtracting(Row::named)
                .filteredOn(test -> !isTest(test))
                .isEmpty();
    }

    @Test
    void page_rowWithoutATest_saysWhy() {
        assertThat(rows).filteredOn(row -> row.named().isEmpty()).allMatch(Row::saysWhyThereIsNone);
    }

    private static boolean isTest(String name) {
        String[] parts = name.split("\\.", 2);
        try {
            return isTest(Class.forName(SemanticsTest.class.getPackageName() + "." + parts[0]), parts[1]);
        } catch (ClassNotFoundException unknown) {
            return false;
        }
    }

    private static boolean isTest(Class<?> type, String method) {
        return Arrays.stream(type.getDeclaredMethods())
                        .filter(each -> each.isAnnotationPresent(Test.class)
                                || each.isAnnotationPresent(ParameterizedTest.class))
                        .anyMatch(each -> each.getName().equals(method))
                || Arrays.stream(type.getDeclaredClasses()).anyMatch(nested -> isTest(nested, method));
    }
}
