package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The observer's page beside ten thousand connections, and when it is left open for long. */
class ObserverScaleTest {
    private static final int CROWD = 10_000;
    private static final String CONNECTIONS = "document.querySelector('#connections-view .scroll')";

    /** A stream that says what the test says. */
    private static final String FAKE_STREAM = "window.EventSource = class { constructor() { window.stream = this;"
            + " setTimeout(() => this.onopen()); } close() {} }; EventSource.CLOSED = 2;";

    @TempDir
    static Path directory;

    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start(directory.resolve("profile"));
        browser.dress(1440, 900, false);
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    /** What starts a daemon that lets a crowd in from one address. */
    static List<String> command() {
        String size = String.valueOf(CROWD + 10);
        return DaemonTest.command(
                Main.class,
                List.of(),
                "--port",
                "0",
                "--observer",
                "127.0.0.1:0",
                "--control",
                "none",
                "--max-connections",
                size,
                "--max-per-address",
                size,
                "--accept-rate",
                size);
    }

    static String observer(String printed) {
        Matcher told = Pattern.compile("observer (\\S+)").matcher(printed);
        assertThat(told.find()).as(printed).isTrue();
        return "http://" + told.group(1) + "/";
    }

    /** Has something done in each frame of three seconds, and asserts that the page has few rows however many there are. */
    private static void assertFewRows(String what, String view, String each, int most) {
        String script = "new Promise(done => { let last = 0, end = 0, worst = 0, frames = 0, rows = 0;"
                + " const frame = now => { if (last) worst = Math.max(worst, now - last); else end = now + 3000; last = now; frames++;"
                + " rows = Math.max(rows, document.querySelectorAll('#view-" + view + " .row, #view-" + view
                + " li').length);"
                + " " + each
                + "; if (now < end) requestAnimationFrame(frame); else done([frames, Math.round(worst), rows]); };"
                + " requestAnimationFrame(frame); })";
        List<Object> figures = new ArrayList<>();
        double task = browser.longestTask(() -> figures.addAll((List<?>) browser.run(script)));
        System.out.printf(
                "%s: %s frames in 3 s, the longest %s ms; the longest task took %.0f ms of a processor; at most %s rows in the page%n",
                what, figures.get(0), figures.get(1), task, figures.get(2));
        assertThat(((Number) figures.get(2)).intValue()).isPositive().isLessThanOrEqualTo(most);
    }

    @Test
    void tenThousandConnections_scrolledSortedAndUpdated_areAFewRowsOfThePage() throws Exception {
        try (Child daemon = Child.start(command())) {
            String printed = DaemonTest.awaitReady(daemon);
            try (Crowd crowd = new Crowd(DaemonTest.portOf(printed), CROWD)) {
                browser.open(observer(printed) + "#connections");
                browser.await("document.querySelector('#connections-view .count').textContent === '10,000 rows'");
                assertThat(crowd.size()).isEqualTo(CROWD);
                browser.await("document.querySelector('[data-info=\"server.connections\"]').textContent === '10,000'");
                assertFewRows(
                        "scrolled by a page a frame",
                        "connections",
                        CONNECTIONS + ".scrollTop += " + CONNECTIONS + ".clientHeight",
                        120);
                browser.run(CONNECTIONS + ".scrollTop = 1e9");
                browser.await("document.getElementById('connections-view').innerText.includes('c10000')");
                assertFewRows(
                        "sorted anew every tenth frame",
                        "connections",
                        "if (frames % 10 === 0) document.querySelector('[data-sort=rate] button').click()",
                        120);
                browser.run("location.hash = 'tree'");
                browser.await("document.querySelectorAll('#tree-view .link').length > 100");
                assertFewRows("the tree, a loop unfolded", "tree", "", 120);
                browser.run("location.hash = 'names'");
                browser.await("document.querySelector('#names-view .count').textContent === '10,000 rows'");
                assertThat(browser.complaints()).isEmpty();
            }
        }
    }

    @Test
    @Tag("stress") // a quarter of an hour of frames; a day of them in the long form
    void page_forgottenForLong_growsNoMore() throws Exception {
        Object script = browser.call(
                        "Page.addScriptToEvaluateOnNewDocument", "\"source\":" + Browser.quoted(FAKE_STREAM))
                .get("identifier");
        try (LineServer server =
                ObserverServerTest.start(Servers.options(), ObserverAddress.parse("127.0.0.1:0"), null)) {
            browser.open("http://127.0.0.1:" + server.observer().getPort() + "/#charts");
            browser.await("window.stream");
            browser.run("(async () => { window.info = await (await fetch('/api/info')).json(); window.n = 0; })()");
            feed(1);
            browser.await("document.querySelectorAll('.chart canvas').length === 9");
            browser.run("location.hash = 'events'");
            feed(700); // as many as are kept of everything, and more
            long before = heap();
            int seconds = Servers.isLong() ? 86_400 : 900;
            for (int fed = 0; fed < seconds; fed += 300) {
                feed(300);
            }
            long after = heap();
            System.out.printf(
                    "%d s of frames with 3 events each: the page's heap %.1f MiB before, %.1f after; %s elements%n",
                    seconds,
                    before / 1048576.0,
                    after / 1048576.0,
                    browser.text("document.querySelectorAll('*').length"));
            assertThat(browser.text("document.querySelector('#events-view .count').textContent"))
                    .isEqualTo("1,024 rows");
            assertThat(after - before).isLessThan(2 << 20);
            assertThat(browser.complaints()).isEmpty();
        } finally {
            browser.call("Page.removeScriptToEvaluateOnNewDocument", "\"identifier\":\"" + script + "\"");
        }
    }

    private static long heap() {
        browser.call("HeapProfiler.collectGarbage", "");
        Map<?, ?> heap = browser.call("Runtime.getHeapUsage", "");
        return ((Number) heap.get("usedSize")).longValue();
    }

    /** Sends so many frames of a second each, as fast as the page takes them. */
    private static void feed(int frames) {
        browser.run("(async () => { for (let i = 0; i < " + frames + "; i++) { n++; const at = 1e9 + n;"
                + " const sample = { time: at, connections: n % 50, lines: n % 7, ended: 1, untaken: 0, waiting: 0, delay_us: 9, heap: 1e7, gc_ms: 0, met: 0 };"
                + " const events = [1, 2, 3].map(e => ({ at: at * 1000, kind: 'up', who: 'c' + e, text: 'name' + n + '-' + e }));"
                + " stream.onmessage({ data: JSON.stringify({ started: 1, ready: true, acts: false, info, sample, events, newest: n * 3, skipped: 0 }) });"
                + " if (i % 20 === 0) await new Promise(next => setTimeout(next)); } })()");
    }
}
