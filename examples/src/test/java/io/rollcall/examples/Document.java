package io.rollcall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/**
 * A text with examples in it: Markdown, or the doc comments of a Java source. Its Java examples are one program, each
 * going on where the one before it ended, and {@code call(); // => text} says what the call answers.
 */
record Document(Path path) {
    /** Of the repository. */
    private static final Path ROOT = Path.of(System.getProperty("basedir", ""), "..");

    private static final Pattern FENCE = Pattern.compile("^```(\\w*)\\R(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern COMMENT = Pattern.compile("<pre>\\{@code\\R(.*?)\\s*}</pre>", Pattern.DOTALL);
    private static final Pattern ANSWER = Pattern.compile("^(\\S.*);\\s+// => (.+)$", Pattern.MULTILINE);

    /** What the examples take for granted, around them. */
    private static final String PROGRAM = """
            import static java.nio.charset.StandardCharsets.UTF_8;

            import io.rollcall.cluster.ClusterOptions;
            import io.rollcall.cluster.ClusterOwner;
            import io.rollcall.cluster.ClusterRegistry;
            import io.rollcall.registry.*;
            import io.rollcall.registry.testing.*;
            import io.rollcall.server.*;
            import java.net.*;
            import java.nio.file.*;
            import java.time.Duration;
            import java.util.*;
            import java.util.concurrent.*;

            public class Snippet {
                interface Session {
                    boolean send(String text);
                }

                static void log(Object reason, Object held) {}

                static void show(Object... what) {}

                static void lead() {}

                static void guard(long token) {}

                /** Where a node of the documents is; here it is the only one. */
                static InetSocketAddress at(String host, int port) {
                    return new InetSocketAddress(InetAddress.getLoopbackAddress(), $PORT);
                }

                static final Map<String, InetSocketAddress> voters = Map.of("n1", at("10.0.0.1", 7600));
                static final Path data = Path.of("$DIRECTORY").resolve("data");
                static final Path key = null;
                static final byte[] message = {};

                static void expect(String answer, Object given) {
                    if (!answer.equals(String.valueOf(given))) {
                        throw new AssertionError("documented is " + answer + ", given was " + given);
                    }
                }

                public static void run() throws Exception {
                    Session session = text -> true;
            // examples
                }
            }
            """;

    static Document of(String path) {
        return new Document(ROOT.resolve(path));
    }

    /** Every text that is for readers of the code: the Markdown on top and in docs, and the registry's sources. */
    static List<Document> withExamples() throws IOException {
        try (Stream<Path> docs = Files.list(ROOT.resolve("docs"));
                Stream<Path> sources = Files.walk(ROOT.resolve("registry/src/main/java"))) {
            return Stream.of(Stream.of(ROOT.resolve("README.md")), docs.filter(Files::isRegularFile), sources)
                    .flatMap(paths -> paths)
                    .filter(path -> path.toString().matches(".*\\.(md|java)"))
                    .map(Document::new)
                    .filter(document -> !document.examples().isEmpty())
                    .toList();
        }
    }

    String text() {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** The blocks of a language in Markdown; "" is a block that names none. */
    List<String> blocks(String language) {
        return FENCE.matcher(text())
                .results()
                .filter(found -> found.group(1).equals(language))
                .map(found -> found.group(2))
                .toList();
    }

    List<String> examples() {
        if (path.toString().endsWith(".md")) {
            return blocks("java");
        }
        return COMMENT.matcher(text())
                .results()
                .map(found -> found.group(1).replaceAll("(?m)^ *\\* ?", "").concat("\n"))
                .toList();
    }

    /** Compiles the examples and runs them; what they document must be what they answer. */
    void compileAndRun(Path directory) throws Exception {
        String around =
                PROGRAM.replace("$PORT", "" + FreePorts.forNodes(1)).replace("$DIRECTORY", directory.toString());
        String program = around.replace("// examples", ANSWER.matcher(body()).replaceAll("expect(\"$2\", $1);"));
        compile(Files.writeString(directory.resolve("Snippet.java"), program));
        URL[] compiled = {directory.toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(compiled, getClass().getClassLoader())) {
            loader.loadClass("Snippet").getMethod("run").invoke(null);
        }
    }

    private String body() {
        String body = examples().stream().collect(Collectors.joining("\n"));
        return body
                + (body.contains("LineServer server") ? "server.close();\n" : "")
                + (body.contains("ClusterRegistry<Session> cluster") ? "cluster.close();\n" : "");
    }

    private void compile(Path source) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options = List.of(
                "-proc:none", "-d", source.getParent().toString(), "-cp", System.getProperty("java.class.path"));
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                    .call();
            assertThat(compiled).as("%s%n%s", path, said).isTrue();
        }
    }

    @Override
    public String toString() {
        return ROOT.relativize(path).toString();
    }
}
