package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/** How the observer's page looks, in three widths, dark and light; {@code make pictures} takes the pictures in docs. */
class ObserverPicturesTest {
    static final int[][] SIZES = {{1440, 900}, {768, 1024}, {320, 640}};

    /** What of a page is wider than it, or so little darker or lighter than its ground that it is hard to read. */
    static final String FAULTS = "(() => { const faults = [];"
            + " if (document.documentElement.scrollWidth > innerWidth) faults.push('the page is wider than the window');"
            + " const channels = text => (text.match(/[\\d.]+/g) ?? [0, 0, 0, 0]).map(Number);"
            + " const light = colour => { const [r, g, b] = colour.map(c => (c /= 255) <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };"
            + " for (const each of document.body.querySelectorAll('*')) {"
            + "  const own = [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim());"
            + "  const box = each.getBoundingClientRect();"
            + "  if (!own || !each.checkVisibility() || !box.width || each.closest('.skip, .away')) continue;"
            + "  let ground = each, colour; do { colour = channels(getComputedStyle(ground).backgroundColor); ground = ground.parentElement; } while (colour[3] === 0 && ground);"
            + "  const [a, b] = [light(channels(getComputedStyle(each).color)), light(colour)].sort((x, y) => y - x);"
            + "  if ((a + .05) / (b + .05) < 4.5) faults.push(((a + .05) / (b + .05)).toFixed(2) + ' ' + each.className + ' ' + each.textContent.slice(0, 30));"
            + "  const inside = each.closest('dl.figures div, .node, .bar, header, .chart')?.getBoundingClientRect();"
            + "  if (inside && box.right > inside.right + 1) faults.push('sticks out: ' + each.textContent.slice(0, 30)); }"
            + " return faults.join('\\n'); })()";

    @TempDir
    static Path directory;

    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start(directory.resolve("profile"));
    }

    @AfterAll
    static void stop() {
        if (browser != null) {
            browser.close();
        }
    }

    private static void look(String address, String view, int[] size, boolean dark) {
        browser.dress(size[0], size[1], dark);
        browser.open(address + "#" + view);
        browser.await("document.getElementById('state').textContent === 'live'");
    }

    private static void settle() {
        browser.run(
                "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(done, 50))))");
    }

    @Test
    void everyView_inEveryWidthDarkAndLight_fitsAndIsReadable() throws Exception {
        try (LineServer server =
                        ObserverServerTest.start(Servers.options(), ObserverAddress.parse("127.0.0.1:0"), null);
                Crowd crowd = new Crowd(server.port(), 3);
                LineClient gone = new LineClient(server)) {
            assertThat(crowd.size()).isEqualTo(3);
            assertThat(gone.ask("/name a-rather-long-name-of-somebody-who-is-gone"))
                    .isEqualTo("+OK");
            assertThat(gone.ask("/quit")).isEqualTo("+BYE");
            for (int[] size : SIZES) {
                for (boolean dark : List.of(false, true)) {
                    look("http://127.0.0.1:" + server.observer().getPort() + "/", "tree", size, dark);
                    browser.await("document.querySelector('.fold')");
                    for (String view : ObserverPageTest.VIEWS) {
                        browser.run("location.hash = '" + view + "'");
                        browser.await("!document.getElementById('view-" + view + "').hidden");
                        settle();
                        assertThat(browser.text(FAULTS))
                                .as("%s, %d wide, %s", view, size[0], dark ? "dark" : "light")
                                .isEmpty();
                    }
                }
            }
            assertThat(browser.complaints()).isEmpty();
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "rollcall.write", matches = "true")
    void pictures_takenAnew() throws Exception {
        for (int people : List.of(0, 3, 10_000)) {
            List<String> command = new ArrayList<>(ObserverScaleTest.command());
            int classPath = command.indexOf("-cp") + 1;
            // the jar first, as it has the version
            command.set(classPath, "target/rollcall-server.jar" + File.pathSeparator + command.get(classPath));
            try (Child daemon = Child.start(command)) {
                String printed = DaemonTest.awaitReady(daemon);
                String address = ObserverScaleTest.observer(printed);
                try (Crowd crowd = new Crowd(DaemonTest.portOf(printed), people)) {
                    String wanted =
                            "document.querySelector('[data-info=\"registry.names\"]').textContent.replace(',', '') === '"
                                    + crowd.size() + "'";
                    for (int[] size : SIZES) {
                        for (boolean dark : List.of(false, true)) {
                            String view = people == 10_000 ? "connections" : "tree";
                            look(address, view, size, dark);
                            browser.await(wanted
                                    + " && document.querySelector('.fold, #view-connections:not([hidden]) .row')");
                            settle();
                            save("%d-%s-%d.png".formatted(size[0], dark ? "dark" : "light", people));
                        }
                    }
                    if (people == 10_000) {
                        look(address, "charts", SIZES[0], true);
                        browser.await("document.querySelectorAll('.chart canvas').length === 9");
                        settle();
                        save("charts.png");
                    }
                }
            }
        }
    }

    private static void save(String name) throws Exception {
        Path file = Path.of("../docs/observer", name);
        Files.createDirectories(file.getParent());
        Files.write(file, browser.picture());
    }
}
