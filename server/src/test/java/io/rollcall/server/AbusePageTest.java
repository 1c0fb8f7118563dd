package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the table of abuses to the tests that it names. */
class AbusePageTest {
    /** A row: case, what is done, what is answered, tests or why there is none. */
    private static final Pattern ROW =
            Pattern.compile("\\| ([A-D]\\d+) \\| ([^|]+) \\| ([^|]+) \\| (shown|part|open): ([^|]+) \\|");

    private static final Pattern TEST = Pattern.compile("`(\\w+Test)\\.(\\w+)`");

    private static List<Matcher> rows() throws IOException {
        return Files.readAllLines(Path.of("../docs/abuse.md")).stream()
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .toList();
    }

    private static Stream<String> numbered(String letter, int most) {
        return IntStream.rangeClosed(1, most).mapToObj(number -> letter + number);
    }

    @Test
    void page_itsRows_areAllCasesOnceAndInOrder() throws Exception {
        Stream<String> cases = Stream.of(numbered("A", 10), numbered("B", 16), numbered("C", 11), numbered("D", 8))
                .flatMap(each -> each);
        assertThat(rows()).extracting(row -> row.group(1)).containsExactlyElementsOf(cases.toList());
    }

    @Test
    void page_testsNamed_exist() throws Exception {
        for (Matcher row : rows()) {
            List<Matcher> tests = TEST.matcher(row.group(5))
                    .results()
                    .map(found -> TEST.matcher(found.group()))
                    .toList();
            assertThat(!tests.isEmpty() || row.group(4).equals("open"))
                    .as("%s names a test or is open", row.group(1))
                    .isTrue();
            for (Matcher test : tests) {
                assertThat(test.matches()).isTrue();
                assertThat(source(test.group(1))).as(test.group()).contains("void " + test.group(2) + "(");
            }
        }
    }

    private static String source(String test) throws IOException {
        for (String module : List.of("server", "registry", "benchmarks")) {
            String inModule = "../" + module + "/src/test/java/io/rollcall/" + module;
            for (String part : List.of("", "/abuse", "/observer", "/testing")) {
                Path file = Path.of(inModule + part, test + ".java");
                if (Files.exists(file)) {
                    return Files.readString(file);
                }
            }
        }
        return "";
    }
}
