package io.rollcall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.examples.tutorial.Listener;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the tutorial shows is in its programs, and happens. */
class TutorialTest {
    private static final Pattern STEP =
            Pattern.compile("```java of (\\w+)\\n(.*?)```\\n\\n```\\n(.*?)```", Pattern.DOTALL);
    private static final Path SOURCES =
            Path.of(System.getProperty("basedir", ""), "src/main/java/io/rollcall/examples/tutorial");
    private static final int LONGEST_PROGRAM = 80;

    /** A program, an excerpt of it, and what is said and heard with nc. */
    record Step(String program, String excerpt, String transcript) {
        private static Step of(MatchResult found) {
            return new Step(found.group(1), found.group(2), found.group(3));
        }

        Listener start() throws ReflectiveOperationException {
            Class<?> type = Class.forName("io.rollcall.examples.tutorial." + program);
            return (Listener) type.getMethod("start", int.class).invoke(null, 0);
        }

        @Override
        public String toString() {
            return program;
        }
    }

    static List<Step> steps() {
        return STEP.matcher(Document.of("docs/tutorial.md").text())
                .results()
                .map(Step::of)
                .toList();
    }

    @Test
    void steps_ofTheTutorial_areSix() {
        assertThat(steps()).hasSize(6);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void excerpt_ofEachStep_isOfItsProgram(Step step) throws IOException {
        assertThat(Files.readString(SOURCES.resolve(step.program() + ".java"))).contains(step.excerpt());
    }

    @Test
    void programs_ofTheTutorial_areShort() throws IOException {
        try (Stream<Path> programs = Files.list(SOURCES)) {
            for (Path program : programs.toList()) {
                assertThat(Files.readAllLines(program)).as("%s", program).hasSizeLessThan(LONGEST_PROGRAM);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("steps")
    void transcript_ofEachStep_isWhatHappens(Step step) throws Exception {
        List<String> rows = step.transcript().lines().toList();
        int right = rows.get(0).indexOf("$ nc ", 1);
        int middle = right < 0 ? Integer.MAX_VALUE : right;
        try (Listener listener = step.start();
                Person one = new Person(listener.port());
                Person other = new Person(listener.port())) {
            for (String row : rows.subList(1, rows.size())) {
                String left = row.substring(0, Math.min(middle, row.length())).strip();
                String beside = row.substring(Math.min(middle, row.length())).strip();
                // Who says something comes before who hears it.
                boolean rightFirst = left.startsWith(">");
                (rightFirst ? other : one).take(rightFirst ? beside : left);
                (rightFirst ? one : other).take(rightFirst ? left : beside);
            }
        }
    }

    /** Comes when there is something to say or to hear; hears answers, which begin with {@code >}, and its own words. */
    private static final class Person implements AutoCloseable {
        private final int port;
        private LineClient client;
        private String said = "";

        Person(int port) {
            this.port = port;
        }

        void take(String line) throws IOException {
            if (line.isEmpty()) {
                return;
            }
            if (client == null) {
                client = new LineClient(port);
            }
            if (line.startsWith(">") || line.equals(said)) {
                assertThat(client.hear()).isEqualTo(line);
                said = "";
            } else {
                client.say(line);
                said = line;
            }
        }

        @Override
        public void close() throws IOException {
            if (client != null) {
                client.close();
            }
        }
    }
}
