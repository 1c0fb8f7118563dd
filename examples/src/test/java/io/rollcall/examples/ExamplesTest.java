package io.rollcall.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Name;
import io.rollcall.server.LineServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {
    @Test
    void registryTour_run_printsTheTour() {
        assertThat(printedBy(RegistryTour::walk))
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
    void clusterTour_run_handsANameFromNodeToNode(@TempDir Path folder) throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        ClusterTour.walk(FreePorts.forNodes(3), folder, new PrintStream(printed, true, StandardCharsets.UTF_8));
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "held at n1",
                        "alice <- hello from n3",
                        "carol's turn: false",
                        "carol's turn, with a later token: true",
                        "held at n3");
    }

    @Test
    void leaderLock_run_handsTheLeadOnWithoutAGap() {
        assertThat(printedBy(LeaderLock::run))
                .containsExactly(
                        "first leads",
                        "second leads",
                        "third leads",
                        "second leads",
                        "seen of the name: [UP registered, MOVED granted, MOVED granted, MOVED granted]");
    }

    @Test
    void workerPool_run_picksClaimsAndStartsOnDemand() {
        assertThat(printedBy(WorkerPool::run))
                .containsExactly(
                        "one worker for one key: true",
                        "jobs of the least loaded: 0",
                        "claimed: 1",
                        "the report is done",
                        "claimed: 0",
                        "cellar did inventory",
                        "its jobs: 1");
    }

    @Test
    void presence_run_keepsTheRoomByItsDeltas() {
        assertThat(printedBy(Presence::run))
                .containsExactly(
                        "there: {alice=here}",
                        "UP (registered): {alice=here, bob=here}",
                        "SET (set): {alice=away, bob=here}",
                        "DOWN (connection lost): {alice=away}",
                        "DOWN (hidden): {}",
                        "EMPTY (hidden): {}");
    }

    @Test
    void tenantCounters_run_sumsWhatIsThere() {
        assertThat(printedBy(TenantCounters::run))
                .containsExactly(
                        "2 connections, 105 messages",
                        "1 connection, 5 messages",
                        "burst: 1 2 3 0 1",
                        "reset from 5, total 0");
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

    @Test
    void chatServer_twoUsersAndASecondLogin_meetByTheRegistry() throws IOException {
        try (LineServer server = ChatServer.start(0);
                LineClient alice = new LineClient(server.port());
                LineClient bob = new LineClient(server.port())) {
            assertThat(alice.ask("say lobby hello")).isEqualTo("say: login NAME");
            assertThat(alice.ask("login " + "a".repeat(300))).startsWith("sorry: ");
            assertThat(alice.ask("login alice")).isEqualTo("welcome, alice");
            assertThat(bob.ask("login bob")).isEqualTo("welcome, bob");
            assertThat(alice.ask("enter lobby")).isEqualTo("1 here");
            assertThat(bob.ask("say lobby let me in")).isEqualTo("you are not there");
            assertThat(bob.ask("enter lobby")).isEqualTo("2 here");
            assertThat(bob.ask("who lobby")).isEqualTo("here: alice, bob");
            assertThat(alice.ask("say lobby hello")).isEqualTo("heard by 1");
            assertThat(bob.hear()).isEqualTo("> lobby alice: hello");
            assertThat(bob.ask("tell alice pst")).isEqualTo("alice was told");
            assertThat(alice.hear()).isEqualTo("> bob to you: pst");
            assertThat(bob.ask("tell carol pst")).isEqualTo("carol is not here");
            assertThat(bob.ask("/names")).startsWith("say: ");

            try (LineClient again = new LineClient(server.port())) {
                assertThat(again.ask("login alice")).isEqualTo("welcome, alice; your other session was ended");
                assertThat(alice.hear()).startsWith(">taken user:alice ");
                assertThat(alice.hear()).isNull();
                assertThat(bob.ask("who lobby")).isEqualTo("here: bob");
                assertThat(bob.ask("leave lobby")).isEqualTo("you left");
                assertThat(bob.ask("leave lobby")).isEqualTo("you are not there");
                assertThat(server.registry().audit()).isEmpty();
            }
        }
    }

    @Test
    void deviceGateway_deviceComesIsLostAndComesBack_isCommandedEachTime() throws Exception {
        BlockingQueue<String> journal = new LinkedBlockingQueue<>();
        try (DeviceGateway gateway = new DeviceGateway(0, journal::add)) {
            int port = gateway.server().port();
            gateway.lookAfter("d7", Duration.ofMinutes(1));
            try (LineClient device = new LineClient(port).say("hello d7")) {
                assertThat(device.hear()).isEqualTo(">do 1 read");
                device.say("done 1 21.5 degrees");
                assertThat(next(journal)).isEqualTo("d7 is there");
                assertThat(next(journal)).isEqualTo("d7 answers 21.5 degrees");
            }
            assertThat(next(journal)).startsWith("d7 lost: ");
            try (LineClient device = new LineClient(port).say("hello d7")) {
                assertThat(device.hear()).isEqualTo(">do 1 read");
                assertThat(next(journal)).isEqualTo("d7 is there");
            }
            assertThat(List.of(next(journal), next(journal)))
                    .anyMatch("d7 gives no answer"::equals)
                    .anyMatch(line -> line.startsWith("d7 lost: "));
            assertThat(gateway.server().registry().audit()).isEmpty();
        }
    }

    @Test
    void deviceGateway_deviceNeverComes_isNotAwaitedForEver() throws Exception {
        BlockingQueue<String> journal = new LinkedBlockingQueue<>();
        try (DeviceGateway gateway = new DeviceGateway(0, journal::add)) {
            gateway.lookAfter("d8", Duration.ofMillis(1));
            assertThat(next(journal)).isEqualTo("d8 does not come");
        }
    }

    private static String next(BlockingQueue<String> journal) throws InterruptedException {
        return Objects.requireNonNull(journal.poll(10, TimeUnit.SECONDS), "nothing came");
    }

    private static Stream<String> printedBy(Consumer<PrintStream> example) {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        example.accept(new PrintStream(printed, true, StandardCharsets.UTF_8));
        return printed.toString(StandardCharsets.UTF_8).lines();
    }

    /** Waits until a peer is being served, which a connect alone does not say. */
    private static String idOf(LineClient client) throws IOException {
        assertThat(client.ask("/me")).isEqualTo("*1");
        return client.hear().substring("id ".length());
    }
}
