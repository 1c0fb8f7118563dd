package io.rollcall.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.rollcall.registry.Name;
import io.rollcall.registry.Property;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The observer's page as somebody with a browser has it: what it shows, to whom, and what it makes of hostile names. */
class ObserverPageTest {
    private static final String TOKEN = "0123456789abcdef";
    static final List<String> VIEWS =
            List.of("tree", "connections", "names", "properties", "charts", "events", "limits", "dead", "history");
    private static final List<String> HOSTILE = List.of(
            "<img/src=x/onerror=window.hit=1>",
            "\"><script>window.hit=1</script>",
            "javascript:window.hit=1",
            "${window.hit=1}{{window.hit=1}}",
            "שלום-عربي");

    @TempDir
    static Path directory;

    private static Browser browser;

    @BeforeAll
    static void start() throws Exception {
        browser = Browser.start(directory.resolve("profile"));
        browser.dress(1440, 900, false);
    }

    @AfterAll
    static void stop() throws Exception {
        if (browser != null) {
            browser.close();
        }
    }

    private static LineServer serve(WorkerFactory factory, @Nullable String token) throws IOException {
        Wiring wiring =
                new Wiring(null, ProxyPeers.NONE, Map.of(), new Observing(ObserverAddress.parse("127.0.0.1:0"), token));
        return LineServer.create(Servers.options(), factory, new ObservedEvents(), wiring)
                .start();
    }

    private static LineServer serve() throws IOException {
        return serve(BundledWorker.ECHO, null);
    }

    private static String origin(LineServer server) {
        return "http://127.0.0.1:" + server.observer().getPort();
    }

    private static void look(LineServer server, String view) {
        browser.open(origin(server) + "/#" + view);
        browser.await("document.getElementById('state').textContent === 'live'");
    }

    private static void assertNothingAmiss(LineServer server) {
        assertThat(browser.complaints()).isEmpty();
        assertThat(browser.requests()).isNotEmpty().allMatch(address -> address.startsWith(origin(server) + "/"));
    }

    private static String focused() {
        return browser.text(
                "(document.activeElement.getAttribute('aria-label') || document.activeElement.textContent).trim()");
    }

    /** Goes on by Tab until something is focused, and asserts that whatever is on the way is seen to be. */
    private static void tabTo(String wanted) {
        for (int i = 0; i < 60; i++) {
            browser.press("Tab");
            assertThat(browser.text("getComputedStyle(document.activeElement).outlineStyle"))
                    .as("the outline of %s", focused())
                    .isNotEqualTo("none");
            if (focused().startsWith(wanted)) {
                return;
            }
        }
        throw new AssertionError("Tab never comes to " + wanted);
    }

    @Test
    void numbers_ofAQuietServer_equalThoseOfInfo() throws Exception {
        try (LineServer server = serve();
                LineClient alice = new LineClient(server);
                LineClient bob = new LineClient(server)) {
            for (String line :
                    List.of("/name alice", "/name al", "/join room", "/join lobby", "/add jobs 3", "/watch x")) {
                alice.ask(line);
            }
            assertThat(bob.ask("/queue alice")).isEqualTo("+QUEUED 1");
            bob.ask("/join room");
            look(server, "connections");
            browser.await("document.querySelectorAll('#connections-view .row:not([hidden])').length === 2");

            Map<String, String> info = new TreeMap<>();
            int rows = Integer.parseInt(bob.ask("/info").substring(1));
            for (int i = 0; i < rows; i++) {
                String[] row = bob.hear().split(" ", 2);
                info.put(row[0], row[1]);
            }
            List<String> shown = List.of(browser.text(
                            "[...document.querySelectorAll('[data-info]')].map(e => e.dataset.info.split('.')[1] + ' ' + e.textContent.replaceAll(',', '')).join('\\n')")
                    .split("\n"));
            assertThat(shown).hasSize(8).allSatisfy(each -> {
                String[] row = each.split(" ", 2);
                assertThat(row[1]).as(row[0]).isEqualTo(info.get(row[0]));
            });
            assertThat(info).containsEntry("connections", "2").containsEntry("waiting", "1");
            assertThat(browser.text("document.querySelector('#connections-view .count').textContent"))
                    .isEqualTo("2 rows");
            assertNothingAmiss(server);
        }
    }

    @Test
    void names_hostile_areTextInEveryView() throws Exception {
        WorkerFactory factory = connection -> {
            if (connection.id().equals("c1")) {
                connection.owner().register(Name.of("a\u202eb\u0007<b>c"), "v\n<svg/onload=window.hit=1>");
                connection.owner().register(Property.of("<style>*{display:none}</style>"));
            }
            return (message, reply) -> reply.line(message);
        };
        try (LineServer server = serve(factory, null);
                LineClient client = new LineClient(server)) {
            for (String name : HOSTILE) {
                assertThat(client.ask("/name " + name)).as(name).isEqualTo("+OK");
                assertThat(client.ask("/join " + name + " <b>" + name)).as(name).startsWith("+");
            }
            try (LineClient other = new LineClient(server)) {
                assertThat(other.ask("/name <i>gone</i>")).isEqualTo("+OK");
                assertThat(other.ask("/quit")).isEqualTo("+BYE");
            }
            look(server, "tree");
            for (String view : VIEWS) {
                browser.run("location.hash = '" + view + "'");
                browser.await("!document.getElementById('view-" + view + "').hidden");
                if (!view.equals("charts") && !view.equals("limits")) {
                    browser.await("document.getElementById('view-" + view + "').innerText.includes('<')");
                }
                if (view.equals("names")) {
                    for (String name : HOSTILE) {
                        assertThat(browser.text("document.getElementById('names-view').innerText"))
                                .contains(name);
                    }
                    assertThat(browser.text("document.getElementById('names-view').innerText"))
                            .contains("a?b?<b>c", "v?<svg/onload=window.hit=1>");
                }
                assertUnharmed(server);
            }
            browser.run("location.hash = 'names'");
            browser.run("document.querySelector('#names-view .row').click()");
            browser.await("document.getElementById('sheet').open");
            assertThat(browser.text("document.getElementById('sheet').innerText"))
                    .contains(HOSTILE.get(0), HOSTILE.get(4));
            assertUnharmed(server);
        }
    }

    /** Asserts that nothing ran, nothing was made of a name but text, and nothing was asked of anybody else. */
    private static void assertUnharmed(LineServer server) {
        assertThat(
                        browser.text(
                                "[window.hit, document.scripts.length, document.images.length,"
                                        + " document.querySelectorAll('main svg, main style, main i:not(.meter i), main b, main iframe').length].join()"))
                .isEqualTo(",2,1,0");
        assertNothingAmiss(server);
    }

    @Test
    void policy_scriptOrPictureThatGotIn_isNotRun() throws Exception {
        try (LineServer server = serve()) {
            look(server, "tree");
            browser.run("(() => { window.stopped = new Set();"
                    + " document.addEventListener('securitypolicyviolation', e => stopped.add(e.effectiveDirective));"
                    + " const script = document.createElement('script'); script.textContent = 'window.hit = 1'; document.body.append(script);"
                    + " document.querySelector('main').innerHTML = '<img src=x onerror=\"window.hit = 1\"><img src=\"http://other.example/x.png\"><p style=\"color: red\">';"
                    + " fetch('http://other.example/').catch(() => {}); })()");
            browser.await(
                    "[...stopped].sort().join() === 'connect-src,img-src,script-src-attr,script-src-elem,style-src-attr'");
            assertThat(browser.run("window.hit")).isNull();
        }
    }

    @Test
    void otherSite_readsNothingAndActsOnNothing() throws Exception {
        Path site = Files.writeString(directory.resolve("site.html"), "<!doctype html><p>prices");
        try (LineServer server = serve(BundledWorker.ECHO, TOKEN);
                LineClient client = new LineClient(server)) {
            assertThat(client.ask("/ping")).isEqualTo("+PONG");
            browser.open("http://evil.localhost:" + server.observer().getPort() + "/"); // a name that points here
            assertThat(browser.text("document.body.innerText.trim()")).isEqualTo("this host is not served here");

            browser.open(site.toUri().toString());
            String attempts = "(async () => { const said = []; const at = '" + origin(server) + "';"
                    + "const headers = { Authorization: 'Bearer " + TOKEN + "' };"
                    + "for (const [path, how] of [['/api/info', {}], ['/api/info', { mode: 'no-cors' }], ['/api/kick?id=c1', { method: 'POST', mode: 'no-cors' }],"
                    + " ['/api/kick?id=c1', { method: 'POST', headers }], ['/api/drain', { method: 'POST', headers }]])"
                    + " said.push(await fetch(at + path, how).then(answer => 'read ' + answer.type, () => 'refused'));"
                    + "const script = document.createElement('script'); script.src = at + '/observer.js';"
                    + "said.push(await new Promise(done => { script.onload = () => done('ran'); script.onerror = () => done('refused'); document.body.append(script); }));"
                    + "const form = document.createElement('form'); form.method = 'post'; form.action = at + '/api/drain'; form.target = 'inner';"
                    + "const frame = document.createElement('iframe'); frame.name = 'inner'; document.body.append(frame, form);"
                    + "const loaded = new Promise(done => { frame.onload = done; }); form.submit(); await loaded; return said.join(); })()";
            assertThat(browser.text(attempts)).isEqualTo("refused,refused,refused,refused,refused,refused");
            assertThat(client.ask("/ping still here")).isEqualTo("+PONG still here");
            assertThat(browser.run("fetch('" + origin(server)
                            + "/api/drain', { method: 'POST', mode: 'no-cors' }).catch(() => 'no')"))
                    .isEqualTo("no");
            assertThat(client.ask("/ping")).isEqualTo("+PONG");
        }
    }

    @Test
    void daemon_killedAndStartedAgain_isNoticedAndShownWithoutAReload() throws Exception {
        String observer;
        int port;
        try (Child daemon = DaemonTest.start("--port", "0", "--observer", "127.0.0.1:0", "--control", "none")) {
            String printed = DaemonTest.awaitReady(daemon);
            port = DaemonTest.portOf(printed);
            Matcher told = Pattern.compile("observer (\\S+)").matcher(printed);
            assertThat(told.find()).isTrue();
            observer = told.group(1);
            browser.open("http://" + observer + "/#tree");
            browser.await("document.getElementById('state').textContent === 'live'");
            daemon.signal("KILL");
            daemon.awaitExit();
        }
        browser.await("document.getElementById('state').textContent === 'not connected'");
        assertThat(browser.text("getComputedStyle(document.querySelector('main')).opacity"))
                .isNotEqualTo("1");
        try (Child daemon =
                DaemonTest.start("--port", String.valueOf(port), "--observer", observer, "--control", "none")) {
            DaemonTest.awaitReady(daemon);
            long ready = System.nanoTime();
            browser.await("document.getElementById('state').textContent === 'live'");
            System.out.printf("the page recovered %.1f s after READY%n", (System.nanoTime() - ready) / 1e9);
            try (var peer = DaemonTest.connect(daemon)) {
                peer.getOutputStream().write("/name risen\n".getBytes(StandardCharsets.UTF_8));
                browser.await("document.querySelector('[data-info=\"server.connections\"]').textContent === '1'");
                browser.run("location.hash = 'names'");
                browser.await("document.getElementById('names-view').innerText.includes('risen')");
            }
        }
    }

    @Test
    void page_leftAndOpenedOverAndOver_keepsNoneOfTheFewConnectionsThatABrowserHas() throws Exception {
        try (LineServer server = serve()) {
            for (int i = 0; i < 8; i++) {
                look(server, "charts");
                browser.await("document.querySelectorAll('.chart canvas').length === 9");
            }
            assertNothingAmiss(server);
        }
    }

    @Test
    void tree_byKeyboardAlone_isFoldedAndAWorkerOpened() throws Exception {
        try (LineServer server = serve();
                LineClient client = new LineClient(server)) {
            assertThat(client.ask("/name alice")).isEqualTo("+OK");
            look(server, "tree");
            browser.await("document.querySelectorAll('.fold').length === 2");
            List<String> order = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                browser.press("Tab");
                order.add(focused());
            }
            assertThat(order)
                    .startsWith("Skip to the content", "Dark or light", "Tree", "Connections")
                    .endsWith("History", "event loop 0");
            boolean onFirst = Boolean.TRUE.equals(browser.run("document.querySelector('[data-key=c1]') !== null"));
            if (!onFirst) {
                tabTo("event loop 1");
            }
            String fold = "document.activeElement.getAttribute('aria-expanded')";
            for (String wanted : onFirst ? List.of("false", "true") : List.of("true", "false", "true")) {
                browser.press(wanted.equals("true") ? "Enter" : " ");
                browser.await(fold + " === '" + wanted + "'");
            }
            tabTo("c1");
            browser.press("Enter");
            browser.await("document.getElementById('sheet').open");
            assertThat(browser.text("document.getElementById('sheet').innerText"))
                    .contains("c1", "alice");
            browser.press("Escape");
            browser.await("!document.getElementById('sheet').open && document.activeElement.dataset.key === 'c1'");
            assertNothingAmiss(server);
        }
    }

    @Test
    void table_byKeyboardAlone_isFilteredSortedWalkedAndOpened() throws Exception {
        List<LineClient> clients = new ArrayList<>();
        try (LineServer server = serve()) {
            for (int i = 1; i <= 60; i++) {
                LineClient client = new LineClient(server);
                clients.add(client);
                assertThat(client.ask("/name user" + i)).isEqualTo("+OK");
            }
            look(server, "tree");
            tabTo("Connections");
            browser.press("Enter");
            browser.await("document.querySelector('#connections-view .count').textContent === '60 rows'");
            tabTo("Filter by id");
            browser.type("USER1");
            browser.await("document.querySelector('#connections-view .count').textContent === '11 rows'");
            browser.type("x");
            browser.await("document.querySelector('#connections-view .empty').textContent.startsWith('Nothing')");
            browser.run("(() => { const input = document.activeElement; input.select(); })()");
            browser.type("user");
            browser.await("document.querySelector('#connections-view .count').textContent === '60 rows'");
            tabTo("Filter by id"); // the table itself
            tabTo("Id");
            browser.press("Enter");
            browser.await("document.activeElement.parentElement.getAttribute('aria-sort') === 'descending'");
            browser.await(
                    "[...document.querySelectorAll('#connections-view .row')].find(row => row.getAttribute('aria-rowindex') === '1')?.firstChild.textContent === 'c60'");
            browser.press("Shift+Tab");
            browser.press("End");
            browser.await("document.querySelector('#connections-view .chosen').firstChild.textContent === 'c1'");
            browser.press("Home", "ArrowDown", "ArrowDown", "ArrowUp");
            browser.await("document.querySelector('#connections-view .chosen').firstChild.textContent === 'c59'");
            browser.press("Enter");
            browser.await("document.getElementById('sheet-title').textContent === 'c59'");
            assertNothingAmiss(server);
        } finally {
            for (LineClient client : clients) {
                client.close();
            }
        }
    }

    @Test
    void kick_withTheTokenTyped_endsTheConnection() throws Exception {
        try (LineServer server = serve(BundledWorker.ECHO, TOKEN);
                LineClient client = new LineClient(server)) {
            assertThat(client.ask("/name alice")).isEqualTo("+OK");
            look(server, "names");
            browser.await("document.querySelector('#names-view .row')");
            tabTo("Filter by name");
            tabTo("Filter by name"); // the table itself
            browser.press("Enter");
            browser.await("document.getElementById('sheet').open");
            tabTo("Token");
            browser.type("wrong");
            tabTo("Kick c1");
            browser.press("Enter");
            browser.await("document.getElementById('sheet').innerText.includes('the token was expected')");
            browser.press("Shift+Tab", "Shift+Tab");
            browser.run("document.activeElement.select()");
            browser.type(TOKEN);
            browser.press("Tab");
            browser.type("bad manners");
            browser.press("Tab", "Enter");
            assertThat(client.hear()).isEqualTo(">bye kicked bad manners");
        }
    }
}
