package io.rollcall.server.top;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is asked, drawn and done at a key, on a made-up terminal before a made-up observer. */
class LiveTopTest {
    private static final String ROW =
            "{\"id\":\"c1\",\"peer\":\"p\",\"as\":\"a\\u001b[2Jb\\u202ec\",\"age_ms\":1,\"crashes\":1,"
                    + "\"holds\":9,\"held\":[{\"kind\":\"prop\",\"key\":\"x\\r\\ny\\u009b\",\"value\":\"\"}]}";

    private static final String BODY =
            "{\"ready\":true,\"info\":{\"server\":{\"version\":\"1\\u001b]0;t\\u0007\"}},\"connections\":{\"total\":50,\"rows\":["
                    + ROW + "]}}";

    private volatile String body = BODY;
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> drawn = new ArrayList<>();
    private final Deque<Integer> statuses = new ConcurrentLinkedDeque<>();
    private ServerSocket observer;
    private Thread serves;
    private Screens.Size size = new Screens.Size(12, 80);

    @BeforeEach
    void start() throws IOException {
        observer = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        serves = new Thread(this::serve, "made-up-observer");
        serves.setDaemon(true);
        serves.start();
    }

    private void serve() {
        while (true) {
            try (Socket asks = observer.accept()) {
                BufferedReader in =
                        new BufferedReader(new InputStreamReader(asks.getInputStream(), StandardCharsets.US_ASCII));
                String first = in.readLine();
                for (String line = first; line != null && !line.isEmpty(); line = in.readLine()) {
                    // headers are of no concern
                }
                asked.add(first.replaceAll("GET /api/top\\?(\\S*) .*", "$1"));
                int status = statuses.isEmpty() ? 200 : statuses.remove();
                asks.getOutputStream()
                        .write(("HTTP/1.1 " + status + " x\r\nConnection: close\r\n\r\n" + body)
                                .getBytes(StandardCharsets.UTF_8));
            } catch (IOException closed) {
                return;
            }
        }
    }

    @AfterEach
    void stop() throws Exception {
        observer.close();
        serves.join(); // one that waits for a peer may be given another up to then
    }

    /** Presses keys one after the other, and nothing behind them: then it is time for the next look. */
    private void run(String keys, boolean isStyled, boolean isAscii) throws UnansweredException, InterruptedException {
        Deque<Character> left = new ArrayDeque<>();
        keys.chars().forEach(key -> left.add((char) key));
        Screens screens = new Screens() {
            @Override
            public char key(long nanos) {
                return left.isEmpty() ? Keys.GONE : left.remove();
            }

            @Override
            public void press(char key) {
                left.add(key);
            }

            @Override
            public Size size() {
                return size;
            }

            @Override
            public void draw(String screen) {
                drawn.add(screen);
            }

            @Override
            public void close() {}
        };
        ObserverClient client = new ObserverClient("127.0.0.1:" + observer.getLocalPort(), null);
        View view = new View(Column.IN, false, 0, 20, "");
        new LiveTop(client, screens, view, TimeUnit.HOURS.toNanos(1), isStyled, isAscii).run();
    }

    private String last() {
        return drawn.get(drawn.size() - 1);
    }

    @Test
    void node_ofACluster_hasALineOfItsOwnAndOneConnectionFewer() throws Exception {
        String node = "\"cluster\":{\"node\":\"n1\",\"role\":\"voter\",\"leader\":\"n2\",\"nodes\":3,\"term\":4,"
                + "\"names_everywhere\":17,\"suspended\":\"%s\"},\"server\"";
        body = BODY.replace("\"server\"", node.formatted("no"));
        run(" ", true, false);
        assertThat(last())
                .contains("\r\n\u001b[Knode n1  voter  leader n2  nodes 3  term 4  names everywhere 17\r\n")
                .doesNotContain("suspended");
        assertThat(asked)
                .containsExactly("sort=rate&down=1&offset=0&limit=5&q=", "sort=rate&down=1&offset=0&limit=4&q=");
        body = BODY.replace("\"server\"", node.formatted("no majority\\u001b[2J"));
        run("", true, false);
        assertThat(last()).contains("\u001b[31mnode n1  voter  suspended: no majority?[2J  leader n2  nodes 3  ");
    }

    @Test
    void key_ofAColumn_asksForItsOrderAndAgainForTheOther() throws Exception {
        run("mmd<r", false, false);
        assertThat(asked)
                .containsExactly(
                        "sort=rate&down=1&offset=0&limit=5&q=",
                        "sort=mailbox&down=1&offset=0&limit=5&q=",
                        "sort=mailbox&down=0&offset=0&limit=5&q=",
                        "sort=id&down=0&offset=0&limit=5&q=",
                        "sort=crashes&down=1&offset=0&limit=5&q=",
                        "sort=crashes&down=0&offset=0&limit=5&q=");
        assertThat(last()).contains("↑CRASHES");
    }

    @Test
    void arrows_scroll_withinWhatIsThere() throws Exception {
        run("" + Keys.DOWN + Keys.PAGE_DOWN + Keys.UP, false, false);
        assertThat(asked).last().asString().contains("offset=5");
    }

    @Test
    void filter_isTypedAndAskedFor() throws Exception {
        run("/qx\u007f b&c\n", false, false);
        assertThat(asked).last().asString().endsWith("&q=q+b%26c");
        assertThat(last()).contains("with 'q b&c'");
        assertThat(drawn).anyMatch(screen -> screen.contains("filter: qx_"));
    }

    @Test
    void quit_endsItAtOnce() throws Exception {
        run("qmmm", false, false);
        assertThat(asked).hasSize(1);
    }

    @Test
    void screen_ofHostileNames_hasNoControlButItsOwn() throws Exception {
        for (int columns : new int[] {1, 7, 40, 80, 99, 100, 119, 120, 300}) {
            size = new Screens.Size(12, columns);
            drawn.clear();
            run("", true, false);
            String bare = last().replaceAll("\u001b\\[(H|K|J|\\d+m|\\d+;1H)|\r\n", "");
            assertThat(bare).as("%d columns", columns).matches("[^\\p{Cc}\\p{Cf}\\p{Cs}]*");
            assertThat(last().split("\r\n|\u001b\\[\\d+;1H"))
                    .allMatch(line -> Cells.width(line.replaceAll("\u001b\\[[\\d;]*[a-zA-Z]", "")) <= columns);
        }
        assertThat(last()).contains("a?[2Jb?c").contains("#x??y?").contains("1?]0;t?");
    }

    @Test
    void screen_ofATerminalWithoutUtf8_isAscii() throws Exception {
        run("", false, true);
        assertThat(last()).matches("[\\x1b\\r\\n\\x20-\\x7e]*").contains("vIN/S");
    }

    @Test
    void screen_withoutColor_hasNone() throws Exception {
        run("", false, false);
        assertThat(last()).doesNotContainPattern("\u001b\\[[0-9;]*m");
        drawn.clear();
        run("", true, false);
        assertThat(last()).contains("\u001b[31mc1 ");
    }

    @Test
    void window_small_isNotDrawnBeyond() throws Exception {
        for (int rows = 1; rows < 10; rows++) {
            size = new Screens.Size(rows, 20);
            run("", true, false);
            assertThat(last().split("\r\n", -1)).hasSizeLessThanOrEqualTo(rows);
        }
    }

    @Test
    void observer_thatIsBusy_isAskedAgainAndShownAsBefore() throws Exception {
        statuses.addAll(List.of(200, 503, 503, 200));
        run("   ", false, false);
        assertThat(asked).hasSize(4);
        assertThat(drawn.get(2)).contains("answers 503").contains("c1 ");
        assertThat(last()).doesNotContain("503");
    }

    @Test
    void observer_thatStaysBusyOrIsGone_endsIt() throws Exception {
        statuses.addAll(List.of(200, 503, 503, 503, 200));
        assertThatThrownBy(() -> run("     ", false, false)).hasMessageContaining("answers 503");
        assertThat(asked).hasSize(4);
        stop();
        assertThatThrownBy(() -> run("", false, false)).hasMessageContaining("no observer answers at 127.0.0.1:");
    }

    @Test
    void size_thatIsUnknown_isThatOfATerminalOfOld() {
        assertThat(Screens.Size.of("0 0")).isEqualTo(new Screens.Size(24, 80));
        assertThat(Screens.Size.of("")).isEqualTo(new Screens.Size(24, 80));
        assertThat(Screens.Size.of("50 9999")).isEqualTo(new Screens.Size(50, 1000));
    }
}
