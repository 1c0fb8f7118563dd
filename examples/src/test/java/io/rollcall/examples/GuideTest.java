package io.rollcall.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the documentation shows compiles, runs, and answers what it says there. */
class GuideTest {
    @ParameterizedTest
    @MethodSource("documents")
    void examples_asDocumented_runAndAnswer(Document document, @TempDir Path directory) throws Exception {
        document.compileAndRun(directory);
    }

    static List<Document> documents() throws IOException {
        return Document.withExamples();
    }

    @Test
    void documents_ofTheRegistry_areFound() throws IOException {
        assertThat(documents())
                .extracting(Document::toString)
                .contains(
                        "README.md",
                        "docs/cluster.md",
                        "registry/src/main/java/io/rollcall/registry/package-info.java",
                        "registry/src/main/java/io/rollcall/registry/testing/package-info.java");
    }

    @Test
    void compileAndRun_answerThatIsNotGiven_fails(@TempDir Path directory) throws IOException {
        Document document = new Document(Files.writeString(directory.resolve("x.md"), """
                ```java
                Registry.create().count(Property.of("room"));   // => 1
                ```
                """));

        assertThatThrownBy(() -> document.compileAndRun(directory)).hasRootCauseMessage("documented is 1, given was 0");
    }
}
