package io.rollcall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.server.LineServer;
import io.rollcall.server.ServerOptions;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the README shows is what happens. */
class ReadmeTest {
    private static final Path README = Path.of(System.getProperty("basedir", ""), "..", "README.md");

    /** What a snippet takes for granted, around it. */
    private static final String PROGRAM = """
            import io.rollcall.registry.*;
            import io.rollcall.server.*;

            class Snippet {
                interface Session {
                    boolean send(String text);
                }

                static void log(Object reason, Object held) {}

                static void run(Session session) throws Exception {
            // snippet
                }
            }
            """;

    @Test
    void transcript_twoClientsTypeIt_hearWhatItSays() throws IOException {
        String transcript =
                blocks("").filter(block -> block.contains("$ nc ")).findFirst().orElseThrow();
        List<String> rows = transcript.lines().toList();
        int right = rows.get(0).lastIndexOf("$ nc ");
        ServerOptions options = ServerOptions.defaults().withPort(0);
        try (LineServer server = LineServer.create(options, connection -> (message, reply) -> reply.line(message))
                        .start();
                Typist alice = new Typist(server.port());
                Typist bob = new Typist(server.port())) {
            for (String row : rows.subList(1, rows.size())) {
                alice.take(row.substring(0, Math.min(right, row.length())).strip());
                bob.take(row.substring(Math.min(right, row.length())).strip());
            }
        }
    }

    /** Types what a person types, and compares what comes back: a person's own line back, or what a server says. */
    private static final class Typist implements AutoCloseable {
        private final LineClient client;
        private String typed = "";

        Typist(int port) throws IOException {
            client = new LineClient(port);
            // Served from here on, so that ids are in the order of the columns.
            assertThat(client.ask("/ping")).isEqualTo("+PONG");
        }

        void take(String line) throws IOException {
            if (line.isEmpty()) {
                return;
            }
            if (line.equals(typed) || line.matches("[-+*>].*")) {
                assertThat(client.hear()).isEqualTo(line);
                typed = "";
            } else {
                client.say(line);
                typed = line;
            }
        }

        @Override
        public void close() throws IOException {
            client.close();
        }
    }

    @ParameterizedTest
    @MethodSource("snippets")
    void snippet_compiles(String snippet, @TempDir Path directory) throws IOException {
        Path source = Files.writeString(directory.resolve("Snippet.java"), PROGRAM.replace("// snippet", snippet));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter said = new StringWriter();
        List<String> options =
                List.of("-proc:none", "-d", directory.toString(), "-cp", System.getProperty("java.class.path"));
        try (var files = compiler.getStandardFileManager(null, null, null)) {
            boolean compiled = compiler.getTask(said, files, null, options, null, files.getJavaFileObjects(source))
                    .call();

            assertThat(compiled).as("%s%n%s", snippet, said).isTrue();
        }
    }

    static Stream<String> snippets() throws IOException {
        return blocks("java");
    }

    private static Stream<String> blocks(String language) throws IOException {
        return Pattern.compile("^```(\\w*)\\R(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL)
                .matcher(Files.readString(README))
                .results()
                .filter(found -> found.group(1).equals(language))
                .map(found -> found.group(2));
    }
}
