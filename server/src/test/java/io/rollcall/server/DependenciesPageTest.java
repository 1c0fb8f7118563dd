package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The page of dependencies has a reason for each library and plugin that a POM names. */
class DependenciesPageTest {
    private static final Written PAGE = new Written("docs/decisions/0001-build-and-dependencies.md");
    private static final List<String> MODULES =
            List.of("", "registry/", "cluster/", "server/", "examples/", "benchmarks/", "stress/", "fuzz/", "dist/");
    private static final Pattern NAMED = Pattern.compile("<artifactId>([a-z][^<$]*)</artifactId>");
    /** The build's own modules, and those that come with another of these names. */
    private static final Pattern OWN = Pattern.compile("rollcall-.*|.*-bom|jmh-generator-annprocess");

    private static String shown(String artifact) {
        return switch (artifact) {
            case "error_prone_core" -> "Error Prone";
            case "nullaway" -> "NullAway";
            case "jmh-core" -> "`jmh`";
            case "pekko-actor-typed_2.13" -> "`pekko-actor-typed`";
            default ->
                artifact.endsWith("-plugin")
                        ? artifact.replaceAll("^maven-|-maven-plugin$|-plugin$", "")
                        : "`" + artifact + "`";
        };
    }

    @Test
    void artifacts_ofAllPoms_haveARowEach() throws IOException {
        Set<String> named = new TreeSet<>();
        for (String module : MODULES) {
            NAMED.matcher(new Written(module + "pom.xml").text())
                    .results()
                    .map(found -> found.group(1))
                    .filter(artifact -> !OWN.matcher(artifact).matches())
                    .forEach(named::add);
        }
        List<String> rows =
                PAGE.text().lines().filter(line -> line.startsWith("| ")).toList();

        assertThat(named).hasSizeGreaterThan(30);
        assertThat(named)
                .allSatisfy(artifact -> assertThat(rows)
                        .as("a row with %s", shown(artifact))
                        .anyMatch(row -> row.contains(shown(artifact))));
    }
}
