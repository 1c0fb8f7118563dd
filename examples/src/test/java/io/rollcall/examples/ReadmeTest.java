package io.rollcall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.server.LineServer;
import io.rollcall.server.ServerOptions;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the README shows is what happens. */
class ReadmeTest {
    @Test
    void transcript_twoClientsTypeIt_hearWhatItSays() throws IOException {
        String transcript = Document.of("README.md").blocks("").stream()
                .filter(block -> block.contains("$ nc "))
                .findFirst()
                .orElseThrow();
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
}
