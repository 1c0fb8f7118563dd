package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import io.rollcall.registry.Name;
import io.rollcall.registry.Owner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The programs that people have: {@code nc}, and {@code telnet} on a terminal that {@code script} makes. Left out where
 * one is not installed, except where all must be: with {@code CI=true}.
 */
@ParameterizedClass
@EnumSource(names = {"NIO", "EPOLL"})
class RealClientTest {
    private static final String CTRL_C = "\u0003";
    private static final String TELNET_ESCAPE = "\u001d";

    private final Transport transport;
    private LineServer server;

    RealClientTest(Transport transport) {
        this.transport = transport;
    }

    @BeforeEach
    void start() throws IOException {
        server = LineServer.create(
                        ServerOptions.defaults()
                                .withPort(0)
                                .withTransport(transport)
                                .withIoThreads(2),
                        BundledWorker.ECHO)
                .start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void nc_linesAndEndOfInput_printsAllAnswers() throws Exception {
        try (Child nc = nc("-N")) {
            nc.type("a\nb\nlast").endInput();

            assertThat(nc.out()).isEqualTo("a\nb\nlast\n");
            assertThat(nc.awaitExit()).isZero();
        }
    }

    @Test
    void nc_two_findEachOtherByName() throws Exception {
        try (Child alice = nc();
                Child bob = nc()) {
            alice.type("/name alice\n").awaitOutput("+OK\n"::equals);
            bob.type("/name bob\n/where alice\n").awaitOutput(text -> text.matches("\\+OK\n\\+c\\d+\n"));
            alice.type("/send bob hi there\n").awaitOutput("+OK\n+OK\n"::equals);
            bob.awaitOutput(text -> text.endsWith("\n>msg alice hi there\n"));

            CountDownLatch ended = new CountDownLatch(1);
            Owner<Connection> owner =
                    server.registry().whereIs(Name.of("bob")).orElseThrow().owner();
            server.registry().monitor(owner, down -> ended.countDown());
            bob.signal("KILL");
            assertThat(ended.await(Child.PATIENCE.toSeconds(), TimeUnit.SECONDS))
                    .isTrue();
            alice.type("/where bob\n").awaitOutput(text -> text.matches("\\+OK\n\\+OK\n-NONE.*\n"));
        }
    }

    @Test
    void nc_twoPeople_runTheBooksSession() throws Exception {
        try (Child alice = nc();
                Child bob = nc()) {
            alice.type("hello\n").awaitOutput("hello\n"::equals);
            String named = bob.type("/name bob\n/me\n").awaitOutput(text -> text.endsWith(" bob\n"));
            alice.type("/name alice\n").awaitOutput("hello\n+OK\n"::equals);
            bob.type("/watch alice\n").awaitOutput(text -> text.matches("(?s).*name bob\n\\+c\\d+\n"));
            alice.type("/send bob hi there\n").awaitOutput("hello\n+OK\n+OK\n"::equals);
            bob.awaitOutput(text -> text.startsWith(named) && text.endsWith("\n>msg alice hi there\n"));
            bob.signal("INT");
            bob.awaitExit();
            server.registry().awaitFree(Name.of("bob")).get(Servers.DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
            alice.type("/await bob\n").awaitOutput(text -> text.endsWith("\n+WAIT\n"));
        }
    }

    @Test
    void nc_watchAndEndOfInput_streams() throws Exception {
        try (Child watcher = nc("-N");
                Child bob = nc()) {
            watcher.type("/watch bob\n").endInput();
            watcher.awaitOutput("+NONE\n"::equals);
            bob.type("/name bob\n/drop bob\n").awaitOutput("+OK\n+OK\n"::equals);
            watcher.awaitOutput(text -> text.matches("\\+NONE\n>up bob c\\d+\n>down bob dropped\n"));
            server.close();
            assertThat(watcher.out()).endsWith("\n>bye drain\n");
        }
    }

    @Test
    void telnet_line_isAnswered() throws Exception {
        try (Child telnet = telnet()) {
            telnet.type("hello\n").awaitOutput(text -> text.endsWith("hello\r\nhello\r\n"));
            telnet.type("/ping there\n").awaitOutput(text -> text.endsWith("+PONG there\r\n"));
        }
    }

    @Test
    void telnet_ctrlC_stillShowsAnswers() throws Exception {
        try (Child telnet = telnet()) {
            telnet.type("/ping one\n").awaitOutput(text -> text.endsWith("+PONG one\r\n"));
            telnet.type(CTRL_C).awaitOutput(text -> text.endsWith("^C"));
            telnet.type("/ping two\n").awaitOutput(text -> text.endsWith("+PONG two\r\n"));
            telnet.type(CTRL_C + CTRL_C + "/ping three\n").awaitOutput(text -> text.endsWith("+PONG three\r\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send ayt",
                "send ip",
                "send brk",
                "send ao",
                "send nop",
                "send do echo",
                "send will 24",
                "mode character",
                "mode line",
                "send synch"
            })
    void telnet_negotiation_isNoText(String command) throws Exception {
        try (Child telnet = telnet()) {
            telnet.type("/ping one\n").awaitOutput(text -> text.endsWith("+PONG one\r\n"));
            telnet.type(TELNET_ESCAPE).awaitOutput(text -> text.endsWith("telnet> "));
            telnet.type(command + "\n").awaitOutput(text -> text.endsWith("telnet> " + command + "\r\n"));
            String shown = telnet.type("/ping two\n").awaitOutput(text -> text.endsWith("+PONG two\r\n"));

            assertThat(shown).doesNotContain("-BADLINE").matches("[\\p{Print}\\r\\n]+");
        }
    }

    private Child nc(String... options) throws IOException {
        return Child.start(Stream.of(
                        Stream.of(program("nc")),
                        Stream.of(options),
                        Stream.of("127.0.0.1", String.valueOf(server.port())))
                .flatMap(part -> part)
                .toList());
    }

    private Child telnet() throws IOException, InterruptedException {
        String command = "exec " + program("telnet") + " 127.0.0.1 " + server.port();
        Child telnet = Child.start(List.of(program("script"), "-qfc", command, "/dev/null"));
        telnet.awaitOutput(text -> text.endsWith("Escape character is '^]'.\r\n"));
        return telnet;
    }

    static String program(String name) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst()
                .map(Path::toString)
                .orElseGet(() -> "true".equals(System.getenv("CI"))
                        ? fail(name + " must be installed here")
                        : abort(name + " is not installed"));
    }
}
