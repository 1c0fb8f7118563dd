package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.Channel;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** TLS over real sockets, with certificates made on the spot. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class TlsTest {
    private static final int READ_MILLIS = 20_000;
    private static final int CHANGES = 3;

    private final BlockingQueue<String> failed = new LinkedBlockingQueue<>();
    private final ServerEvents events = new ServerEvents() {
        @Override
        void handshakeFailed(Channel peer, String cause) {
            failed.add(cause);
        }
    };

    @TempDir
    Path directory;

    private Path file(String name) {
        return directory.resolve(name);
    }

    /** Makes a key and a certificate that vouches for itself. */
    private void make(String who, String name) throws Exception {
        openssl(
                "req",
                "-x509",
                "-newkey",
                "ec",
                "-pkeyopt",
                "ec_paramgen_curve:prime256v1",
                "-nodes",
                "-days",
                "30",
                "-subj",
                "/CN=" + name,
                "-keyout",
                file(who + ".key").toString(),
                "-out",
                file(who + ".pem").toString());
    }

    /** Has a certificate that was made end so many days from now. */
    private void date(String who, int days) throws Exception {
        openssl(
                "x509",
                "-in",
                file(who + ".pem").toString(),
                "-signkey",
                file(who + ".key").toString(),
                "-days",
                String.valueOf(days),
                "-out",
                file(who + ".dated").toString());
        Files.move(file(who + ".dated"), file(who + ".pem"), StandardCopyOption.REPLACE_EXISTING);
    }

    private void openssl(String... arguments) throws Exception {
        Path said = file("openssl.out");
        List<String> command = new ArrayList<>(List.of(RealClientTest.program("openssl")));
        command.addAll(List.of(arguments));
        Process openssl = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        assertThat(openssl.waitFor(READ_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
        assertThat(openssl.exitValue()).as(Files.readString(said)).isZero();
    }

    private Tls opened() throws IOException {
        return Tls.open(file("server.pem"), file("server.key"), null);
    }

    private String[] options() {
        return new String[] {
            "--tls-cert",
            file("server.pem").toString(),
            "--tls-key",
            file("server.key").toString()
        };
    }

    private Tls tls(@Nullable Path clients) throws Exception {
        make("server", "one");
        return Tls.open(file("server.pem"), file("server.key"), clients);
    }

    private LineServer start(Tls tls) throws IOException {
        ServerOptions options = ServerOptions.defaults().withPort(0).withTransport(Transport.NIO);
        return LineServer.create(options, connection -> (line, reply) -> reply.line(line), events, Wiring.NONE, tls)
                .start();
    }

    private final class Client implements AutoCloseable {
        final SSLSocket socket;
        final BufferedReader in;

        Client(int port, @Nullable String who) throws Exception {
            this(port, who, "");
        }

        /** Says something in plain text first, as a proxy does. */
        Client(int port, @Nullable String who, String before) throws Exception {
            SSLContext context = SSLContext.getInstance("TLS");
            KeyStore trusted = store();
            trusted.setCertificateEntry(
                    "server", Pem.certificates("trust", file("server.pem")).get(0));
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            KeyStore own = store();
            if (who != null) {
                Certificate[] chain =
                        Pem.certificates("own", file(who + ".pem")).toArray(Certificate[]::new);
                own.setKeyEntry("own", Pem.key("own", file(who + ".key")), new char[0], chain);
            }
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(own, new char[0]);
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            Socket plain = new Socket(InetAddress.getLoopbackAddress(), port);
            plain.getOutputStream().write(before.getBytes(StandardCharsets.US_ASCII));
            socket = (SSLSocket) context.getSocketFactory().createSocket(plain, "127.0.0.1", port, true);
            socket.setSoTimeout(READ_MILLIS);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        private static KeyStore store() throws Exception {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            return store;
        }

        @Nullable String ask(String line) throws IOException {
            say(line + "\n");
            return in.readLine();
        }

        void say(String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        String certificate() throws Exception {
            X509Certificate shown = (X509Certificate) socket.getSession().getPeerCertificates()[0];
            return shown.getSubjectX500Principal().getName();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void line_overTls_isAnswered() throws Exception {
        try (LineServer server = start(tls(null));
                Client client = new Client(server.port(), null)) {
            assertThat(client.ask("hello")).isEqualTo("hello");
            assertThat(client.ask("/ping there")).isEqualTo("+PONG there");
            assertThat(client.socket.getSession().getProtocol()).isEqualTo("TLSv1.3");
        }
    }

    @Test
    void plainText_onTheTlsPort_isClosedAndRegistersNothing() throws Exception {
        try (LineServer server = start(tls(null));
                Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            plain.setSoTimeout(READ_MILLIS);
            plain.getOutputStream().write("/name mallory\n".getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(plain.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1))
                    .doesNotContain("+OK");
            assertThat(failed.poll(READ_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("it does not speak TLS");
            try (Client client = new Client(server.port(), null)) {
                assertThat(client.ask("/where mallory")).startsWith("-NONE");
            }
        }
    }

    @Test
    void handshake_neverBegun_isClosedInTime() throws Exception {
        tls(null);
        try (LineServer server = start(Tls.open(file("server.pem"), file("server.key"), null, 100));
                Socket silent = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
            silent.setSoTimeout(5_000); // half of what it would be otherwise
            silent.getInputStream().readAllBytes();

            assertThat(server.registry().census().owners()).isZero();
            assertThat(failed.poll(READ_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("handshake timed out after 100ms");
        }
    }

    @Test
    void goodbye_afterLines_comesAfterTheirAnswers() throws Exception {
        try (LineServer server = start(tls(null));
                Client client = new Client(server.port(), null)) {
            client.say("a\nb\nlast");
            client.socket.shutdownOutput();

            assertThat(client.in.lines().toList()).containsExactly("a", "b", "last");
        }
    }

    @Test
    void goodbye_withAWatch_endsTheConnection() throws Exception {
        try (LineServer server = start(tls(null));
                Client client = new Client(server.port(), null)) {
            assertThat(client.ask("/watch bob")).isEqualTo("+NONE");
            client.say("/ping last\n");
            client.socket.shutdownOutput();

            assertThat(client.in.lines().toList()).containsExactly("+PONG last");
        }
    }

    @Test
    void options_incompleteOrWrong_sayWhatIsExpected() throws Exception {
        tls(null);
        String certificate = file("server.pem").toString();
        String key = file("server.key").toString();

        assertThat(arguments("--tls-cert", certificate, "--tls-key", key).tls()).isNotNull();
        assertThat(arguments().tls()).isNull();
        assertThatThrownBy(() -> arguments("--tls-cert", certificate).tls())
                .hasMessage("tlsKey must be given with --tls-cert");
        assertThatThrownBy(() -> arguments("--tls-client-ca", certificate).tls())
                .hasMessageContaining("tlsCert must be given");
        assertThatThrownBy(() -> arguments("--tls-cert", key, "--tls-key", key).tls())
                .isInstanceOf(WrongFileException.class)
                .hasMessageStartingWith("tls-cert must name a file of certificates in PEM")
                .hasMessageContaining(key);
    }

    private static ServeArguments arguments(String... typed) {
        return CommandLine.populateCommand(new ServeArguments(), typed);
    }

    @Test
    void reload_otherCertificate_isShownToNewcomersAndTheSessionLives() throws Exception {
        Tls tls = tls(null);
        try (LineServer server = start(tls);
                Client before = new Client(server.port(), null)) {
            assertThat(before.ask("/name alice")).isEqualTo("+OK");
            make("server", "two");
            tls.use(opened());

            try (Client after = new Client(server.port(), null)) {
                assertThat(after.ask("/send alice hi")).isEqualTo("+OK");
                assertThat(after.certificate()).isEqualTo("CN=two");
            }
            assertThat(before.in.readLine()).startsWith(">msg ").endsWith(" hi");
            assertThat(before.certificate()).isEqualTo("CN=one");
            assertThat(before.ask("/ping still")).isEqualTo("+PONG still");
        }
    }

    @Test
    void hangUp_ofADaemon_showsTheNewCertificateAndTheSessionLives() throws Exception {
        make("server", "one");
        Path config = file("rollcall.properties");
        Files.writeString(config, "max-names=3\n");
        try (Child daemon = DaemonTest.start(
                "--port",
                "0",
                "--config",
                config.toString(),
                "--tls-cert",
                file("server.pem").toString(),
                "--tls-key",
                file("server.key").toString())) {
            int port = DaemonTest.portOf(DaemonTest.awaitReady(daemon));
            try (Client session = new Client(port, null)) {
                assertThat(session.ask("before")).isEqualTo("before");
                make("server", "two");
                Files.writeString(config, "max-names=4\nmax-entries=100\n");
                daemon.signal("HUP");
                daemon.awaitErrors(said -> said.contains("restart-needed option=\"max-entries\"")
                        && said.contains("reloaded tls=\"true\""));
                try (Client newcomer = new Client(port, null)) { // which trusts the new certificate alone
                    assertThat(newcomer.ask("hello")).isEqualTo("hello");
                }
                Files.writeString(config, "max-names=many\n");
                daemon.signal("HUP");
                daemon.awaitErrors(said -> said.contains("reload-failed why=\"" + config + ":1: max-names"));
                Files.writeString(config, "");
                Files.writeString(file("server.pem"), "nothing");
                daemon.signal("HUP");
                daemon.awaitErrors(said -> said.contains("reload-failed why=\"--tls-cert must name a file"));
                assertThat(session.ask("after")).isEqualTo("after");
            }
            daemon.signal("TERM");
            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.CLEAN.code());
        }
    }

    @Test
    void hangUp_certificateElsewhere_isReadFromThere() throws Exception {
        make("server", "one");
        make("moved", "two");
        Path config = file("rollcall.properties");
        Files.writeString(config, "tls-cert=" + file("server.pem") + "\ntls-key=" + file("server.key") + "\n");
        try (Child daemon = DaemonTest.start("--port", "0", "--config", config.toString())) {
            DaemonTest.awaitReady(daemon);
            Files.delete(file("server.key"));
            Files.writeString(config, "tls-cert=" + file("moved.pem") + "\ntls-key=" + file("moved.key") + "\n");
            daemon.signal("HUP");
            daemon.awaitErrors(said -> said.contains("reloaded tls=\"true\""));
            Files.move(file("moved.pem"), file("server.pem"), StandardCopyOption.REPLACE_EXISTING);
            try (Client client = new Client(DaemonTest.portOf(daemon.awaitOutput(said -> true)), null)) {
                assertThat(client.ask("hello")).isEqualTo("hello");
            }
            Files.writeString(config, "");
            daemon.signal("HUP");
            String said = daemon.awaitErrors(text -> text.contains("reloaded tls=\"false\""));
            assertThat(said).containsOnlyOnce("restart-needed option=\"tls-cert\"");
        }
    }

    @Test
    void certificate_thatHasExpiredOrSoonWill_isUsedAndWarnedOf() throws Exception {
        Instant now = Instant.now();
        make("server", "one");
        assertThat(opened().warning(now)).isNull();
        assertThat(opened().warning(now.minus(1, ChronoUnit.HOURS)))
                .startsWith(file("server.pem") + ": the certificate is not valid before ");
        assertThat(opened().warning(now.plus(24, ChronoUnit.DAYS)))
                .startsWith(file("server.pem") + ": the certificate expires soon, at ");
        date("server", -1);
        try (Child command = DaemonTest.start(
                Stream.concat(Stream.of("check-config"), Stream.of(options())).toArray(String[]::new))) {
            assertThat(command.awaitExit()).isZero();
            assertThat(command.err())
                    .startsWith("rollcall: " + file("server.pem") + ": the certificate has expired, at ")
                    .hasLineCount(1);
        }
    }

    @Test
    void files_thatAreWrong_areToldEachAndTheStatusIsOfTheConfiguration() throws Exception {
        make("server", "one");
        Path token = Files.writeString(file("token"), "short");
        Path key = file("server.key");
        Files.writeString(key, "no key");
        Files.setPosixFilePermissions(key, PosixFilePermissions.fromString("rw-r--r--"));
        Files.setPosixFilePermissions(token, PosixFilePermissions.fromString("rw-------"));
        List<String> given = new ArrayList<>(List.of("check-config", "--observer-token", token.toString()));
        given.addAll(List.of(options()));
        try (Child command = DaemonTest.start(given.toArray(String[]::new))) {
            assertThat(command.awaitExit()).isEqualTo(ExitStatus.CONFIGURATION.code());
            assertThat(command.err().lines())
                    .satisfiesExactly(
                            open -> assertThat(open)
                                    .isEqualTo("rollcall: " + key + ": everybody can read it; chmod 600"),
                            wrong -> assertThat(wrong).startsWith("rollcall: --tls-key must name a file with"),
                            small -> assertThat(small).startsWith("rollcall: --observer-token must have a token"));
        }
    }

    @Test
    void reload_badFile_saysWhichAndKeepsTheOld() throws Exception {
        Tls tls = tls(null);
        make("other", "other");
        try (LineServer server = start(tls)) {
            Path key = file("server.key");
            byte[] good = Files.readAllBytes(key);
            Files.copy(file("other.key"), key, StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> tls.use(opened()))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("--tls-key must be the key of --tls-cert");
            Files.writeString(key, "no key");
            assertThatThrownBy(() -> tls.use(opened()))
                    .hasMessageContaining("--tls-key must name a file with a private key");
            Files.delete(key);
            assertThatThrownBy(() -> tls.use(opened()))
                    .hasMessageContaining("--tls-key must name a file that can be read");
            Files.write(key, good);
            byte[] certificate = Files.readAllBytes(file("server.pem"));
            Files.writeString(file("server.pem"), "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
            assertThatThrownBy(() -> tls.use(opened()))
                    .hasMessageContaining("--tls-cert must name a file of certificates");
            Files.write(file("server.pem"), certificate);

            try (Client client = new Client(server.port(), null)) {
                assertThat(client.ask("hello")).isEqualTo("hello");
            }
        }
    }

    @Test
    void clientCertificate_isRequired_andItsNameIsTheIdentity() throws Exception {
        make("alice", "alice");
        make("mallory", "alice");
        make("late", "alice");
        date("late", -1);
        Files.write(file("clients.pem"), Files.readAllBytes(file("alice.pem")));
        Files.write(file("clients.pem"), Files.readAllBytes(file("late.pem")), StandardOpenOption.APPEND);
        ServerOptions options = ServerOptions.defaults().withPort(0).withTransport(Transport.NIO);
        WorkerFactory whoAmI = connection ->
                (line, reply) -> reply.line(String.valueOf(Identity.of(((Session) connection).channel())));
        try (LineServer server = LineServer.create(options, whoAmI, events, Wiring.NONE, tls(file("clients.pem")))
                .start()) {
            try (Client alice = new Client(server.port(), "alice")) {
                assertThat(alice.ask("who am I")).isEqualTo("alice");
            }
            for (String stranger : new @Nullable String[] {null, "mallory", "late"}) {
                try (Client client = new Client(server.port(), stranger)) {
                    assertThatThrownBy(() -> {
                                if (client.ask("who am I") == null) {
                                    throw new IOException("closed");
                                }
                            })
                            .isInstanceOf(IOException.class);
                }
            }
            assertThat(failed).hasSize(3).last().asString().startsWith("NotAfter: ");
        }
    }

    /** Starts {@code openssl s_client}, which ends unless the certificate it is shown is this one. */
    private Child secureClient(int port, String trusted) throws IOException {
        return Child.start(List.of(
                RealClientTest.program("openssl"),
                "s_client",
                "-quiet",
                "-verify_quiet",
                "-verify_return_error",
                "-CAfile",
                file(trusted).toString(),
                "-connect",
                "127.0.0.1:" + port));
    }

    /** The session that began before is asked again and again while the certificate is changed under it. */
    @Test
    void openssl_sessionAcrossChangesOfTheCertificate_livesAndNewcomersSeeTheNewOne() throws Exception {
        make("server", "one");
        Files.copy(file("server.pem"), file("one.pem"));
        try (Child daemon = DaemonTest.start(
                Stream.concat(Stream.of("--port", "0"), Stream.of(options())).toArray(String[]::new))) {
            int port = DaemonTest.portOf(DaemonTest.awaitReady(daemon));
            try (Child session = secureClient(port, "one.pem")) {
                session.type("/name alice\n").awaitOutput(text -> text.equals("+OK\n"));
                StringBuilder heard = new StringBuilder("+OK\n");
                for (int change = 1; change <= CHANGES; change++) {
                    make("server", "change" + change);
                    daemon.signal("HUP");
                    int done = change;
                    daemon.awaitErrors(text -> text.split("reloaded tls=\"true\"", -1).length > done);
                    try (Child newcomer = secureClient(port, "server.pem")) {
                        newcomer.type("/send alice " + change + "\n").awaitOutput("+OK\n"::equals);
                        newcomer.type("/quit\n").awaitOutput(text -> text.endsWith("+BYE\n"));
                    }
                    heard.append(">msg c")
                            .append(change + 1)
                            .append(' ')
                            .append(change)
                            .append("\n+PONG ")
                            .append(change)
                            .append('\n');
                    session.type("/ping " + change + "\n").awaitOutput(text -> text.equals(heard.toString()));
                }
                try (Child late = secureClient(port, "one.pem")) { // who trusts the old certificate alone
                    assertThat(late.awaitExit()).isNotZero();
                    assertThat(late.err()).contains("certificate verify failed");
                }
                session.type("/quit\n").awaitOutput(text -> text.endsWith("+BYE\n"));
                System.out.printf(
                        "%d changes of the certificate, one session, %s%n",
                        CHANGES, heard.toString().replace('\n', ' '));
            }
            daemon.signal("TERM");
            assertThat(daemon.awaitExit()).isEqualTo(ExitStatus.CLEAN.code());
        }
    }

    @Test
    void handshake_behindAProxy_isOfTheRealPeerWhoMaySayASecret() throws Exception {
        String line = Credentials.line("alice", SecretHash.of("word", SecretHash.LEAST_ITERATIONS), false);
        Credentials credentials = Credentials.parse(List.of(line), "who", failed::add, SecretHash::derive);
        Wiring wiring = new Wiring(null, ProxyPeers.parse("127.0.0.1"), Map.of());
        try (LineServer server = LineServer.create(
                        Servers.options(), BundledWorker.ECHO, events, wiring, tls(null), credentials)
                .start()) {
            String header = "PROXY TCP4 192.0.2.7 10.0.0.1 4711 9999\r\n";
            try (Client client = new Client(server.port(), null, header)) {
                assertThat(client.ask("/auth alice word")).isEqualTo("+OK");
                assertThat(client.ask("hello")).isEqualTo("hello");
                assertThat(server.registry()
                                .entries(Connection.SOCKET_LISTENER)
                                .get(0)
                                .subject()
                                .remoteAddress())
                        .hasToString("/192.0.2.7:4711");
            }
            try (Client twice = new Client(server.port(), null, header)) {
                assertThat(twice.ask(header + "/ping")).startsWith("-WRONGPROTOCOL a PROXY header is taken");
            }
            try (Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
                plain.setSoTimeout(READ_MILLIS);
                plain.getOutputStream().write((header + "/ping\n").getBytes(StandardCharsets.US_ASCII));
                assertThat(plain.getInputStream().read()).isNegative();
            }
            assertThat(failed.poll(READ_MILLIS, TimeUnit.MILLISECONDS)).isEqualTo("it does not speak TLS");
        }
    }

    @Test
    void openssl_asTheClient_seesAnswersAndACleanEnd() throws Exception {
        try (LineServer server = start(tls(null));
                Child client = secureClient(server.port(), "server.pem")) {
            client.type("/ping one\n").awaitOutput(text -> text.endsWith("+PONG one\n"));
            client.type("/quit\n").awaitOutput(text -> text.endsWith("+BYE\n"));
        }
    }
}
