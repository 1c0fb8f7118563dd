package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What an operator at the control socket may do, and nobody else. */
@ParameterizedClass
@EnumSource(
        value = Transport.class,
        names = {"NIO", "EPOLL"})
class ControlTest {
    private final Transport transport;

    @TempDir
    private Path directory;

    private LineServer server;
    private Operator operator;

    ControlTest(Transport transport) {
        this.transport = transport;
    }

    private Path path() {
        return directory.resolve("control.sock");
    }

    private LineServer start(ServerOptions options) throws IOException {
        Wiring wiring = new Wiring(new ControlSocket(path(), Map.of()), ProxyPeers.NONE, Map.of());
        return LineServer.create(options.withTransport(transport), BundledWorker.ECHO, new ServerEvents(), wiring)
                .start();
    }

    @BeforeEach
    void serve() throws IOException {
        server = start(Servers.options().with(Limit.CONNECTIONS, 600).with(Limit.CONNECTIONS_PER_ADDRESS, 600));
        operator = new Operator(path());
        assertThat(operator.ask("/ping")).isEqualTo("+PONG"); // numbered before the others connect
    }

    @AfterEach
    void stop() throws IOException {
        operator.close();
        server.close();
        assertThat(path()).doesNotExist();
    }

    /** Connects after another has said its line, so that it is numbered after that. */
    private LineClient after(LineClient other, String line) throws IOException {
        assertThat(other.ask(line)).isEqualTo("+OK");
        return new LineClient(server);
    }

    @Test
    void operatorCommands_byAClient_areDeniedAndNotListed() throws Exception {
        try (LineClient client = new LineClient(server)) {
            for (String command : List.of("/clients", "/kick c1", "/audit", "/drain")) {
                assertThat(client.ask(command))
                        .isEqualTo("-DENIED " + command.replaceFirst(" .*", "") + " is for operators");
            }
            assertThat(client.ask("/more clients:0")).isEqualTo("-DENIED /clients is for operators");
            assertThat(client.ask("/members socket_listener")).startsWith("-DENIED");
            assertThat(client.ask("/watch #socket_listener")).startsWith("-DENIED");
            assertThat(client.ask("/cast socket_listener x")).startsWith("-DENIED");
            client.say("/help", "/ping");
            String help = client.hear();
            List<String> listed = new ArrayList<>();
            for (String row = client.hear(); !row.equals("+PONG"); row = client.hear()) {
                listed.add(row);
            }
            assertThat(help).isEqualTo("*" + listed.size());
            assertThat(listed).noneMatch(row -> row.startsWith("/kick")).anyMatch(row -> row.startsWith("/limits"));
        }
        assertThat(operator.list("/help")).anyMatch(row -> row.startsWith("/kick WHO [REASON]"));
    }

    @Test
    void clients_afterNames_saysWhoIsWhereAndSinceWhen() throws Exception {
        try (LineClient client = new LineClient(server)) {
            assertThat(client.ask("/name alice")).isEqualTo("+OK");
            List<String> rows = operator.list("/clients");
            assertThat(rows).hasSize(3).first().isEqualTo("*2");
            assertThat(rows).anyMatch(row -> row.matches("c1 control age_s=\\d+ holds=0 as=c1"));
            assertThat(rows).anyMatch(row -> row.matches("c2 127\\.0\\.0\\.1:\\d+ age_s=\\d+ holds=1 as=alice"));
        }
    }

    @Test
    void clients_moreThanAPage_areSeenOnceEach() throws Exception {
        List<LineClient> clients = new ArrayList<>();
        for (int i = 0; i < 520; i++) {
            clients.add(new LineClient(server));
            assertThat(clients.get(i).ask("/ping")).isEqualTo("+PONG");
        }
        List<String> seen = new ArrayList<>();
        String command = "/clients";
        while (!command.isEmpty()) {
            List<String> page = operator.list(command);
            String head = page.remove(0);
            assertThat(page).hasSizeLessThanOrEqualTo(256);
            page.forEach(row -> seen.add(row.replaceFirst(" .*", "")));
            command = head.contains(" more=") ? "/more " + head.replaceFirst(".*more=", "") : "";
        }
        assertThat(seen).hasSize(521).doesNotHaveDuplicates().first().isEqualTo("c1");
        for (LineClient client : clients) {
            client.close();
        }
    }

    @Test
    void kick_byName_freesItBeforeTheAnswerAndTellsBoth() throws Exception {
        try (LineClient client = new LineClient(server);
                LineClient watcher = after(client, "/name bob")) {
            assertThat(watcher.ask("/watch bob")).isEqualTo("+c2");
            assertThat(operator.ask("/kick bob too loud")).isEqualTo("+OK");
            assertThat(operator.ask("/where bob")).startsWith("-NONE");
            assertThat(client.hear()).isEqualTo(">bye kicked too loud");
            assertThat(client.hear()).isNull();
            assertThat(watcher.hear()).isEqualTo(">down bob kicked");
            assertThat(operator.ask("/kick bob")).isEqualTo("-NONE nobody holds bob");
            assertThat(operator.ask("/kick")).isEqualTo("-USAGE /kick WHO [REASON]");
        }
    }

    @Test
    void kick_streamWithoutALease_endsIt() throws Exception {
        try (LineClient client = new LineClient(server)) {
            assertThat(client.ask("/watch nobody")).isEqualTo("+NONE");
            client.halfClose();
            long deadline = System.nanoTime() + Servers.DEADLINE.toNanos();
            while (!operator.ask("/where c2").startsWith("-NONE") && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            while (operator.list("/clients").size() < 3 && System.nanoTime() < deadline) {
                Thread.onSpinWait();
            }
            assertThat(operator.list("/clients")).anyMatch(row -> row.startsWith("c2 127.0.0.1:"));
            assertThat(operator.ask("/kick c2")).isEqualTo("+OK");
            assertThat(client.hear()).isEqualTo(">bye kicked");
            assertThat(client.hear()).isNull();
        }
    }

    @Test
    void kick_oneself_answersAndEnds() throws Exception {
        assertThat(operator.ask("/kick c1")).isEqualTo("+OK");
        assertThat(operator.hear()).isEqualTo(">bye kicked");
        assertThat(operator.hear()).isNull();
    }

    @Test
    void audit_soundRegistry_findsNothing() throws Exception {
        try (LineClient client = new LineClient(server)) {
            assertThat(client.ask("/name alice")).isEqualTo("+OK");
            assertThat(operator.list("/audit")).containsExactly("*0");
        }
    }

    @Test
    void faults_moreThanAPage_saysHowManyMore() {
        List<String> found = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            found.add("bad\n" + i);
        }
        assertThat(OperatorCommands.faults(found))
                .hasSize(257)
                .startsWith("*256", "fault bad?0")
                .endsWith("fault and 45 more");
        assertThat(OperatorCommands.faults(found.subList(0, 256))).hasSize(257).endsWith("fault bad?255");
    }

    @Test
    void drain_asked_answersAndStopsTheServer() throws Exception {
        try (LineClient client = new LineClient(server)) {
            assertThat(client.ask("/ping")).isEqualTo("+PONG");
            assertThat(operator.ask("/drain")).isEqualTo("+OK");
            assertThat(client.hear()).isEqualTo(">bye drain");
            assertThat(client.hear()).isNull();
            assertThat(operator.hear()).isEqualTo(">bye drain");
        }
        assertThat(server.stop()).isTrue();
    }

    @Test
    void drain_ownerOfTheServerListens_isTold() throws Exception {
        CountDownLatch told = new CountDownLatch(1);
        server.onDrainAsked(told::countDown);
        assertThat(operator.ask("/drain")).isEqualTo("+OK");
        assertThat(told.await(LineClient.DEADLINE_MILLIS, TimeUnit.MILLISECONDS))
                .isTrue();
        assertThat(server.status()).isEqualTo(ServerStatus.STARTED);
    }

    @Test
    void sharedProperty_byAnOperator_isSeenAndReached() throws Exception {
        try (LineClient client = new LineClient(server)) {
            assertThat(client.ask("/ping")).isEqualTo("+PONG");
            assertThat(operator.list("/members socket_listener")).containsExactly("*2", "c1", "c2");
            assertThat(operator.ask("/cast socket_listener going down")).startsWith("+2");
            assertThat(client.hear()).isEqualTo(">cast socket_listener c1 going down");
        }
    }

    @Test
    void connect_serverIsFullOrWithoutCommands_letsTheOperatorIn() throws Exception {
        server.close();
        server = start(Servers.options().with(Limit.CONNECTIONS, 1).withCommands(false));
        try (LineClient client = new LineClient(server);
                Operator another = new Operator(path())) {
            assertThat(client.ask("/ping")).isEqualTo("/ping");
            assertThat(another.ask("/ping")).isEqualTo("+PONG");
            assertThat(another.list("/clients")).hasSize(3);
        }
    }

    @Test
    void file_serverRuns_isItsOwnersAlone() throws Exception {
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path())))
                .isEqualTo("rw-------");
        assertThat(server.control()).isEqualTo(path());
    }

    @Test
    void start_socketIsLive_fails() {
        assertThatThrownBy(() -> start(Servers.options()))
                .isInstanceOf(SocketFileException.class)
                .hasMessage("another process listens there");
    }

    @Test
    void start_socketIsDead_replacesIt() throws Exception {
        server.close();
        try (ServerSocketChannel dead = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            dead.bind(UnixDomainSocketAddress.of(path()));
        }
        assertThat(path()).exists();
        server = start(Servers.options());
        try (Operator another = new Operator(path())) {
            assertThat(another.ask("/ping")).isEqualTo("+PONG");
        }
    }
}
