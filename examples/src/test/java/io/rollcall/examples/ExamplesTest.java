package io.rollcall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Name;
import io.rollcall.server.LineServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ExamplesTest {
    @Test
    void registryTour_run_printsTheTour() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();

        RegistryTour.walk(new PrintStream(printed, true, StandardCharsets.UTF_8));

        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "alice <- you are registered",
                        "alice <- hello, room",
                        "bob <- hello, room",
                        "delivered 2 of 2",
                        "down: taken, held 2",
                        "the room has 1",
                        "bob's turn: false",
                        "bob's turn: true",
                        "device <- there you are",
                        "audit: []");
    }

    @Test
    void echoServer_manyLinesAtOnce_answersInOrder() throws IOException {
        try (LineServer server = EchoServer.start(0);
                LineClient client = new LineClient(server.port())) {
            client.say("one\ntwo\nthree");

            assertThat(client.hear()).isEqualTo("c1 heard one");
            assertThat(client.hear()).isEqualTo("c1 heard two");
            assertThat(client.hear()).isEqualTo("c1 heard three");
        }
    }

    @Test
    void broadcast_threePeers_othersHearAndAuthorIsTold() throws IOException {
        try (LineServer server = Broadcast.start(0);
                LineClient alice = new LineClient(server.port());
                LineClient bob = new LineClient(server.port());
                LineClient carol = new LineClient(server.port())) {
            String author = idOf(alice);
            idOf(bob);
            idOf(carol);

            assertThat(alice.ask("hello")).isEqualTo("heard by 2");
            assertThat(bob.hear()).isEqualTo("> " + author + ": hello");
            assertThat(carol.hear()).isEqualTo("> " + author + ": hello");
        }
    }

    @Test
    void kickOldSession_sameUserTwice_oldOneIsToldAndClosed() throws IOException {
        try (LineServer server = KickOldSession.start(0);
                LineClient old = new LineClient(server.port())) {
            String oldId = idOf(old);
            assertThat(old.ask("login " + "a".repeat(65))).startsWith("say: login NAME");
            assertThat(old.ask("login alice")).isEqualTo("welcome");
            try (LineClient fresh = new LineClient(server.port())) {
                String freshId = idOf(fresh);
                assertThat(fresh.ask("login alice")).isEqualTo("welcome back, " + oldId + " was logged out");

                assertThat(old.hear()).isEqualTo(">taken user:alice " + freshId);
                assertThat(old.hear()).isNull();
                assertThat(server.registry().find(Name.of("user:alice"))).isNotNull();
                assertThat(fresh.ask("/where user:alice")).isEqualTo("+" + freshId);
                assertThat(server.registry().audit()).isEmpty();
            }
        }
    }

    /** Waits until a peer is being served, which a connect alone does not say. */
    private static String idOf(LineClient client) throws IOException {
        assertThat(client.ask("/me")).isEqualTo("*1");
        return client.hear().substring("id ".length());
    }
}
