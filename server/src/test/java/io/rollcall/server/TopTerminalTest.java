package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code rollcall top} on a terminal that {@code script} makes: what is drawn, and that all is put back however it ends. */
class TopTerminalTest {
    private static final String BEGIN = "\u001b[?1049h\u001b[?25l\u001b[?7l";
    private static final String END = "\u001b[?7h\u001b[?25h\u001b[?1049l";
    /** The last of what a screen has. */
    private static final String DRAWN = "q quit";

    private LineServer server;

    @BeforeEach
    void start() throws IOException {
        server = ObserverServerTest.start(Servers.options(), ObserverAddress.parse("127.0.0.1:0"), null);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    /** Starts it by a shell that says its terminal, its settings before and after, and the status. */
    private Child top(String environment, String... options) throws IOException {
        String command = DaemonTest.command(Main.class, List.of(), "top").stream()
                .map(word -> "'" + word + "'")
                .collect(Collectors.joining(" "));
        String script = "trap : INT; stty rows 20 cols 90; tty; stty -g; env TERM=xterm LC_ALL=C.UTF-8 " + environment
                + " sh -c 'echo pid $$; exec \"$@\"' top " + command + " --observer 127.0.0.1:"
                + server.observer().getPort() + " " + String.join(" ", options)
                + "; echo status $?; stty -g; echo over";
        return Child.start(List.of(RealClientTest.program("script"), "-qfc", script, "/dev/null"));
    }

    private static String find(String pattern, String text) {
        Matcher found = Pattern.compile(pattern).matcher(text);
        assertThat(found.find()).as("%s in %s", pattern, text).isTrue();
        return found.group(1);
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();
    }

    private static String lastScreen(String text) {
        return text.substring(text.lastIndexOf("\u001b[H") + 3);
    }

    /** Waits for the end, and looks whether the terminal is as it was. */
    private static String awaitEnd(Child top, int status) throws InterruptedException {
        String text = top.awaitOutput(said -> said.endsWith("over\r\n"));
        assertThat(text).contains("status " + status + "\r\n");
        assertThat(text.substring(text.lastIndexOf("\u001b[H"))).contains(END);
        Matcher settings =
                Pattern.compile("(?m)^[0-9a-f]+(:[0-9a-f]+){10,}\\r?$").matcher(text);
        assertThat(settings.find()).isTrue();
        String before = settings.group();
        assertThat(settings.find()).as("settings twice in %s", text).isTrue();
        assertThat(settings.group()).isEqualTo(before);
        return text;
    }

    @Test
    void screen_ofAServer_hasItsConnectionsAndSortsAtAKey() throws Exception {
        try (LineClient alice = new LineClient(server)) {
            alice.ask("/name alice");
            try (LineClient bob = new LineClient(server);
                    Child top = top("A=b")) {
                bob.ask("/name 你好\u0301世界");
                String first = top.awaitOutput(text -> text.contains(DRAWN));
                assertThat(first).contains(BEGIN).contains("↓IN/S");
                String screen = lastScreen(top.type("d").awaitOutput(text -> text.contains("↑ID") && ends(text)));
                assertThat(screen)
                        .contains("connections 2  names 2")
                        .containsSubsequence("c1 ", "alice", "c2 ", "你好\u0301世界");
                screen = lastScreen(top.type("d").awaitOutput(text -> text.contains("↓ID") && ends(text)));
                assertThat(screen).containsSubsequence("c2 ", "c1 ");
                top.type("/alice\n").awaitOutput(text -> text.contains("with 'alice'") && ends(text));
                top.type("q");
                awaitEnd(top, 0);
            }
        }
    }

    private static boolean ends(String text) {
        return lastScreen(text).contains(DRAWN);
    }

    @ParameterizedTest
    @CsvSource({"INT, 130", "TERM, 143", "HUP, 129"})
    void signal_whileItDraws_putsTheTerminalBack(String signal, int status) throws Exception {
        try (Child top = top("A=b")) {
            String pid = find("pid (\\d+)", top.awaitOutput(text -> text.contains(DRAWN)));
            run("kill", "-" + signal, pid);
            awaitEnd(top, status);
        }
    }

    @Test
    void ctrlC_whileItDraws_putsTheTerminalBack() throws Exception {
        try (Child top = top("A=b")) {
            top.awaitOutput(text -> text.contains(DRAWN));
            top.type("\u0003");
            awaitEnd(top, 130);
        }
    }

    @Test
    void server_thatGoes_putsTheTerminalBackAndSaysSo() throws Exception {
        try (Child top = top("A=b", "--interval", "0.5")) {
            top.awaitOutput(text -> text.contains(DRAWN));
            server.close();
            String text = awaitEnd(top, 1);
            assertThat(text.substring(text.lastIndexOf(END))).contains("rollcall: no observer answers at 127.0.0.1:");
        }
    }

    @Test
    void window_resized_isDrawnAnewInItsSize() throws Exception {
        try (Child top = top("A=b", "--interval", "3600")) {
            String first = top.awaitOutput(text -> text.contains(DRAWN));
            String tty = find("(/dev/pts/\\d+)", first);
            assertThat(lastScreen(first)).contains("\u001b[20;1H").doesNotContain("LINES");
            run("stty", "-F", tty, "rows", "30", "cols", "130");
            String wide = lastScreen(top.awaitOutput(text -> text.contains("\u001b[30;1H") && ends(text)));
            assertThat(wide).contains("LINES", "ADDRESS");
            top.type("q");
            awaitEnd(top, 0);
        }
    }

    @Test
    void noColor_andNoUtf8_areHonoured() throws Exception {
        try (LineClient client = new LineClient(server);
                Child top = top("NO_COLOR=1 LC_ALL=C")) {
            client.ask("/name 你好");
            top.awaitOutput(text -> text.contains(DRAWN));
            String screen = lastScreen(top.type(" ").awaitOutput(text -> text.contains("c1 ") && ends(text)));
            assertThat(screen).matches("[\\x1b\\r\\n\\x20-\\x7e]*").contains("?");
            top.type("q");
            assertThat(awaitEnd(top, 0)).doesNotContainPattern("\u001b\\[[1-9][0-9;]*m");
        }
    }

    @Test
    void terminal_thatCannotBeDrawnOn_getsPlainBlocks() throws Exception {
        try (Child top = top("TERM=dumb", "--interval", "0.5")) {
            String text = top.awaitOutput(said -> said.split("\r\nconnections 0 ", -1).length > 2);
            assertThat(text).doesNotContain("\u001b");
            top.type("\u0003");
            assertThat(top.awaitOutput(said -> said.endsWith("over\r\n"))).contains("status 130");
        }
    }

    @Test
    void pipe_withoutOnce_isABlockEachTimeUntilNobodyReads() throws Exception {
        String command = String.join(
                "' '",
                DaemonTest.command(
                        Main.class,
                        List.of(),
                        "top",
                        "--json",
                        "--interval=0.5",
                        "--observer=127.0.0.1:" + server.observer().getPort()));
        try (Child top = Child.start(List.of("sh", "-c", "{ '" + command + "'; echo status $? >&2; } | head -n 2"))) {
            assertThat(top.err()).isEqualTo("status 0\n");
            assertThat(top.out().lines())
                    .hasSize(2)
                    .allMatch(line -> line.startsWith("{\"time\":") && line.endsWith("}"));
        }
    }
}
